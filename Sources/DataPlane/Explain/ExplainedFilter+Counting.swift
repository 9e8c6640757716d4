import Filters
import PersonalizeAPI
import Recipes

/// A request's filter and the expressions it was made from.
struct FilterAccount: Sendable {
  let arn: String
  let filter: Filters.Filter
  let request: RequestFilter

  /// What each expression makes of an item; `nil` for one that has no number.
  func outcomes(of id: String) -> [FilterPredicate.Outcome]? {
    request.strangers.number(of: id).map { request.predicate.explain($0, in: filter) }
  }

  /// The text of an expression, as it was written.
  func text(of index: Int) -> String {
    let bytes = Array(filter.text.utf8)
    let next = index + 1
    let end =
      next < filter.expressions.count ? filter.expressions[next].offset : bytes.count
    let text = String(decoding: bytes[filter.expressions[index].offset..<end], as: UTF8.self)
    let marks = text.reversed().prefix { $0.isWhitespace || $0 == "|" }
    return String(text.dropLast(marks.count))
  }

  /// Counts what the filter does to a model's items.
  func count(_ model: Model, about item: String?) -> ExplainedFilter {
    let effects = filter.expressions.map(\.effect)
    var matched = effects.map { _ in 0 }
    var removed = matched
    var counting = effects.map { _ in false }
    var admitted = 0
    for number in 0..<model.items.count {
      let outcomes = request.predicate.explain(number, in: filter)
      for index in outcomes.indices {
        if outcomes[index] != .noEffect { counting[index] = true }
        if outcomes[index] == .matched { matched[index] += 1 }
      }
      if let remover = Self.remover(outcomes, effects) {
        removed[remover] += 1
      } else {
        admitted += 1
      }
    }
    let outcomes = item.flatMap { self.outcomes(of: $0) }
    return ExplainedFilter(
      filterArn: arn, admitted: admitted, removed: model.items.count - admitted,
      clauses: effects.indices.map { index in
        ExplainedClause(
          expression: text(of: index), counts: counting[index], matched: matched[index],
          removed: removed[index], matchesItem: outcomes.map { $0[index] == .matched })
      })
  }

  /// The expression that removes an item: the first EXCLUDE that matches it, or the first INCLUDE
  /// when none of them does; `nil` for an item that passes.
  static func remover(
    _ outcomes: [FilterPredicate.Outcome], _ effects: [Filters.Filter.Effect]
  ) -> Int? {
    let excluding = outcomes.indices.first { index in
      effects[index] == .exclude && outcomes[index] == .matched
    }
    if let excluding { return excluding }
    let includes = outcomes.indices.filter { index in
      effects[index] == .include && outcomes[index] != .noEffect
    }
    return includes.contains { outcomes[$0] == .matched } ? nil : includes.first
  }
}
