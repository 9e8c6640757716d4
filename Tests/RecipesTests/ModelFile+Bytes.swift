import Foundation

@testable import Recipes

extension Model {
  /// The content of the model's file.
  func encoded() throws -> [UInt8] {
    try TemporaryFile.content { path in try write(to: path) }
  }

  /// Reads a model from a file of that content.
  convenience init(decoding bytes: [UInt8]) throws {
    let file = try TemporaryFile(bytes)
    defer { withExtendedLifetime(file) {} }
    try self.init(mapping: file.path)
  }
}

extension ModelFileWriter {
  /// The content of the file.
  func finish() throws -> [UInt8] {
    try TemporaryFile.content { path in try write(to: path) }
  }
}

extension ModelFileReader {
  init(_ bytes: [UInt8]) throws {
    let file = try TemporaryFile(bytes)
    defer { withExtendedLifetime(file) {} }
    try self.init(mapping: file.path)
  }
}

/// A file of its own, removed with the object.
final class TemporaryFile {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).model"
  }

  /// A small file in memory: tests make thousands, and disks are slow at that.
  init(_ bytes: [UInt8]) throws {
    path = "/dev/shm/\(UUID().uuidString).model"
    try Data(bytes).write(to: URL(filePath: path))
  }

  deinit { unlink(path) }

  /// Changes one byte in place.
  func set(_ byte: UInt8, at position: Int) throws {
    let file = try FileHandle(forUpdating: URL(filePath: path))
    try file.seek(toOffset: UInt64(position))
    try file.write(contentsOf: [byte])
    try file.close()
  }

  var content: [UInt8] {
    get throws { [UInt8](try Data(contentsOf: URL(filePath: path))) }
  }

  static func content(_ write: (String) throws -> Void) throws -> [UInt8] {
    let file = TemporaryFile()
    try write(file.path)
    return try file.content
  }
}
