/// A string as it stands in the document, between its quotes.
struct StringToken {
  var start: Int
  var end: Int
  var isEscaped: Bool
}

extension JSONReader {
  package mutating func string() throws(JSONError) -> String {
    guard peek() == UInt8(ascii: "\"") else { throw unexpected("a string") }
    return text(of: try scanString())
  }

  /// The text of a member that carries JSON: a string's content, or the raw text of an object.
  package mutating func jsonText() throws(JSONError) -> String {
    guard peek() == UInt8(ascii: "{") else { return try string() }
    return String(decoding: bytes[try rawValue()], as: UTF8.self)
  }

  /// Passes over a string, holding it to the grammar: escapes, control characters, UTF-8.
  mutating func scanString() throws(JSONError) -> StringToken {
    index += 1
    var token = StringToken(start: index, end: index, isEscaped: false)
    while true {
      index = endOfPlainBytes()
      guard index < end else { throw syntax("a string does not end") }
      switch bytes[index] {
      case UInt8(ascii: "\""):
        token.end = index
        index += 1
        return token
      case UInt8(ascii: "\\"):
        token.isEscaped = true
        try scanEscape()
      case 0..<0x20:
        throw syntax("a control character stands in a string")
      default:
        guard let length = UTF8Sequence.length(in: bytes, at: index, end: end) else {
          throw syntax("a string is not UTF-8")
        }
        index += length
      }
    }
  }

  /// Where the ASCII that stands for itself ends; most strings are nothing else.
  private func endOfPlainBytes() -> Int {
    let document = bytes.span
    var position = index
    while position < end {
      let byte = document[position]
      guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\")
      else { break }
      position += 1
    }
    return position
  }

  private mutating func scanEscape() throws(JSONError) {
    guard index + 1 < end else { throw syntax("a string does not end") }
    switch bytes[index + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      index += 2
    case UInt8(ascii: "u"):
      guard let unit = codeUnit(at: index) else { throw syntax("an escape is malformed") }
      if unit >> 10 == 0x36 {
        guard let low = codeUnit(at: index + 6), low >> 10 == 0x37 else {
          throw syntax("a surrogate stands alone")
        }
        index += 12
      } else if unit >> 10 == 0x37 {
        throw syntax("a surrogate stands alone")
      } else {
        index += 6
      }
    default:
      throw syntax("an escape is malformed")
    }
  }

  /// The UTF-16 code unit that an escape such as `\u00E9` at `position` stands for.
  private func codeUnit(at position: Int) -> UInt16? {
    guard position + 6 <= end, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt16 = 0
    for digit in bytes[position + 2..<position + 6] {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt16(digit - 48)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt16(digit - 87)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt16(digit - 55)
      default: return nil
      }
    }
    return unit
  }

  /// The text of a scanned string.
  func text(of token: StringToken) -> String {
    guard token.isEscaped else {
      return String(decoding: bytes[token.start..<token.end], as: UTF8.self)
    }
    var plain: [UInt8] = []
    plain.reserveCapacity(token.end - token.start)
    var position = token.start
    while position < token.end {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\\") {
        position += unescape(at: position, into: &plain)
      } else {
        plain.append(byte)
        position += 1
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// Appends what the escape at `position` stands for; returns its length.
  private func unescape(at position: Int, into plain: inout [UInt8]) -> Int {
    switch bytes[position + 1] {
    case UInt8(ascii: "b"): plain.append(8)
    case UInt8(ascii: "f"): plain.append(12)
    case UInt8(ascii: "n"): plain.append(10)
    case UInt8(ascii: "r"): plain.append(13)
    case UInt8(ascii: "t"): plain.append(9)
    case UInt8(ascii: "u"):
      let unit = UInt32(codeUnit(at: position) ?? 0xFFFD)
      guard unit >> 10 == 0x36 else {
        plain.append(contentsOf: UTF8Sequence.bytes(of: unit))
        return 6
      }
      let low = UInt32(codeUnit(at: position + 6) ?? 0xDC00)
      let scalar = 0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF))
      plain.append(contentsOf: UTF8Sequence.bytes(of: scalar))
      return 12
    case let literal: plain.append(literal)
    }
    return 2
  }
}
