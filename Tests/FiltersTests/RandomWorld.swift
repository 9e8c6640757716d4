@testable import Filters

/// A random catalogue, user and filter, small enough that everything meets everything.
struct RandomWorld {
  var random: SeededRandom
  let table: FilterTable
  let rows: [FilterRecord]
  let user: FilterRecord
  let types: FilterEventTypes
  let history: [(type: String?, entity: Int)]
  let currentItem: Int
  private(set) var values: [String: String] = [:]

  static let texts = ["a", "b", "c", "A", "d e"]
  static let eventTypes = ["view", "Click", "BUY"]

  init(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var table = FilterTable(columns: [
      .init(name: "T1", type: .text), .init(name: "N1", type: .number),
      .init(name: "T2", type: .text), .init(name: "N2", type: .number),
    ])
    // Not a multiple of 64, so that the last word of the bits is not full.
    for _ in 0..<random.below(150) {
      table.append((0..<4).map { Self.cell(isText: $0 % 2 == 0, &random) })
    }
    let reach = table.count + 4
    rows = (0..<reach).map { table.record(at: $0) }
    self.table = table
    user = FilterRecord([
      "T1": Self.cell(isText: true, &random), "N1": Self.cell(isText: false, &random),
    ])
    var types = FilterEventTypes()
    for type in Self.eventTypes { _ = types.code(adding: type) }
    self.types = types
    history = (0..<random.below(60)).map { _ in
      (random.chance(10) ? nil : random.pick(Self.eventTypes), random.below(reach))
    }
    currentItem = random.below(reach)
    self.random = random
  }

  static func cell(isText: Bool, _ random: inout SeededRandom) -> FilterCell {
    if random.chance(5) { return .null }
    guard isText else { return .number(Double(random.below(5))) }
    let pieces = (0...random.below(3)).map { _ in random.pick(texts) }
    return .text(pieces.joined(separator: "|"))
  }

  /// A random filter that the checker would let pass; gathers values for its placeholders.
  mutating func filter() -> String {
    values = [:]
    return (0...random.below(4)).map { _ in expression() }.joined(separator: " | ")
  }

  private mutating func expression() -> String {
    let isInclude = random.chance(2)
    var text = isInclude ? "INCLUDE ItemID WHERE " : "EXCLUDE ItemID WHERE "
    let isEvents = random.chance(3)
    for index in 0...random.below(4) {
      if index > 0 { text += random.chance(2) ? " AND " : " OR " }
      text +=
        isEvents
        ? eventCondition(isInclude) : condition("Items", isInclude, allowsItem: true)
    }
    guard random.chance(3) else { return text }
    for index in 0...random.below(2) {
      text += index == 0 ? " IF " : " AND "
      text += condition("CurrentUser", isInclude, allowsItem: false)
    }
    return text
  }

  private mutating func eventCondition(_ isInclude: Bool) -> String {
    let names = (Self.eventTypes + ["VIEW", "never", "*"]).map { "\"\($0)\"" }
    switch random.below(5) {
    case 0: return "Interactions.EVENT_TYPE NOT IN (\(random.pick(names)), \(random.pick(names)))"
    case 1: return "Interactions.EVENT_TYPE \(random.pick(["=", "!="])) \(random.pick(names))"
    case 2: return "Interactions.EVENT_TYPE IN (*)"
    case 3:
      return "Interactions.EVENT_TYPE IN ($\(parameter(random.pick(names), isInclude)))"
    default: return "Interactions.EVENT_TYPE IN (\(random.pick(names)))"
    }
  }

  private mutating func condition(
    _ dataset: String, _ isInclude: Bool, allowsItem: Bool
  ) -> String {
    let isText = random.chance(2)
    let field = dataset + "." + (isText ? random.pick(["T1", "t2"]) : random.pick(["N1", "n2"]))
    let comparison = random.pick(isText ? ["=", "!="] : ["=", "!=", "<", "<=", ">", ">="])
    let other = "CurrentItem." + (isText ? random.pick(["T1", "T2"]) : random.pick(["N1", "N2"]))
    let membership = random.pick(["IN", "NOT IN"])
    switch random.below(allowsItem ? 6 : 4) {
    case 0: return "\(field) \(comparison) \(value(isText))"
    case 1: return "\(field) \(comparison) $\(parameter(value(isText), isInclude))"
    case 2: return "\(field) IN ($\(parameter(list(isText), isInclude)))"
    case 3: return "\(field) \(membership) (\(list(isText)))"
    case 4: return "\(field) \(comparison) \(other)"
    default: return "\(field) \(membership) \(other)"
    }
  }

  private mutating func value(_ isText: Bool) -> String {
    guard isText else { return String(random.below(6)) }
    return "\"\(random.pick(Self.texts + ["never met"]))\""
  }

  private mutating func list(_ isText: Bool) -> String {
    (0...random.below(random.chance(8) ? 30 : 3)).map { _ in value(isText) }
      .joined(separator: ", ")
  }

  /// A new placeholder with a value, or now and then without, where it may be.
  private mutating func parameter(_ value: String, _ isInclude: Bool) -> String {
    let name = "P\(random.next())"
    if isInclude || !random.chance(4) { values[name] = value }
    return name
  }
}
