import Glibc
import Platform

/// A file that has another name, which no list shows, until it is complete.
///
/// Who writes it holds a lock on it. One without is what a killed process has left: the next one to
/// write the same object takes its place.
final class FileSink {
  /// How many may write one object at a time.
  private static let writerLimit = 64
  /// The longest name that leaves room for what is put around it.
  private static let nameLimit = 240

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
    do {
      let own = try Self.create(name, in: folder, location)
      temporaryName = own.name
      file = FileDescriptor(owning: own.descriptor)
    } catch {
      close(folder)
      throw error
    }
  }

  private static func create(
    _ name: String, in folder: Int32, _ location: ObjectLocation
  ) throws(ObjectStoreError) -> (name: String, descriptor: Int32) {
    let beginning = String(decoding: name.utf8.prefix(nameLimit), as: UTF8.self)
    for number in 0..<writerLimit {
      let temporary = ".\(beginning).\(number).part"
      let descriptor = openat(
        folder, temporary, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o644)
      guard descriptor >= 0 else { throw DirectoryStore.error(errno, at: location) }
      var (own, named) = (stat(), stat())
      // It may have become the object between the two steps.
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &own) == 0,
        own.st_mode & S_IFMT == S_IFREG,
        fstatat(folder, temporary, &named, AT_SYMLINK_NOFOLLOW) == 0, own.st_ino == named.st_ino,
        ftruncate(descriptor, 0) == 0
      {
        return (temporary, descriptor)
      }
      close(descriptor)
    }
    throw .failed(location, reason: "too many jobs write it at the same time")
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
