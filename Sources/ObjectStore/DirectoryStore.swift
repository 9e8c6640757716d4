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
    at location: ObjectLocation, _ extent: ListExtent
  ) throws(ObjectStoreError) -> [ObjectSummary] {
    if extent == .prefix { return try objects(startingLike: location) }
    guard location.isFolder else {
      let descriptor = try openObject(location)
      defer { close(descriptor) }
      return [try summary(of: descriptor, location)]
    }
    close(try openFolder(location, making: false))
    return try objects(in: location, isRecursive: extent == .recursive)
  }

  /// The objects of a bucket whose keys start with a location's key, in the order of S3.
  private func objects(
    startingLike location: ObjectLocation
  ) throws(ObjectStoreError) -> [ObjectSummary] {
    close(try openFolder(location, making: false))
    let folder = location.folder
    let beginning = location.key.utf8.dropFirst(folder.key.utf8.count)
    let found = try objects(in: folder, isRecursive: true) { $0.utf8.starts(with: beginning) }
    guard !found.isEmpty else { throw .noSuchObject(location) }
    return found.sorted { $0.location.key.utf8.lexicographicallyPrecedes($1.location.key.utf8) }
  }

  /// The objects of a folder that exists, and those of the folders in it.
  private func objects(
    in folder: ObjectLocation, isRecursive: Bool, where isWanted: (String) -> Bool = { _ in true }
  ) throws(ObjectStoreError) -> [ObjectSummary] {
    var found: [ObjectSummary] = []
    for name in try names(in: folder) where name.utf8.first != UInt8(ascii: ".") && isWanted(name) {
      let object = try folder.appending(name)
      // What is neither a file nor a folder, such as a link, is not there.
      switch kind(of: object) {
      case S_IFREG:
        let descriptor = try openObject(object)
        defer { close(descriptor) }
        found.append(try summary(of: descriptor, object))
      case S_IFDIR where isRecursive:
        found += try objects(in: folder.appending(name + "/"), isRecursive: true)
      default: continue
      }
    }
    return found
  }

  /// What kind of file stands for a location; a link is one.
  private func kind(of location: ObjectLocation) -> mode_t {
    var status = stat()
    guard lstat(path(of: location), &status) == 0 else { return 0 }
    return status.st_mode & S_IFMT
  }

  private func path(of location: ObjectLocation) -> String {
    ([root, location.bucket] + location.segments).joined(separator: "/")
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
      sink: ObjectWriter.Sink(
        append: file.append, complete: file.complete, finish: file.finish, abandon: file.abandon))
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
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path(of: location)).sorted()
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
