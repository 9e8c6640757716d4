import Glibc

/// A file descriptor with one owner; it is closed when the owner lets go.
package struct Descriptor: ~Copyable, Sendable {
  package let number: Int32

  /// Takes over an open descriptor.
  package init(adopting number: Int32) {
    self.number = number
  }

  deinit {
    close(number)
  }

  /// Gives the open descriptor away, to be closed by the caller.
  package consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }
}
