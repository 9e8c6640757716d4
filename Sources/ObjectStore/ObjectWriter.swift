import FoundationEssentials
import Glibc
import Platform

/// Writes one object, whole or not at all: until `finish` it has another name, which no list shows.
package final class ObjectWriter {
  package let location: ObjectLocation
  private let folder: Int32
  private let name: String
  private let temporaryName: String
  private let file: FileDescriptor
  private var isFinished = false

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

  deinit {
    if !isFinished { unlinkat(folder, temporaryName, 0) }
    close(folder)
  }

  package func append(_ bytes: [UInt8]) throws(ObjectStoreError) {
    do {
      try file.write(bytes)
    } catch {
      throw .failed(location, reason: "writing stopped: \(error)")
    }
  }

  /// Brings the object to the disk and gives it its name, in place of an earlier object.
  package func finish() throws(ObjectStoreError) {
    do {
      try file.synchronize()
    } catch {
      throw .failed(location, reason: "it cannot be brought to the disk: \(error)")
    }
    guard renameat(folder, temporaryName, folder, name) == 0, fsync(folder) == 0 else {
      throw DirectoryStore.error(errno, at: location)
    }
    isFinished = true
  }
}
