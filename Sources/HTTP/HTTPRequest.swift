/// One request, read in place: ranges into the connection's bytes, text only when asked for.
///
/// Holding on to a request beyond the handler's call is safe; the connection then copies its
/// buffer when the next bytes arrive. Take what you need and let go on a hot path.
package struct HTTPRequest: Sendable {
  /// Where a field's name and value lie, counted from the request's first byte.
  struct Field: Sendable {
    var header: HTTPHeader
    var name: Range<UInt32>
    var value: Range<UInt32>
  }

  /// What the request line and the fields said, with places counted from the first byte.
  struct Head: Sendable {
    var method = HTTPMethod.other
    var methodLength: UInt32 = 0
    var path: Range<UInt32> = 0..<0
    var query: Range<UInt32>?
    var minorVersion: UInt8 = 1
    var fields: [Field] = []
  }

  /// The bytes every range of this request refers to; other requests may lie beside it.
  package let bytes: [UInt8]
  let head: Head
  let start: Int

  /// Where the content lies in `bytes`, chunks already joined; empty when there is none.
  package let bodyRange: Range<Int>

  /// The content; a view, not a copy.
  package var body: ArraySlice<UInt8> { bytes[bodyRange] }

  package var method: HTTPMethod { head.method }

  /// Where the method's name lies in `bytes`.
  package var methodRange: Range<Int> { start..<start + Int(head.methodLength) }

  /// Where the path lies in `bytes`: percent escapes untouched, no query.
  package var pathRange: Range<Int> { absolute(head.path) }

  /// Where the query lies in `bytes`, without its question mark; `nil` when there is no mark.
  package var queryRange: Range<Int>? { head.query.map(absolute) }

  package var path: String { text(pathRange) }

  package var query: String? { queryRange.map(text) }

  /// Compares the path without making a `String` of it.
  package func pathEquals(_ path: StaticString) -> Bool { equals(pathRange, path) }

  package var isHTTP10: Bool { head.minorVersion == 0 }

  package var headerCount: Int { head.fields.count }

  /// Where the name and the value of the field at `index` lie in `bytes`, in order of arrival.
  package func header(at index: Int) -> (name: Range<Int>, value: Range<Int>) {
    let field = head.fields[index]
    return (absolute(field.name), absolute(field.value))
  }

  /// Where the value of `header`'s first field lies in `bytes`, without blanks at its ends.
  package func range(of header: HTTPHeader) -> Range<Int>? {
    for field in head.fields where field.header == header { return absolute(field.value) }
    return nil
  }

  package func value(of header: HTTPHeader) -> String? { range(of: header).map(text) }

  /// Compares a header's value byte for byte, without making a `String` of it.
  package func value(of header: HTTPHeader, equals expected: StaticString) -> Bool {
    guard let range = range(of: header) else { return false }
    return equals(range, expected)
  }

  /// The value of the first field called `name`, in any case; for headers without a case.
  package func value(named name: String) -> String? {
    let wanted = Array(name.utf8)
    for field in head.fields where field.name.count == wanted.count {
      let candidate = bytes[absolute(field.name)]
      if zip(candidate, wanted).allSatisfy({ Self.lowercased($0) == Self.lowercased($1) }) {
        return text(absolute(field.value))
      }
    }
    return nil
  }

  /// The bytes of `range` as text; what is not UTF-8 is repaired.
  package func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private func absolute(_ range: Range<UInt32>) -> Range<Int> {
    start + Int(range.lowerBound)..<start + Int(range.upperBound)
  }

  private func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
    bytes.withUnsafeBufferPointer { $0.sub(range).matches(text) }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 65 && byte <= 90 ? byte | 0x20 : byte
  }
}
