/// A violation by the offset of its value; its path is worked out at the end.
struct PendingViolation: Sendable {
  var offset: Int
  /// For a missing member: its name, in the object at `offset`.
  var member: String?
  var value: JSONViolation.Value
  var requirement: String
}

extension JSONReader {
  /// Notes that the value at `offset` breaks a constraint.
  ///
  /// - Parameters:
  ///   - offset: where the value starts.
  ///   - value: the value's text, `nil` for one that is not repeated.
  ///   - requirement: the constraint: `Member must have length less than or equal to 63`.
  package mutating func violation(at offset: Int, value: String?, requirement: String) {
    var shown = JSONViolation.Value.withheld
    if let value, !withholdsValues { shown = .text(Self.shortened(value)) }
    note(
      PendingViolation(offset: offset, member: nil, value: shown, requirement: requirement))
  }

  /// The value of a required member; notes its absence when constraints are checked.
  ///
  /// - Parameters:
  ///   - value: what was read, if anything.
  ///   - member: the member's name.
  ///   - offset: where the object starts.
  ///   - placeholder: what stands in for it until `finish` throws, or for good in a reader that
  ///     does not validate.
  /// - Returns: `value`, or the placeholder.
  package mutating func required<Value>(
    _ value: Value?, _ member: String, of offset: Int, else placeholder: @autoclosure () -> Value
  ) -> Value {
    if let value { return value }
    if validates {
      note(
        PendingViolation(
          offset: offset, member: member, value: .missing, requirement: "Member must not be null"))
    }
    return placeholder()
  }

  private mutating func note(_ violation: PendingViolation) {
    violationCount += 1
    if pending.count < Self.violationLimit { pending.append(violation) }
  }

  private static func shortened(_ text: String) -> String {
    let limit = 256
    guard text.unicodeScalars.count > limit else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))) + "..."
  }

  func violations() -> JSONViolations {
    let paths = JSONPathFinder.paths(at: Set(pending.map(\.offset)), in: self)
    let listed = pending.map { violation in
      let place = paths[violation.offset] ?? ""
      let parts = violation.member.map { place.isEmpty ? $0 : "\(place).\($0)" }
      return JSONViolation(
        path: parts ?? place, value: violation.value, requirement: violation.requirement)
    }
    return JSONViolations(count: violationCount, listed: listed)
  }

  func path(at offset: Int) -> String {
    JSONPathFinder.paths(at: [offset], in: self)[offset] ?? ""
  }
}
