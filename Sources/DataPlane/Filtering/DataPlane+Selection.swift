import PersonalizeAPI
import Platform
import Recipes
import Store

/// Whom or what a list is for, and how much of it may take the disk.
struct ListRequest: Sendable {
  let userID: String?
  let itemID: String?
  let mayBlock: Bool
  /// What is known of the user.
  let facts: UserFacts
  /// What is explored, `nil` for relevance alone.
  let exploration: ExplorationSettings?
  /// The id of the answer.
  let recommendationID: String
  /// The group's epoch before anything of the user was read.
  let epoch: Int
  var influence = RankingInfluence.none
}

/// Places of a list that are told, by index; `nil` for the first ones.
struct SelectedPlaces: Sendable {
  let list: RankedList
  let indexes: [Int]?
}

extension DataPlane {
  /// How long a list should at least be before a filter looks through it.
  static let filteredLength = 100

  /// The best items that a selection admits, as many as there are up to `count`; `nil` when that
  /// takes the disk and may not.
  ///
  /// Most filters leave enough of the list that the user has anyhow; for the others the model is
  /// asked again.
  func selected(
    _ selection: ItemSelection, _ request: ListRequest, _ snapshot: TargetSnapshot, count: Int
  ) throws(ServiceError) -> SelectedPlaces? {
    let length = max(count, Self.filteredLength)
    guard let list = try list(request, snapshot, count: length) else { return nil }
    return try selected(selection, of: list, request, snapshot, count: count)
  }

  /// The same, of the list that the user has anyhow.
  func selected(
    _ selection: ItemSelection, of list: RankedList, _ request: ListRequest,
    _ snapshot: TargetSnapshot, count: Int
  ) throws(ServiceError) -> SelectedPlaces? {
    let indexes = list.indexes(limit: count) { selection.admits($0.number) }
    if indexes.count == count || list.isComplete {
      return SelectedPlaces(list: list, indexes: indexes)
    }
    var selection = selection
    // When few pass, most items are going to be asked about.
    if indexes.count * 20 < list.places.count {
      selection.decide(count: snapshot.model.items.count)
    }
    let others = try self.list(request, snapshot, count: count, selection)
    return others.map { SelectedPlaces(list: $0, indexes: nil) }
  }
}

// MARK: - Requests with filters or promotions

extension DataPlane {
  /// The answer to a request that has a filter, a promotion or both; `nil` when it takes the disk
  /// and may not.
  func filtered(
    _ request: GetRecommendationsRequest, _ parts: ListRequest, _ promotion: RequestedPromotion?,
    _ snapshot: TargetSnapshot, dropping dropped: Set<Int>, count: Int
  ) throws(ServiceError) -> RankedAnswer? {
    if promotion == nil, dropped.isEmpty, let arn = request.filterArn {
      let asked = filterRequest(arn, request.filterValues, parts)
      guard let list = try filteredList(asked, parts, snapshot, count: count) else { return nil }
      return RankedAnswer(
        operation: .recommendations, list: list, count: count,
        recommendationID: parts.recommendationID)
    }
    var selection = ItemSelection(dropped: dropped)
    if let arn = request.filterArn {
      let asked = filterRequest(arn, request.filterValues, parts)
      guard let filter = try filter(asked, snapshot, mayBlock: parts.mayBlock) else { return nil }
      selection.filter = filter.predicate
    }
    let recommendationID = parts.recommendationID
    guard let promotion else {
      guard let found = try selected(selection, parts, snapshot, count: count) else { return nil }
      return RankedAnswer(
        operation: .recommendations, list: found.list, count: count, selection: found.indexes,
        recommendationID: recommendationID)
    }
    var promoted = ItemSelection(dropped: dropped)
    let asked = filterRequest(promotion.filterARN, promotion.filterValues, parts)
    guard let filter = try filter(asked, snapshot, mayBlock: parts.mayBlock) else { return nil }
    promoted.filter = filter.predicate
    let share = promotion.share(of: count)
    guard
      var best = try selected(promoted, parts, snapshot, count: share)?.places
    else { return nil }
    for place in best { selection.dropped.insert(place.number) }
    let rest = try selected(selection, parts, snapshot, count: count - best.count)
    guard let rest else { return nil }
    let mark = PromotionMark(name: promotion.name, recipe: snapshot.recipe)
    for index in best.indices { best[index].promotion = mark }
    let mixed = rest.places.mixed(with: best, seed: recommendationID)
    return RankedAnswer(
      operation: .recommendations,
      list: RankedList(mixed, isComplete: true, givesReasons: snapshot.recipe.givesReasons),
      count: count,
      recommendationID: recommendationID)
  }

  private func filterRequest(
    _ arn: String, _ values: [String: String]?, _ parts: ListRequest
  ) -> FilterRequest {
    FilterRequest(arn: arn, values: values, user: parts.userID, item: parts.itemID)
  }
}

extension SelectedPlaces {
  var places: [RankedList.Place] { indexes?.map { list.places[$0] } ?? list.places }
}

extension RankedList {
  /// The first places that pass, by index.
  func indexes(limit: Int, where passes: (Place) -> Bool) -> [Int] {
    var indexes: [Int] = []
    indexes.reserveCapacity(min(limit, places.count))
    for index in places.indices {
      if indexes.count == limit { break }
      if passes(places[index]) { indexes.append(index) }
    }
    return indexes
  }
}
