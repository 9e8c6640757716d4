/// A request as it is on the wire, as places in a run of bytes; nothing is copied.
package struct SignableRequest: Sendable {
  /// Where a header field's name and value lie.
  package typealias Header = (name: Range<Int>, value: Range<Int>)

  package let bytes: [UInt8]
  package let method: Range<Int>
  /// The path as sent, percent escapes untouched.
  package let path: Range<Int>
  /// The query as sent, without its question mark.
  package let query: Range<Int>?
  package let headers: [Header]
  package let body: Range<Int>

  /// Takes the places, each of which must lie within `bytes`.
  package init(
    bytes: [UInt8], method: Range<Int>, path: Range<Int>, query: Range<Int>?,
    headers: [Header], body: Range<Int>
  ) {
    self.bytes = bytes
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// Where the value of the first field called `name`, in lower case, lies.
  func value(of name: StaticString) -> Range<Int>? {
    name.withUTF8Buffer { wanted in
      for header in headers where header.name.count == wanted.count {
        if zip(bytes[header.name], wanted).allSatisfy({ Self.lowercased($0) == $1 }) {
          return header.value
        }
      }
      return nil
    }
  }

  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 65 && byte <= 90 ? byte | 0x20 : byte
  }
}
