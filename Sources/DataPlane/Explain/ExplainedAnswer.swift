import Filters
import PersonalizeAPI
import Recipes

/// What a request comes to, with what it was made from.
struct ExplainedAnswer: Sendable {
  let request: ExplainRecommendationsRequest
  let snapshot: TargetSnapshot
  /// As they are told.
  let places: [RankedList.Place]
  let pin: Pin?
  let model: ModelExplanation
  let filter: FilterAccount?
  /// What the use case drops.
  let dropped: Set<String>

  /// The answer's items, in its order.
  var items: [ExplainedItem] {
    places.enumerated().map { index, place in
      var item = explained(place.item)
      item.place = index + 1
      item.score = place.shownScore
      if let promotion = place.promotion {
        item.promotionName = promotion.name
        item.origin = "promotion"
      }
      if pin?.items != nil { item.origin = "pin" }
      return item
    }
  }

  /// The item asked about.
  var about: ExplainedItem? {
    guard let id = request.aboutItemId, !id.isEmpty else { return nil }
    let verdict = verdict(id)
    let place = places.firstIndex { $0.item == id }
    var item = place.map { items[$0] } ?? explained(id)
    item.status = verdict.status
    item.message = verdict.message
    return item
  }

  private func explained(_ id: String) -> ExplainedItem {
    let number = snapshot.model.itemIndex(id)
    guard let found = model.items.first(where: { $0.item == number }) else {
      return ExplainedItem(itemId: id)
    }
    return ExplainedItem(
      itemId: id, rank: found.rank, score: found.score, logit: found.logit,
      origin: found.origin,
      parts: found.parts.map { part in
        ScorePart(
          name: part.name, value: part.value, weight: part.weight,
          contribution: part.contribution)
      })
  }

  private func verdict(_ id: String) -> ItemVerdict {
    let place = places.firstIndex { $0.item == id }.map { $0 + 1 }
    if pin?.items != nil { return .pinned(place: place) }
    if let place { return .listed(place: place) }
    if let input = request.inputList, !input.contains(id) { return .notAsked }
    if snapshot.recipe.type == .relatedItems, request.itemId == id { return .seed }
    guard let number = snapshot.model.itemIndex(id) else { return .unknown }
    if dropped.contains(id), let type = snapshot.recipe.capabilities.automaticFilter {
      return .dropped(eventType: type.rawValue)
    }
    if let filter, let outcomes = filter.outcomes(of: id),
      let remover = FilterAccount.remover(outcomes, filter.filter.expressions.map(\.effect))
    {
      return .filtered(
        expression: filter.text(of: remover),
        isInclude: filter.filter.expressions[remover].effect == .include)
    }
    let rank = model.items.first { $0.item == number }?.rank ?? snapshot.model.items.count
    let others = places.filter { $0.promotion == nil }.map(\.number)
    let isBetter = model.items.contains { $0.rank > rank && others.contains($0.item) }
    let isPromoted = others.count < places.count
    // Without promotions it would have had one of the places that promoted items fill.
    if isBetter || (isPromoted && rank <= places.count) {
      return .displaced(rank: rank, byPromotion: isPromoted && !isBetter)
    }
    return .ranked(rank: rank, of: snapshot.model.items.count, length: places.count)
  }
}
