import PersonalizeAPI
import Platform

/// An explanation for people to read.
struct ExplanationText {
  private let explanation: Explanation
  /// How many events are printed.
  private static let eventLimit = 20

  init(_ explanation: Explanation) {
    self.explanation = explanation
  }

  var text: String {
    let paragraphs = [head, events, filter, others, items, about]
    return paragraphs.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private var head: [String] {
    let time = Timestamp(epochSeconds: explanation.modelTime)?.iso8601 ?? "?"
    return [
      "\(explanation.targetArn)",
      "  \(explanation.recipe); model of \(time) with \(explanation.catalogueSize) items: "
        + explanation.modelArn,
    ] + explanation.notes.map { "  Note: \($0)" }
  }

  private var events: [String] {
    guard !explanation.events.isEmpty else {
      return explanation.userIsKnown == nil ? [] : ["Events of the user: none."]
    }
    let used = explanation.events.count { $0.used }
    var lines = ["Events of the user, newest first (\(used) used):"]
    for event in explanation.events.prefix(Self.eventLimit) {
      let weights = (event.weights ?? [:]).sorted { $0.key < $1.key }
        .map { "\($0.key) \($0.value.text(decimals: 3))" }
      let remark = event.used ? "weight: " + weights.joined(separator: ", ") : event.reason ?? ""
      let kind = event.source + (event.eventType.map { " \($0)" } ?? "")
      lines.append("  \(event.used ? "+" : "-") \(event.itemId) (\(kind))  \(remark)")
    }
    let rest = explanation.events.count - Self.eventLimit
    if rest > 0 { lines.append("  ... and \(rest) more") }
    return lines
  }

  private var filter: [String] {
    guard let filter = explanation.filter else { return [] }
    var lines = [
      "Filter \(filter.filterArn): \(filter.admitted) of the model's items pass, "
        + "\(filter.removed) do not."
    ]
    for clause in filter.clauses {
      let effect =
        clause.counts ? "matches \(clause.matched), removes \(clause.removed)" : "no effect"
      lines.append("  \(effect): \(clause.expression)")
    }
    return lines
  }

  private var others: [String] {
    var lines: [String] = []
    if let automatic = explanation.automaticFilter {
      lines.append(
        "The use case drops \(automatic.removed) items the user had a \(automatic.eventType) of.")
    }
    if let promotion = explanation.promotion {
      lines.append(
        "Promotion \(promotion.name ?? promotion.filterArn): \(promotion.filled) of "
          + "\(promotion.places) places filled; \(promotion.admitted) items may be promoted.")
    }
    if let exploration = explanation.exploration {
      lines.append(
        "Exploration at the weight \(exploration.weight): \(exploration.explored) of "
          + "\(exploration.newItems) new items are in the answer.")
    }
    return lines
  }

  private var items: [String] {
    guard !explanation.items.isEmpty else { return ["The answer has no items."] }
    return ["Answer:"] + explanation.items.map { "  " + Self.line($0) }
  }

  private var about: [String] {
    guard let item = explanation.about else { return [] }
    return ["\(item.itemId): \(item.message ?? "")", "  " + Self.line(item)]
  }

  /// Place, id, score, what brought it in, and what its score is made of.
  private static func line(_ item: ExplainedItem) -> String {
    var words: [String] = []
    if let place = item.place { words.append("\(place).") }
    words.append(item.itemId)
    if let score = item.score { words.append("score \(score.text(decimals: 7))") }
    if let origin = item.origin { words.append("by \(origin)") }
    if let rank = item.rank, rank != item.place { words.append("(rank \(rank))") }
    let parts = (item.parts ?? []).map { part in
      "\(part.name) \(part.value.text(decimals: 2))*\(part.weight.text(decimals: 2))"
    }
    if !parts.isEmpty {
      let sum = item.logit.map { " = \($0.text(decimals: 3))" } ?? ""
      words.append("[" + parts.joined(separator: " + ") + sum + "]")
    }
    return words.joined(separator: " ")
  }
}
