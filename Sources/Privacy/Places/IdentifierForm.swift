/// A form in which an id may stand among other bytes.
package enum IdentifierForm: String, CaseIterable, Sendable, Codable {
  case plain
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case base64
  case hexadecimal = "hex"
  case percentEncoded = "url"
  /// As inside a JSON string, where characters are escaped.
  case json
  /// As inside a quoted CSV field, where quotes are doubled.
  case csv
}

extension IdentifierForm {
  /// The byte strings to look for: every text that holds the id in this form holds one of them.
  ///
  /// Forms other than `plain` that change nothing about an id give nothing, as `plain` finds it.
  package func encodings(of id: [UInt8]) -> [[UInt8]] {
    let found: [[UInt8]]
    switch self {
    case .plain: return [id]
    case .utf16LittleEndian:
      found = [
        String(decoding: id, as: UTF8.self).utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
      ]
    case .utf16BigEndian:
      found = [
        String(decoding: id, as: UTF8.self).utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
      ]
    case .base64: found = Self.base64(id)
    case .hexadecimal:
      found = [Self.lower, Self.upper].map { digits in
        id.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
      }
    case .percentEncoded:
      found = [Self.lower, Self.upper].flatMap { digits in
        Self.keptInURLs.map { Self.percentEncoded(id, digits, keeping: $0) }
      }
    case .json:
      found = [true, false].flatMap { slash in
        [true, false].map { Self.escaped(id, escapesSlash: slash, escapesOthers: $0) }
      }
    case .csv: found = [id.flatMap { $0 == 0x22 ? [$0, $0] : [$0] }]
    }
    var distinct: [[UInt8]] = []
    for bytes in found where bytes != id && !distinct.contains(bytes) { distinct.append(bytes) }
    return distinct
  }

  private static let lower = Array("0123456789abcdef".utf8)
  private static let upper = Array("0123456789ABCDEF".utf8)
  private static let standard = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlSafe = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// The characters that the id alone decides, for each of the three ways it may lie in the text
  /// that was encoded, and in both alphabets.
  private static func base64(_ id: [UInt8]) -> [[UInt8]] {
    (0..<3).flatMap { before in
      let bytes = [UInt8](repeating: 0, count: before) + id
      // A character holds six bits: those with a bit of what stands before or behind are not ours.
      let first = (before * 8 + 5) / 6
      let end = bytes.count * 8 / 6
      return [standard, urlSafe].map { alphabet in
        (first..<max(end, first)).map { character in
          let bit = character * 6
          let high = UInt16(bytes[bit / 8]) << 8
          let low = bit / 8 + 1 < bytes.count ? UInt16(bytes[bit / 8 + 1]) : 0
          return alphabet[Int((high | low) >> UInt16(10 - bit % 8) & 63)]
        }
      }
    }
  }

  /// What encoders in use leave as it is besides letters and digits: all but the unreserved of
  /// RFC 3986, the same in paths, encodeURIComponent, encodeURI, HTML forms, and nothing.
  private static let keptInURLs = [
    "-._~", "-._~/", "-._~!'()*", "-._~!'()*;/?:@&=+$,#", "-._* ", "",
  ].map { Set($0.utf8) }

  private static func percentEncoded(
    _ id: [UInt8], _ digits: [UInt8], keeping kept: Set<UInt8>
  ) -> [UInt8] {
    id.flatMap { byte -> [UInt8] in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: [byte]
      // Forms write a blank as a plus sign.
      case 0x20 where kept.contains(byte): [0x2B]
      case _ where kept.contains(byte): [byte]
      default: [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }

  /// - Parameter escapesOthers: whether characters beyond ASCII are written as JSON escapes by number.
  private static func escaped(
    _ id: [UInt8], escapesSlash: Bool, escapesOthers: Bool
  ) -> [UInt8] {
    func unit(_ unit: UInt16) -> [UInt8] {
      [0x5C, 0x75] + [12, 8, 4, 0].map { lower[Int(unit >> UInt16($0) & 15)] }
    }
    return String(decoding: id, as: UTF8.self).unicodeScalars.flatMap { scalar -> [UInt8] in
      switch scalar.value {
      case 0x22, 0x5C: [0x5C, UInt8(scalar.value)]
      case 0x2F where escapesSlash: [0x5C, 0x2F]
      case 0x08: Array("\\b".utf8)
      case 0x09: Array("\\t".utf8)
      case 0x0A: Array("\\n".utf8)
      case 0x0C: Array("\\f".utf8)
      case 0x0D: Array("\\r".utf8)
      case 0..<0x20: unit(UInt16(scalar.value))
      case 0x80... where escapesOthers: String(scalar).utf16.flatMap(unit)
      default: Array(String(scalar).utf8)
      }
    }
  }
}
