import Foundation
import Testing

@testable import Store

@Suite struct FolderLockTests {
  @Test func `a folder that is let go of is free, whoever holds a copy of the descriptor`() throws {
    let directory = NSTemporaryDirectory() + "lock-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var lock: FolderLock? = try FolderLock(directory: directory)
    #expect(throws: StoreError.self) { try FolderLock(directory: directory) }
    // As a program has it that is being started, until it runs.
    let copy = dup(try #require(lock).descriptor)
    defer { close(copy) }
    lock = nil
    #expect(throws: Never.self) { try FolderLock(directory: directory) }
  }
}
