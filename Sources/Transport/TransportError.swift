import Glibc

/// A system call the transport cannot do without has failed.
package struct TransportError: Error, CustomStringConvertible {
  /// The call's name.
  package let call: StaticString
  /// Its `errno`.
  package let code: Int32

  init(_ call: StaticString, code: Int32 = errno) {
    self.call = call
    self.code = code
  }

  /// Whether another process listens on the address.
  package var isAddressInUse: Bool { code == EADDRINUSE }

  package var description: String {
    guard let text = strerror(code) else { return "\(call) failed (\(code))" }
    return "\(call) failed: \(String(cString: text))"
  }
}
