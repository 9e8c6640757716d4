import Glibc
import Platform

/// A file's content, read in place: pages come from the system's cache as they are needed.
///
/// The content stays for as long as this object lives, even if the file is removed or another is
/// renamed to its path. It must not be cut short meanwhile: whoever writes files makes new ones.
final class MappedFile: Sendable {
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// - Throws: what the system says when the file cannot be opened or mapped.
  init(_ path: String) throws(SystemError) {
    let descriptor = FileDescriptor(
      owning: Int32(try SystemError.retrying { Int(open(path, O_RDONLY | O_CLOEXEC)) }))
    var status = stat()
    _ = try SystemError.retrying { Int(fstat(descriptor.number, &status)) }
    let length = Int(status.st_size)
    guard length > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let start = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor.number, 0)
    guard let start, start != MAP_FAILED else { throw SystemError(code: errno) }
    // Sound: the mapping has this length, is never written to, and ends with the object.
    bytes = UnsafeRawBufferPointer(start: start, count: length)
  }

  deinit {
    guard let start = bytes.baseAddress else { return }
    munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
  }
}
