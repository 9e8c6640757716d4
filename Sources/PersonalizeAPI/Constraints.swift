import JSON

/// What a constrained value is: a member, or the key of a map.
enum ConstrainedRole {
  case member
  case key
}

/// Where a constrained value stands and how it is shown in a message.
struct ConstrainedSite {
  /// The value as text; `nil` for sensitive values, lists and maps.
  var value: String?
  var role: ConstrainedRole
  var offset: Int
}

extension JSONReader {
  mutating func checkLength(
    _ length: Int, min: Int = 0, max: Int = .max, _ site: ConstrainedSite
  ) {
    if length < min { fail(site, "have length greater than or equal to \(min)") }
    if length > max { fail(site, "have length less than or equal to \(max)") }
  }

  mutating func checkRange(
    _ value: Double, min: Double? = nil, max: Double? = nil, _ site: ConstrainedSite
  ) {
    if let min, value < min {
      fail(site, "have value greater than or equal to \(Self.plain(min))")
    }
    if let max, value > max { fail(site, "have value less than or equal to \(Self.plain(max))") }
  }

  mutating func checkPattern(_ matches: Bool, _ pattern: String, _ site: ConstrainedSite) {
    if !matches { fail(site, "satisfy regular expression pattern: \(pattern)") }
  }

  /// Checks that the key of a map is one of an enumeration's values.
  mutating func checkKey<Value: RawRepresentable<String> & CaseIterable>(
    _ key: String, _ type: Value.Type, at offset: Int
  ) {
    guard Value(rawValue: key) == nil else { return }
    fail(
      ConstrainedSite(value: nil, role: .key, offset: offset),
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
      ConstrainedSite(value: isSensitive ? nil : text, role: .member, offset: offset),
      "satisfy enum value set: \(Self.valueSet(type))")
    return standIn
  }

  private mutating func fail(_ site: ConstrainedSite, _ requirement: String) {
    switch site.role {
    case .member:
      violation(at: site.offset, value: site.value, requirement: "Member must \(requirement)")
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
  private static func plain(_ bound: Double) -> String {
    Int(exactly: bound).map(String.init) ?? bound.description
  }
}
