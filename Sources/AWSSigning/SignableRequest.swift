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
  func value(of name: [UInt8]) -> Range<Int>? {
    firstHeader(named: name.span).map { headers[$0].value }
  }

  /// The number of the first header, from `start` on, whose name is `name`, in lower case.
  func firstHeader(named name: Span<UInt8>, from start: Int = 0) -> Int? {
    let bytes = bytes.span
    search: for index in start..<headers.count {
      let own = headers[index].name
      guard own.count == name.count else { continue }
      for place in 0..<name.count
      where Self.lowercased(bytes[own.lowerBound + place]) != name[place] { continue search }
      return index
    }
    return nil
  }

  @inline(__always)
  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 65 && byte <= 90 ? byte | 0x20 : byte
  }
}

/// The names of headers in a list like `content-type;host;x-amz-date`, one after the other.
struct SignedHeaderNames {
  private let end: Int
  private var index: Int

  init(_ range: Range<Int>) {
    index = range.lowerBound
    end = range.upperBound
  }

  /// Where the next name lies; empty ones are passed over.
  mutating func next(in bytes: Span<UInt8>) -> Range<Int>? {
    while index < end, bytes[index] == 59 { index += 1 }
    let start = index
    while index < end, bytes[index] != 59 { index += 1 }
    return start < index ? start..<index : nil
  }
}
