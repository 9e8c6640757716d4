/// Appends JSON to a byte buffer it owns for the time being.
///
/// Commas are put where they belong; the caller keeps the order: `beginObject`, then for each member
/// `key` and one value, `endObject`. To write into a buffer of one's own, lend it with
/// `write(to:_:)`: the buffer is moved, not copied.
package struct JSONWriter: Sendable {
  /// What has been written, after what was there before.
  package private(set) var bytes: [UInt8]

  /// - Parameter bytes: a buffer to append to.
  package init(_ bytes: consuming [UInt8] = []) {
    self.bytes = bytes
  }

  /// Lends `buffer` to a writer while `body` runs; on a thrown error nothing stays appended.
  package static func write<Failure: Error>(
    to buffer: inout [UInt8], _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    let count = buffer.count
    var writer = JSONWriter(buffer)
    buffer = []
    do {
      try body(&writer)
      swap(&buffer, &writer.bytes)
    } catch {
      swap(&buffer, &writer.bytes)
      buffer.removeSubrange(count...)
      throw error
    }
  }

  package mutating func beginObject() { bytes.append(UInt8(ascii: "{")) }
  package mutating func endObject() { bytes.append(UInt8(ascii: "}")) }
  package mutating func beginArray() { bytes.append(UInt8(ascii: "[")) }
  package mutating func endArray() { bytes.append(UInt8(ascii: "]")) }

  /// Starts an object's next member: its comma, name and colon.
  package mutating func key(_ name: String) {
    if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
    string(name)
    bytes.append(UInt8(ascii: ":"))
  }

  /// Starts an array's next element: its comma.
  package mutating func element() {
    if bytes.last != UInt8(ascii: "[") { bytes.append(UInt8(ascii: ",")) }
  }

  package mutating func string(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    let first = bytes.count
    bytes.append(contentsOf: value.utf8)
    for position in first..<bytes.count where Self.needsEscape(bytes[position]) {
      bytes.removeSubrange(first...)
      appendEscaped(value)
      break
    }
    bytes.append(UInt8(ascii: "\""))
  }

  package mutating func integer(_ value: Int) { long(Int64(value)) }

  package mutating func long(_ value: Int64) {
    if value >= 0, value < 10 {
      bytes.append(48 + UInt8(truncatingIfNeeded: value))
    } else {
      bytes.append(contentsOf: String(value).utf8)
    }
  }

  /// The shortest text that reads back as `value`; `null` for what JSON cannot say.
  package mutating func double(_ value: Double) {
    guard value.isFinite else { return null() }
    bytes.append(contentsOf: value.description.utf8)
  }

  /// The shortest text that reads back as `value`; `null` for what JSON cannot say.
  package mutating func float(_ value: Float) {
    guard value.isFinite else { return null() }
    bytes.append(contentsOf: value.description.utf8)
  }

  package mutating func boolean(_ value: Bool) {
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  package mutating func null() { bytes.append(contentsOf: "null".utf8) }

  /// A number of thousandths as a decimal: 1542392161262 as `1542392161.262`, 2000 as `2`.
  package mutating func thousandths(_ value: Int64) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let magnitude = value.magnitude
    bytes.append(contentsOf: String(magnitude / 1000).utf8)
    var rest = magnitude % 1000
    guard rest > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    while rest > 0 {
      bytes.append(48 + UInt8(truncatingIfNeeded: rest / 100))
      rest = rest % 100 * 10
    }
  }

  /// Text that is JSON already, or a body that is none.
  package mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func appendEscaped(_ value: String) {
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 10: bytes.append(contentsOf: "\\n".utf8)
      case 13: bytes.append(contentsOf: "\\r".utf8)
      case 9: bytes.append(contentsOf: "\\t".utf8)
      case 0..<0x20:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(byte < 16 ? 48 : 49)
        let digit = byte & 15
        bytes.append(digit < 10 ? 48 + digit : 87 + digit)
      default: bytes.append(byte)
      }
    }
  }
}
