import JSON

extension SubjectMatcher {
  /// A JSON object of another's row without the values that name the people; `nil` when none does,
  /// or when it is no JSON object.
  ///
  /// Members and elements that name a person are taken out; all the others keep their bytes.
  /// - Parameter exempt: the member, in any case, that holds the record's own id.
  package func scrubbed(record body: String, exempt: String? = nil) -> String? {
    var scrub = RecordScrub(
      bytes: Array(body.utf8), exempt: exempt?.uppercased(), remainder: remainder)
    guard (try? scrub.object()) != nil, scrub.hasChanged else { return nil }
    return String(decoding: scrub.output, as: UTF8.self)
  }
}

/// Copies a JSON document but for some of its strings.
private struct RecordScrub {
  let exempt: String?
  let remainder: (String) -> SubjectMatcher.Remainder
  private(set) var output: [UInt8] = []
  private(set) var hasChanged = false
  private let bytes: [UInt8]
  private var reader: JSONReader

  init(
    bytes: [UInt8], exempt: String?, remainder: @escaping (String) -> SubjectMatcher.Remainder
  ) {
    self.bytes = bytes
    self.exempt = exempt
    self.remainder = remainder
    reader = JSONReader(bytes)
  }

  mutating func object() throws(JSONError) {
    output.append(UInt8(ascii: "{"))
    let first = output.count
    try reader.beginObject()
    while let key = try reader.nextKey() {
      let start = output.count
      if start > first { output.append(UInt8(ascii: ",")) }
      JSONWriter.write(to: &output) { $0.string(key) }
      output.append(UInt8(ascii: ":"))
      if key.uppercased() == exempt {
        output.append(contentsOf: bytes[try reader.rawValue()])
      } else if try !value() {
        output.removeSubrange(start...)
      }
    }
    output.append(UInt8(ascii: "}"))
  }

  private mutating func array() throws(JSONError) {
    output.append(UInt8(ascii: "["))
    let first = output.count
    try reader.beginArray()
    while try reader.nextElement() {
      let start = output.count
      if start > first { output.append(UInt8(ascii: ",")) }
      if try !value() { output.removeSubrange(start...) }
    }
    output.append(UInt8(ascii: "]"))
  }

  /// - Returns: whether anything is left of it.
  private mutating func value() throws(JSONError) -> Bool {
    switch reader.nextKind {
    case .object: try object()
    case .array: try array()
    case .string:
      let text = try reader.string()
      switch remainder(text) {
      case .unchanged: JSONWriter.write(to: &output) { $0.string(text) }
      case .text(let left):
        hasChanged = true
        JSONWriter.write(to: &output) { $0.string(left) }
      case .nothing:
        hasChanged = true
        return false
      }
    default: output.append(contentsOf: bytes[try reader.rawValue()])
    }
    return true
  }
}
