import FoundationEssentials
import Glibc
import Platform

/// A file that has another name, which no list shows, until it is complete.
final class FileSink {
  private let location: ObjectLocation
  private let folder: Int32
  private let name: String
  private let temporaryName: String
  private let file: FileDescriptor

  /// Takes over `folder`, an open directory.
  init(folder: Int32, name: String, location: ObjectLocation) throws(ObjectStoreError) {
    self.folder = folder
    self.name = name
    self.location = location
    temporaryName = ".\(UUID().uuidString).part"
    let descriptor = openat(
      folder, temporaryName, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let error = DirectoryStore.error(errno, at: location)
      close(folder)
      throw error
    }
    file = FileDescriptor(owning: descriptor)
  }

  deinit { close(folder) }

  func append(_ bytes: [UInt8]) throws(ObjectStoreError) {
    do {
      try file.write(bytes)
    } catch {
      throw .failed(location, reason: "writing stopped: \(error)")
    }
  }

  func complete() throws(ObjectStoreError) {
    do {
      try file.synchronize()
    } catch {
      throw .failed(location, reason: "it cannot be brought to the disk: \(error)")
    }
  }

  func finish() throws(ObjectStoreError) {
    try complete()
    guard renameat(folder, temporaryName, folder, name) == 0, fsync(folder) == 0 else {
      throw DirectoryStore.error(errno, at: location)
    }
  }

  func abandon() { unlinkat(folder, temporaryName, 0) }
}
