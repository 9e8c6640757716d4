import PersonalizeAPI
import Platform
import Recipes
import Store

extension DataPlane {
  static let defaultCount = 25
  private static let countLimit = 500
  private static let countLimitWithMetadata = 50

  /// The ARN of what is to answer.
  static func target(of request: GetRecommendationsRequest) throws(ServiceError) -> String {
    switch (request.campaignArn, request.recommenderArn) {
    case (let campaign?, nil): return campaign
    case (nil, let recommender?): return recommender
    case (nil, nil):
      throw .invalidInput("Give either campaignArn or recommenderArn: both are missing.")
    case (.some, .some):
      throw .invalidInput("Give either campaignArn or recommenderArn, not both.")
    }
  }

  /// The answer to a request; `nil` when it takes the disk and `mayBlock` is false.
  func recommendations(
    _ request: GetRecommendationsRequest, _ serving: ServingTarget, mayBlock: Bool
  ) throws(ServiceError) -> RankedAnswer? {
    let snapshot = serving.snapshot
    try Self.check(request, names: snapshot)
    let promotion = try RequestedPromotion(request.promotions, snapshot.recipe)
    try Self.check(filter: request.filterArn, values: request.filterValues)
    let metadata = try metadata(request.metadataColumns, serving, mayBlock: mayBlock)
    if case .mustLoad = metadata { return nil }
    let count = try Self.count(of: request, withMetadata: metadata.isWanted)
    let user = request.userId.flatMap { $0.isEmpty ? nil : $0 }
    let epoch = snapshot.epoch.current
    guard let seen = try seenItems(of: user, snapshot, mayBlock: mayBlock) else { return nil }
    let facts = try facts(of: user, context: request.context, snapshot, mayBlock: mayBlock)
    guard let facts else { return nil }
    let parts = ListRequest(
      userID: user, itemID: request.itemId, mayBlock: mayBlock, facts: facts,
      exploration: serving.exploration,
      recommendationID: identifiers.recommendationID(mark: serving.mark), epoch: epoch,
      influence: serving.settings.influence)
    var answer: RankedAnswer
    if request.filterArn == nil, promotion == nil {
      guard let list = try list(parts, snapshot, count: count + seen.count) else { return nil }
      answer = RankedAnswer(
        operation: .recommendations, list: list, count: count,
        selection: seen.isEmpty
          ? nil : list.indexes(limit: count) { !seen.contains(ExactText($0.item)) },
        recommendationID: parts.recommendationID)
    } else {
      let dropped = Set(seen.compactMap { snapshot.model.itemIndex($0.text) })
      let found = try filtered(
        request, parts, promotion, snapshot, dropping: dropped, count: count)
      guard let found else { return nil }
      answer = found
    }
    if case .wanted(let columns) = metadata {
      guard try add(columns, to: &answer, snapshot, mayBlock: mayBlock) else { return nil }
    }
    remember(answer, for: user, in: snapshot, begunIn: epoch)
    return answer
  }

  /// Keeps what an answer tells, for events that name it.
  ///
  /// - Parameter start: the group's epoch before the answer was begun.
  func remember(
    _ answer: RankedAnswer, for user: String?, in snapshot: TargetSnapshot, begunIn start: Int
  ) {
    let (items, count) = answer.shown
    snapshot.shown.insert(
      items, count: count, as: answer.recommendationID, at: clock.now(), for: PersonMark(user),
      begunIn: start)
  }

  /// The list for everything that no filter concerns; `nil` when it takes the disk and may not.
  ///
  /// - Parameter selection: which items may be in it.
  func list(
    _ request: ListRequest, _ snapshot: TargetSnapshot, count: Int,
    _ selection: ItemSelection? = nil
  ) throws(ServiceError) -> RankedList? {
    let recipe = snapshot.recipe
    let user = request.userID
    if recipe.capabilities.userID == .required, user == nil { throw .missing("userId", recipe) }
    switch recipe.type {
    case .userPersonalization:
      guard let user else { throw .missing("userId", recipe) }
      return try withHistory(of: user, snapshot, mayBlock: request.mayBlock) {
        guard let selection else {
          return snapshot.recommendations(
            toUser: user, request.facts, count: count, exploring: request.exploration,
            begunIn: request.epoch)
        }
        return snapshot.recommendations(
          toUser: user, request.facts, count: count, exploring: request.exploration, selection)
      }
    case .relatedItems:
      guard let item = request.itemID, !item.isEmpty else { throw .missing("itemId", recipe) }
      let influence = request.influence
      guard let selection else {
        return snapshot.recommendations(like: item, count: count, by: influence)
      }
      return snapshot.recommendations(like: item, count: count, selection, by: influence)
    case .popularItems:
      guard let selection else { return snapshot.popular(count: count) }
      return snapshot.popular(count: count, selection)
    case .personalizedRanking, .personalizedActions, .userSegmentation:
      throw .wrongRecipe("GetRecommendations", recipe)
    }
  }

  /// The answer to a request; `nil` when it takes the disk and `mayBlock` is false.
  func ranking(
    _ request: GetPersonalizedRankingRequest, _ serving: ServingTarget, mayBlock: Bool
  ) throws(ServiceError) -> RankedAnswer? {
    let snapshot = serving.snapshot
    try Self.check(filter: request.filterArn, values: request.filterValues)
    guard snapshot.recipe.type == .personalizedRanking else {
      throw .wrongRecipe("GetPersonalizedRanking", snapshot.recipe)
    }
    guard !request.userId.isEmpty else { throw .missing("userId", snapshot.recipe) }
    let metadata = try metadata(request.metadataColumns, serving, mayBlock: mayBlock)
    if case .mustLoad = metadata { return nil }
    let limit = metadata.isWanted ? Self.countLimitWithMetadata : Self.countLimit
    guard (1...limit).contains(request.inputList.count) else {
      throw .invalidInput(
        "inputList must have 1 to \(limit) item ids\(metadata.isWanted ? " with metadata" : ""), "
          + "it has \(request.inputList.count).")
    }
    let epoch = snapshot.epoch.current
    var filter: RequestFilter?
    if let arn = request.filterArn {
      let asked = FilterRequest(
        arn: arn, values: request.filterValues, user: request.userId, items: request.inputList)
      filter = try self.filter(asked, snapshot, mayBlock: mayBlock)
      if filter == nil { return nil }
    }
    let facts = try facts(
      of: request.userId, context: request.context, snapshot, mayBlock: mayBlock)
    guard let facts else { return nil }
    let ranked = try withHistory(of: request.userId, snapshot, mayBlock: mayBlock) {
      snapshot.ranking(of: request.inputList, forUser: request.userId, facts)
    }
    guard let list = ranked else { return nil }
    var selection: [Int]?
    if let filter {
      selection = list.indexes(limit: list.places.count) { filter.admits(id: $0.item) }
    }
    var answer = RankedAnswer(
      operation: .ranking, list: list, count: list.places.count, selection: selection,
      recommendationID: identifiers.recommendationID(mark: serving.mark))
    if case .wanted(let columns) = metadata {
      guard try add(columns, to: &answer, snapshot, mayBlock: mayBlock) else { return nil }
    }
    remember(answer, for: request.userId, in: snapshot, begunIn: epoch)
    return answer
  }

  static func check(
    _ request: GetRecommendationsRequest, names snapshot: TargetSnapshot
  ) throws(ServiceError) {
    if let arn = request.campaignArn, snapshot.kind != .campaign {
      throw .invalidInput("\(arn) is a recommender: give it as recommenderArn.")
    }
    if let arn = request.recommenderArn, snapshot.kind != .recommender {
      throw .invalidInput("\(arn) is a campaign: give it as campaignArn.")
    }
  }

  /// 0 stands for the default, as no member does.
  private static func count(
    of request: GetRecommendationsRequest, withMetadata: Bool
  ) throws(ServiceError) -> Int {
    guard let asked = request.numResults, asked != 0 else { return defaultCount }
    let limit = withMetadata ? countLimitWithMetadata : countLimit
    guard (1...limit).contains(asked) else {
      throw .invalidInput(
        "numResults must be at most \(limit)\(withMetadata ? " with metadata" : ""), it is "
          + "\(asked).")
    }
    return asked
  }

  private static func check(
    filter: String?, values: [String: String]?
  ) throws(ServiceError) {
    guard filter == nil, let values, !values.isEmpty else { return }
    throw .invalidInput("filterValues needs a filterArn.")
  }
}

extension ServiceError {
  /// For what this version refuses rather than pass over.
  static func notBuilt(_ name: String) -> ServiceError {
    .invalidInput("\(name) is not supported by this version.")
  }

  static func missing(_ member: String, _ recipe: Recipes.Recipe) -> ServiceError {
    .invalidInput("\(member) is required for the recipe \(recipe.name).")
  }

  static func wrongRecipe(_ operation: String, _ recipe: Recipes.Recipe) -> ServiceError {
    .invalidInput(
      "\(operation) does not work with a campaign of the recipe \(recipe.name), whose type is "
        + "\(recipe.type.rawValue).")
  }
}
