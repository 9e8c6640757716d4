import Glibc
import Kernels

/// The parts of a blend, and how each turns a profile into scores.
extension Blend {
  /// One part of a blend.
  ///
  /// To add one: a case here, what it is trained to as a property of ``Blend``, its scores in
  /// ``Blend/addScores(of:_:to:)``; fitting and the model file go by this list.
  enum Member: Int, CaseIterable, Sendable {
    /// What followed the profile's items.
    case rules
    /// What was met near the profile's items, before or after.
    case neighbours
    /// The products of the profile's factors with every item's.
    case taste
    /// The log-popularity.
    case prior
    /// How often and how recently the profile's own items occur in it.
    case own
    /// 1 for each of the profile's own items.
    case seen

    /// Whether the scores are brought to deviation 1 over all items before they are weighted.
    var isStandardized: Bool {
      switch self {
      case .rules, .neighbours, .taste: true
      case .prior, .own, .seen: false
      }
    }
  }

  /// How much each member counts; a member of weight 0 need not be trained.
  struct Weights: Sendable, Equatable, CustomStringConvertible {
    /// One a member, in the order of ``Member``.
    private(set) var values = [Float](repeating: 0, count: Member.allCases.count)

    init() {}

    /// - Returns: `nil` when there is not one number a member.
    init?(values: [Float]) {
      guard values.count == Member.allCases.count else { return nil }
      self.values = values
    }

    subscript(member: Member) -> Float {
      get { values[member.rawValue] }
      set { values[member.rawValue] = newValue }
    }

    /// The members with a weight.
    var members: Set<Member> { Set(Member.allCases.filter { self[$0] != 0 }) }

    var description: String {
      let parts: [String] = Member.allCases.filter { self[$0] != 0 }.map { member in
        "\(member) \(Evaluation.rounded(Double(self[member])))"
      }
      return parts.joined(separator: ", ")
    }

    /// A copy with one weight replaced.
    func with(_ member: Member, _ value: Float) -> Weights {
      var copy = self
      copy[member] = value
      return copy
    }
  }

  /// What is known of whom a blend is asked for.
  struct Profile: Sendable {
    /// Newest first; the newest `decay.maxEvents` say what is wanted, all of them what was seen.
    var items: [UInt32]
    /// What each of the items counts; empty where all count alike.
    var weights: [Float] = []
    /// The user's attributes and the circumstances, by number in ``Blend/attributes``.
    var features: [UInt32] = []

    func weight(at age: Int) -> Float { weights.isEmpty ? 1 : weights[age] }
  }

  /// Adds a member's scores, not yet standardised nor weighted, to `itemCount` numbers.
  func addScores(
    of member: Member, _ profile: Profile, to scores: UnsafeMutablePointer<Float>
  ) {
    switch member {
    case .rules: add(rules, profile, to: scores)
    case .neighbours: add(neighbours, profile, to: scores)
    case .taste: taste.addScores(taste.fold(tasteProfile(profile)), keeping: 1, to: scores)
    case .prior:
      prior.withUnsafeBufferPointer { prior in
        guard let prior = prior.baseAddress else { return }
        Vector.axpy(1, prior, scores, itemCount)
      }
    case .own:
      for (item, activation) in Self.activations(profile) { scores[Int(item)] += activation }
    case .seen:
      forEachSeen(profile) { scores[$0] += 1 }
    }
  }

  /// Adds the decayed rows of a profile.
  private func add(
    _ rows: SparseRows, _ profile: Profile, to scores: UnsafeMutablePointer<Float>
  ) {
    guard rows.rowCount > 0 else { return }
    for (age, item) in profile.items.prefix(decay.maxEvents).enumerated() {
      rows.add(
        row: Int(item), times: profile.weight(at: age) * expf(-Float(age) / decay.rules),
        to: scores)
    }
  }

  func tasteProfile(_ profile: Profile) -> [(item: Int, weight: Float)] {
    guard taste.itemCount > 0 else { return [] }
    return profile.items.prefix(decay.maxEvents).enumerated().map { age, item in
      (item: Int(item), weight: profile.weight(at: age) * expf(-Float(age) / decay.taste))
    }
  }

  /// The activation of each of the profile's items: the logarithm of the sum of 1/(1 + age).
  ///
  /// The base-level learning of memory (Anderson and Schooler 1991), which foretells repeats.
  static func activations(_ profile: Profile) -> [UInt32: Float] {
    var sums: [UInt32: Float] = [:]
    for (age, item) in profile.items.enumerated() { sums[item, default: 0] += 1 / Float(age + 1) }
    return sums.mapValues { logf($0) }
  }

  /// Calls `body` once for each of the profile's items.
  func forEachSeen(_ profile: Profile, _ body: (Int) -> Void) {
    let words = (itemCount + 63) / 64
    // Sound: one bit an item, and every item number is below itemCount.
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: words) { marks in
      marks.initialize(repeating: 0)
      for item in profile.items {
        let bit = UInt64(1) << UInt64(item & 63)
        guard marks[Int(item) >> 6] & bit == 0 else { continue }
        marks[Int(item) >> 6] |= bit
        body(Int(item))
      }
    }
  }
}
