extension HTTPRequest {
  /// The first value of the query parameter `name`, decoded; empty when it has none.
  ///
  /// A plus is a blank, as browsers write it; a malformed escape stands for itself.
  package func queryValue(_ name: String) -> String? {
    guard let range = queryRange else { return nil }
    for pair in bytes[range].split(separator: 38) {
      let parts = pair.split(separator: 61, maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = parts.first, Self.decoded(key) == name else { continue }
      return parts.count > 1 ? Self.decoded(parts[1]) : ""
    }
    return nil
  }

  /// All query parameters in order, decoded like `queryValue`.
  package var queryItems: [(name: String, value: String)] {
    guard let range = queryRange else { return [] }
    return bytes[range].split(separator: 38).map { pair in
      let parts = pair.split(separator: 61, maxSplits: 1, omittingEmptySubsequences: false)
      return (Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
    }
  }

  /// The path with its escapes decoded, for people and file names; never for signatures.
  package var decodedPath: String { Self.decoded(bytes[pathRange], plusIsBlank: false) }

  private static func decoded(_ text: ArraySlice<UInt8>, plusIsBlank: Bool = true) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == 37, text.endIndex - index > 2,
        let high = text[index + 1].hexValue, let low = text[index + 2].hexValue
      {
        result.append(UInt8(high * 16 + low))
        index += 3
      } else {
        result.append(byte == 43 && plusIsBlank ? .space : byte)
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
