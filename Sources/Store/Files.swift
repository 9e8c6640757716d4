import FoundationEssentials
import Glibc

/// The few things the store does with whole files, each durable when it returns.
package enum Files {
  package static func makeDirectory(_ path: String) throws(StoreError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .file(path: path, reason: "cannot make the folder: \(error)")
    }
  }

  /// Removes a file or a folder with everything in it; one that is not there is no error.
  package static func removeTree(_ path: String) throws(StoreError) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw .file(path: path, reason: "cannot remove it: \(error)")
    }
  }

  package static func names(in directory: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
  }

  /// Puts `bytes` at `path` whole or not at all: temporary name, sync, rename, sync the folder.
  package static func write(_ bytes: [UInt8], to path: String) throws(StoreError) {
    let temporary = path + ".tmp"
    guard FileManager.default.createFile(atPath: temporary, contents: Data(bytes)) else {
      throw .file(path: temporary, reason: "cannot write it: \(String(cString: strerror(errno)))")
    }
    try synchronize(temporary)
    try rename(temporary, to: path)
  }

  /// Puts at `path` what `write` makes of a file with a temporary name, whole or not at all.
  /// - Parameter write: has the file on the disk when it returns.
  package static func replace(_ path: String, _ write: (String) throws -> Void) throws {
    let temporary = path + ".tmp"
    do {
      try write(temporary)
    } catch {
      unlink(temporary)
      throw error
    }
    try rename(temporary, to: path)
  }

  private static func rename(_ temporary: String, to path: String) throws(StoreError) {
    guard Glibc.rename(temporary, path) == 0 else {
      throw .file(path: path, reason: "cannot rename: \(String(cString: strerror(errno)))")
    }
    try synchronize(URL(filePath: path).deletingLastPathComponent().path)
  }

  package static func read(_ path: String) throws(StoreError) -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped))
    } catch {
      throw .file(path: path, reason: "cannot read it: \(error)")
    }
  }

  /// Brings a file's or a folder's content to the disk.
  package static func synchronize(_ path: String) throws(StoreError) {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else {
      throw .file(path: path, reason: "cannot open it: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw .file(path: path, reason: "cannot sync it: \(String(cString: strerror(errno)))")
    }
  }
}
