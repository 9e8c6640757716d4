import JSON

/// What a constrained value is: a member, or the key of a map.
enum ConstrainedRole {
  case member
  case key
}

/// Where a constrained value stands and whether a message may repeat it.
struct ConstrainedSite {
  var role: ConstrainedRole
  /// Not for sensitive values, lists and maps.
  var isShown: Bool
  var offset: Int
}

extension JSONReader {
  /// Checks how many characters a text has; counts them only if the bytes leave a doubt.
  mutating func checkLength(
    of value: String, min: Int = 0, max: Int = .max, _ site: ConstrainedSite
  ) {
    let byteCount = value.utf8.count
    if byteCount <= max, byteCount >= min, min <= 1 || byteCount / 4 >= min { return }
    let length = value.unicodeScalars.count
    if length < min { fail(site, value, "have length greater than or equal to \(min)") }
    if length > max { fail(site, value, "have length less than or equal to \(max)") }
  }

  /// Checks how many elements or entries a list or map has.
  mutating func checkCount(
    _ count: Int, min: Int = 0, max: Int = .max, _ site: ConstrainedSite
  ) {
    if count < min { fail(site, nil, "have length greater than or equal to \(min)") }
    if count > max { fail(site, nil, "have length less than or equal to \(max)") }
  }

  /// Checks a number's size.
  mutating func checkRange<Value: Comparable & LosslessStringConvertible>(
    of value: Value, min: Value? = nil, max: Value? = nil, _ site: ConstrainedSite
  ) {
    if let min, value < min {
      fail(site, value.description, "have value greater than or equal to \(Self.plain(min))")
    }
    if let max, value > max {
      fail(site, value.description, "have value less than or equal to \(Self.plain(max))")
    }
  }

  mutating func checkPattern(
    _ matches: Bool, _ pattern: String, of value: String, _ site: ConstrainedSite
  ) {
    if !matches { fail(site, value, "satisfy regular expression pattern: \(pattern)") }
  }

  /// Checks that the key of a map is one of an enumeration's values.
  mutating func checkKey<Value: RawRepresentable<String> & CaseIterable>(
    _ key: String, _ type: Value.Type, at offset: Int
  ) {
    guard Value(rawValue: key) == nil else { return }
    fail(
      ConstrainedSite(role: .key, isShown: false, offset: offset), nil,
      "satisfy enum value set: \(Self.valueSet(type))")
  }

  /// Reads one of an enumeration's values; any of them stands in for one that is not.
  mutating func enumeration<Value: RawRepresentable<String> & CaseIterable>(
    _ type: Value.Type, isSensitive: Bool, else standIn: Value
  ) throws(JSONError) -> Value {
    let offset = offset
    let text = try string()
    if let value = Value(rawValue: text) { return value }
    guard validates else {
      throw wrongType(at: offset, "one of \(Self.valueSet(type))")
    }
    fail(
      ConstrainedSite(role: .member, isShown: !isSensitive, offset: offset), text,
      "satisfy enum value set: \(Self.valueSet(type))")
    return standIn
  }

  private mutating func fail(_ site: ConstrainedSite, _ value: String?, _ requirement: String) {
    switch site.role {
    case .member:
      violation(
        at: site.offset, value: site.isShown ? value : nil,
        requirement: "Member must \(requirement)")
    case .key:
      violation(
        at: site.offset, value: nil,
        requirement: "Map keys must satisfy constraint: [Member must \(requirement)]")
    }
  }

  private static func valueSet<Value: RawRepresentable<String> & CaseIterable>(
    _ type: Value.Type
  ) -> String {
    "[\(type.allCases.map(\.rawValue).joined(separator: ", "))]"
  }

  /// Whole numbers without a point, as the model writes its bounds.
  private static func plain(_ bound: some LosslessStringConvertible) -> String {
    let text = bound.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
