import FoundationEssentials
import Glibc
import Platform

/// Objects as files below a root folder.
///
/// Every path is walked from the root a segment at a time without following links, so that
/// neither a name nor a link leads out of it.
package struct DirectoryStore: Sendable {
  package let root: String

  package init(root: String) {
    self.root = root
  }

  func objects(
    at location: ObjectLocation, _ isRecursive: Bool
  ) throws(ObjectStoreError) -> [ObjectSummary] {
    guard location.isFolder else {
      let descriptor = try openObject(location)
      defer { close(descriptor) }
      return [try summary(of: descriptor, location)]
    }
    close(try openFolder(location, making: false))
    var found: [ObjectSummary] = []
    for name in try names(in: location) where name.utf8.first != UInt8(ascii: ".") {
      let object = try location.appending(name)
      if let descriptor = try? openObject(object) {
        defer { close(descriptor) }
        found.append(try summary(of: descriptor, object))
      } else if isRecursive, let below = try? objects(at: location.appending(name + "/"), true) {
        found += below
      }
    }
    return found
  }

  func reader(of location: ObjectLocation) throws(ObjectStoreError) -> ObjectReader {
    ObjectReader(descriptor: try openObject(location), location: location)
  }

  func writer(of location: ObjectLocation) throws(ObjectStoreError) -> ObjectWriter {
    guard !location.isFolder, let name = location.segments.last else {
      throw .wrongKind(location, reason: "is a folder; an object was expected")
    }
    let folder = try openFolder(location, making: true)
    let file = try FileSink(folder: folder, name: name, location: location)
    return ObjectWriter(
      location: location,
      sink: ObjectWriter.Sink(append: file.append, finish: file.finish, abandon: file.abandon))
  }

  private func openObject(_ location: ObjectLocation) throws(ObjectStoreError) -> Int32 {
    guard !location.isFolder, let name = location.segments.last else {
      throw .wrongKind(location, reason: "is a folder; an object was expected")
    }
    let folder = try openFolder(location, making: false)
    defer { close(folder) }
    // Not to wait for a writer, should someone have put a pipe there.
    let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.error(errno, at: location) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw status.st_mode & S_IFMT == S_IFDIR
        ? .wrongKind(
          location, reason: "is a folder; end the location with a slash to name its CSV files")
        : .accessDenied(location)
    }
    return descriptor
  }

  /// Opens the folder that is `location`, or that holds the object that is `location`.
  private func openFolder(
    _ location: ObjectLocation, making: Bool
  ) throws(ObjectStoreError) -> Int32 {
    var folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw .noSuchBucket(location) }
    let parents = location.isFolder ? location.segments : location.segments.dropLast()
    for (depth, segment) in ([location.bucket] + parents).enumerated() {
      // Writing makes folders, which S3 does not know of, but never a bucket.
      if making, depth > 0 { mkdirat(folder, segment, 0o755) }
      let next = openat(folder, segment, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      let code = errno
      close(folder)
      guard next >= 0 else {
        throw depth == 0 && code == ENOENT
          ? .noSuchBucket(location) : Self.error(code, at: location)
      }
      folder = next
    }
    return folder
  }

  private func names(in location: ObjectLocation) throws(ObjectStoreError) -> [String] {
    let path = ([root, location.bucket] + location.segments).joined(separator: "/")
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    } catch {
      throw .accessDenied(location)
    }
  }

  private func summary(
    of descriptor: Int32, _ location: ObjectLocation
  ) throws(ObjectStoreError) -> ObjectSummary {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.error(errno, at: location) }
    let written = status.st_mtim
    return ObjectSummary(
      location: location, bytes: Int64(status.st_size),
      lastModified: Timestamp(
        milliseconds: Int64(written.tv_sec) * 1000 + Int64(written.tv_nsec) / 1_000_000))
  }

  static func error(_ code: Int32, at location: ObjectLocation) -> ObjectStoreError {
    switch code {
    case ENOENT: .noSuchObject(location)
    // A link or a file in the place of a folder: what lies behind it is not for us.
    case EACCES, EPERM, ELOOP, ENOTDIR: .accessDenied(location)
    default: .failed(location, reason: String(cString: strerror(code)))
    }
  }
}
