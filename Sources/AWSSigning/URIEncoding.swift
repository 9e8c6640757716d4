/// Percent encoding as Signature Version 4 wants it: all but letters, digits and `-._~`.
enum URIEncoding {
  static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, 45, 46, 95, 126: true
    default: false
    }
  }

  static func append(
    _ text: some Sequence<UInt8>, keepingSlashes: Bool = false, to output: inout [UInt8]
  ) {
    for byte in text {
      if isUnreserved(byte) || (keepingSlashes && byte == 47) {
        output.append(byte)
      } else {
        output.append(37)
        output.append(hexDigit(byte >> 4))
        output.append(hexDigit(byte & 15))
      }
    }
  }

  /// Decodes percent escapes; a malformed one stands for itself.
  static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == 37, text.endIndex - index > 2,
        let high = hexValue(text[index + 1]), let low = hexValue(text[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  private static func hexDigit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? 48 + nibble : 55 + nibble
  }

  private static func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 65...70: digit - 55
    case 97...102: digit - 87
    default: nil
    }
  }
}
