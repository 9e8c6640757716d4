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

  static let texts = ["a", "b", "c", "A", "d e", "ü", "e\u{301}", "\u{e9}", " a", "it's", "1"]
  static let numbers = ["0", "1", "2", "3", "-1", "0.5", "+2", "25e-1", "1e3", ".5"]
  static let eventTypes = ["view", "Click", "BUY"]

  init(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var table = FilterTable(columns: [
      .init(name: "T1", type: .text), .init(name: "N1", type: .number),
      .init(name: "T2", type: .text), .init(name: "N2", type: .number),
      .init(name: "ID", type: .text),
    ])
    // Not a multiple of 64, so that the last word of the bits is not full; some rows are missing.
    let isSparse = random.chance(2)
    for entity in 0..<random.below(150) where !(isSparse && random.chance(4)) {
      table.set(
        entity,
        to: (0..<4).map { Self.cell(isText: $0 % 2 == 0, &random) }
          + [.identifier(random.pick(["a|b", "b", "c"]))])
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
    guard isText else { return .number(Double(random.below(14) - 2) / 2) }
    let pieces = (0...random.below(3)).map { _ in random.pick(texts) }
    return .text(pieces.joined(separator: "|"))
  }

  /// In any case; ID has no parts, and nobody has T3 or N3.
  static let textFields = ["T1", "t2", "T2", "ID", "T3"]
  static let numberFields = ["N1", "n2", "N2", "N3"]

  /// A random filter that the checker would let pass; gathers values for its placeholders.
  mutating func filter() -> String {
    values = [:]
    // Now and then more conditions than fit in a word of bits, with alternatives across words.
    let count = random.chance(20) ? 60 : random.below(4) + 1
    var text = expression()
    for _ in 1..<max(count, 2) where count > 1 {
      let before = values
      let next = expression()
      guard text.utf8.count + next.utf8.count < Filter.lengthMax - 10 else {
        values = before
        break
      }
      text += " | \(next)"
    }
    return text
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
    let field = dataset + "." + random.pick(isText ? Self.textFields : Self.numberFields)
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
    guard isText else {
      let number = random.pick(Self.numbers)
      return random.chance(6) ? "\"\(number)\"" : number
    }
    return "\"\(random.pick(Self.texts + ["never met", "a|b", ""]))\""
  }

  private mutating func list(_ isText: Bool) -> String {
    (0...random.below(random.chance(8) ? 30 : 3)).map { _ in value(isText) }
      .joined(separator: ", ")
  }

  /// A placeholder with a value, or now and then without, where it may be: most often a new one.
  private mutating func parameter(_ value: String, _ isInclude: Bool) -> String {
    if random.chance(4), let known = values.keys.sorted().first(where: { values[$0] == value }) {
      return known
    }
    let name = "P\(random.next())"
    if isInclude || !random.chance(4) { values[name] = value }
    return name
  }
}
