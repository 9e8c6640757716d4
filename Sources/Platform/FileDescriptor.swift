import Glibc

/// An open file, pipe or socket, closed when it goes out of use.
package struct FileDescriptor: ~Copyable, Sendable {
  package let number: Int32

  /// Takes over a descriptor that nobody else closes.
  package init(owning number: Int32) { self.number = number }

  deinit { close(number) }

  /// Appends what can be read at once, `count` bytes at most.
  ///
  /// - Returns: how many bytes came; 0 at the end of the file.
  package func read(
    upTo count: Int, into buffer: inout [UInt8]
  ) throws(SystemError) -> Int {
    var chunk = [UInt8](repeating: 0, count: count)
    let received = try SystemError.retrying { Glibc.read(number, &chunk, count) }
    buffer.append(contentsOf: chunk.prefix(received))
    return received
  }

  /// What stands at `offset`, `count` bytes at most: fewer at the end of the file.
  package func read(upTo count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let received = try SystemError.retrying { Glibc.pread(number, &bytes, count, Int(offset)) }
    bytes.removeLast(count - received)
    return bytes
  }

  /// Opens a file for reading.
  package static func reading(_ path: String) throws(SystemError) -> FileDescriptor {
    FileDescriptor(
      owning: Int32(try SystemError.retrying { Int(open(path, O_RDONLY | O_CLOEXEC)) }))
  }

  /// Writes all bytes, however many calls that takes.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest)
      rest.removeFirst(
        try SystemError.retrying { Glibc.write(number, piece, piece.count) })
    }
  }

  /// Brings everything written to the disk.
  package func synchronize() throws(SystemError) {
    _ = try SystemError.retrying { Int(fsync(number)) }
  }
}

/// What the system said when a call failed.
package struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One of `errno`'s values.
  package let code: Int32

  package init(code: Int32) { self.code = code }

  package var description: String { String(cString: strerror(code)) }

  /// Repeats a call that a signal interrupts; a negative result is an error.
  package static func retrying(_ call: () -> Int) throws(SystemError) -> Int {
    while true {
      let result = call()
      if result >= 0 { return result }
      guard errno == EINTR else { throw SystemError(code: errno) }
    }
  }
}
