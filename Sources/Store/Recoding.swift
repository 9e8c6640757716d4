import Platform

/// The new codes of one column's strings, given in the order in which rows ask for them.
struct Recoding {
  /// How many values of remaining rows became null or other ones.
  private(set) var changed: Int64 = 0
  /// Whether there are strings that drop their rows.
  let dropsRows: Bool
  /// By old code, the code of what stands there now: an old one, one of `texts`, or `dropped`.
  private let targets: [UInt32]
  /// Strings that the column has not had, whose codes follow the old ones.
  private let texts: [String]
  /// By such a code, the new one; 0 as long as no row has asked.
  private var fresh: [UInt32]
  /// The codes that were given new ones, in their order.
  private var order: [UInt32] = []

  private static let dropped = UInt32.max

  init(
    _ reader: InteractionSegmentReader, _ position: Int,
    _ fates: [UInt32: InteractionSegmentRewriter.Fate]
  ) throws {
    let count = try reader.stringCount(of: position)
    var targets = (0...UInt32(count)).map { $0 }
    var wanted: [ExactText: UInt32] = [:]
    for case .becomes(let text) in fates.values { wanted[ExactText(text)] = 0 }
    if !wanted.isEmpty {
      try reader.forEachString(of: position) { code, text in
        if wanted[ExactText(text)] != nil, fates[code] == nil { wanted[ExactText(text)] = code }
      }
    }
    var texts: [String] = []
    for (code, fate) in fates where Int(code) <= count && code > 0 {
      switch fate {
      case .dropsRow: targets[Int(code)] = Self.dropped
      case .becomesNull: targets[Int(code)] = 0
      case .becomes(let text):
        if wanted[ExactText(text)] == 0 {
          texts.append(text)
          wanted[ExactText(text)] = UInt32(count + texts.count)
        }
        targets[Int(code)] = wanted[ExactText(text)] ?? 0
      }
    }
    self.targets = targets
    self.texts = texts
    dropsRows = fates.values.contains(.dropsRow)
    fresh = [UInt32](repeating: 0, count: count + texts.count + 1)
  }

  /// Whether a row that holds the string is left out.
  func drops(_ code: UInt32) -> Bool {
    Int(code) < targets.count && targets[Int(code)] == Self.dropped
  }

  /// Appends the new codes of some rows; those of no string are null, as readers take them.
  mutating func append(_ old: [UInt32], _ rows: [Int], to codes: inout [UInt32]) {
    for row in rows {
      let code = Int(old[row])
      let target = code < targets.count ? targets[code] : 0
      if target != old[row] { changed += 1 }
      guard target > 0 else {
        codes.append(0)
        continue
      }
      if fresh[Int(target)] == 0 {
        order.append(target)
        fresh[Int(target)] = UInt32(order.count)
      }
      codes.append(fresh[Int(target)])
    }
  }

  /// Writes the strings that were asked for.
  func write(
    from reader: InteractionSegmentReader, to output: InteractionSegmentOutput, _ position: Int
  ) throws {
    guard !order.isEmpty else { return }
    let strings = try reader.strings(of: position) + texts
    try output.write(strings: order.lazy.map { strings[Int($0) - 1] }, position: position)
  }
}
