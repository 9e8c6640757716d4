import Filters
import PersonalizeAPI
import Platform
import Recipes

/// What a request comes to, with what it was made from.
struct ExplainedAnswer: Sendable {
  let request: ExplainRecommendationsRequest
  let snapshot: TargetSnapshot
  /// `nil` for relevance alone.
  let settings: ExplorationSettings?
  /// As they are told.
  let places: [RankedList.Place]
  let pin: Pin?
  let model: ModelExplanation
  let filter: FilterAccount?
  /// What the use case drops.
  let dropped: Set<ExactText>

  /// The answer's items, in its order.
  var items: [ExplainedItem] {
    places.enumerated().map { index, place in
      var item = explained(place.item)
      item.place = index + 1
      item.score = place.shownScore
      switch place.origin {
      case .relevance: break
      case .exploration: item.origin = "exploration"
      case .popular: item.origin = "padding"
      }
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
    let place = places.firstIndex { $0.item.isExactly(id) }
    var item = place.map { items[$0] } ?? explained(id)
    item.status = verdict.status
    item.message = verdict.message
    return item
  }

  /// What exploration did.
  var exploration: ExplainedExploration? {
    guard let settings, let explorer = snapshot.explorer else { return nil }
    let new = explorer.newItems(ageLimit: settings.ageLimit).items.count
    return ExplainedExploration(
      explored: places.count { $0.origin == .exploration }, newItems: new,
      weight: settings.weight, ageCutOffDays: settings.ageLimit / 86_400)
  }

  private func explained(_ id: String) -> ExplainedItem {
    let number = snapshot.model.itemIndex(id)
    guard let found = model.items.first(where: { $0.item == number }) else {
      return ExplainedItem(itemId: id)
    }
    return ExplainedItem(
      itemId: id, rank: found.rank, score: found.score, modelScore: found.score, logit: found.logit,
      origin: found.origin,
      parts: found.parts.map { part in
        ScorePart(
          name: part.name, value: part.value, weight: part.weight,
          contribution: part.contribution)
      })
  }

  private func verdict(_ id: String) -> ItemVerdict {
    let place = places.firstIndex { $0.item.isExactly(id) }.map { $0 + 1 }
    if pin?.items != nil { return .pinned(place: place) }
    if let place { return .listed(place: place) }
    if let input = request.inputList, !input.contains(where: { $0.isExactly(id) }) {
      return .notAsked
    }
    if snapshot.recipe.type == .relatedItems, request.itemId?.isExactly(id) == true { return .seed }
    guard let number = snapshot.model.itemIndex(id) else { return .unknown }
    if dropped.contains(ExactText(id)), let type = snapshot.recipe.capabilities.automaticFilter {
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
    if rank <= places.count {
      // It would have had a place without those that are in the list for other reasons.
      if places.contains(where: { $0.promotion != nil }) {
        return .displaced(rank: rank, byPromotion: true)
      }
      if places.contains(where: { $0.origin == .exploration }) {
        return .displaced(rank: rank, byPromotion: false)
      }
    }
    return .ranked(rank: rank, of: snapshot.model.items.count, length: places.count)
  }
}
