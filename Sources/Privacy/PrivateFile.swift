import Glibc
import Platform
import Store

/// Files that only the owner of the process may read.
package enum PrivateFile {
  /// Puts `bytes` at `path` whole or not at all, with the mode 0600.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    try Files.replace(path) { temporary in
      let file = FileDescriptor(
        owning: try opened(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC))
      try file.write(bytes)
      try file.synchronize()
    }
  }

  /// Overwrites a file and removes it; one that is not there is no error.
  package static func shred(_ path: String) throws {
    guard access(path, F_OK) == 0 else { return }
    let number = try opened(path, O_WRONLY | O_CLOEXEC)
    let file = FileDescriptor(owning: number)
    let size = lseek(number, 0, SEEK_END)
    lseek(number, 0, SEEK_SET)
    try file.write([UInt8](repeating: 0, count: max(Int(size), 0)))
    try file.synchronize()
    guard unlink(path) == 0 else { throw failure(path, "cannot remove it") }
  }

  private static func opened(_ path: String, _ flags: Int32) throws(StoreError) -> Int32 {
    let number = open(path, flags, 0o600)
    guard number >= 0 else { throw failure(path, "cannot open it") }
    return number
  }

  private static func failure(_ path: String, _ what: String) -> StoreError {
    .file(path: path, reason: "\(what): \(String(cString: strerror(errno)))")
  }
}
