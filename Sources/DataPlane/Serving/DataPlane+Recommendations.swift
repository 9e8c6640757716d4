import PersonalizeAPI
import Platform
import Recipes
import Store

extension DataPlane {
  private static let defaultCount = 25
  private static let countLimit = 500

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

  func recommendations(
    _ request: GetRecommendationsRequest, _ serving: ServingTarget
  ) throws(ServiceError) -> RankedAnswer {
    let snapshot = serving.snapshot
    try Self.check(request, names: snapshot)
    try Self.refuseUnbuilt(
      filter: request.filterArn, values: request.filterValues, metadata: request.metadataColumns)
    guard request.promotions?.isEmpty ?? true else { throw .notBuilt("promotions") }
    let count = try Self.count(of: request)
    let recipe = snapshot.recipe
    let user = request.userId.flatMap { $0.isEmpty ? nil : $0 }
    if recipe.capabilities.userID == .required, user == nil { throw .missing("userId", recipe) }
    let list: RankedList
    switch recipe.type {
    case .userPersonalization:
      guard let user else { throw .missing("userId", recipe) }
      list = snapshot.recommendations(toUser: user, count: count)
    case .relatedItems:
      guard let item = request.itemId, !item.isEmpty else { throw .missing("itemId", recipe) }
      list = snapshot.recommendations(like: item, count: count)
    case .popularItems:
      list = snapshot.popular(count: count)
    case .personalizedRanking, .personalizedActions, .userSegmentation:
      throw .wrongRecipe("GetRecommendations", recipe)
    }
    return RankedAnswer(
      operation: .recommendations, list: list, count: count,
      recommendationID: identifiers.recommendationID())
  }

  func ranking(
    _ request: GetPersonalizedRankingRequest, _ serving: ServingTarget
  ) throws(ServiceError) -> RankedAnswer {
    let snapshot = serving.snapshot
    try Self.refuseUnbuilt(
      filter: request.filterArn, values: request.filterValues, metadata: request.metadataColumns)
    guard snapshot.recipe.type == .personalizedRanking else {
      throw .wrongRecipe("GetPersonalizedRanking", snapshot.recipe)
    }
    guard !request.userId.isEmpty else { throw .missing("userId", snapshot.recipe) }
    guard (1...Self.countLimit).contains(request.inputList.count) else {
      throw .invalidInput(
        "inputList must have 1 to \(Self.countLimit) item ids, it has \(request.inputList.count).")
    }
    let list = snapshot.ranking(of: request.inputList, forUser: request.userId)
    return RankedAnswer(
      operation: .ranking, list: list, count: list.places.count,
      recommendationID: identifiers.recommendationID())
  }

  private static func check(
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
  private static func count(of request: GetRecommendationsRequest) throws(ServiceError) -> Int {
    guard let asked = request.numResults, asked != 0 else { return defaultCount }
    guard (1...countLimit).contains(asked) else {
      throw .invalidInput("numResults must be at most \(countLimit), it is \(asked).")
    }
    return asked
  }

  private static func refuseUnbuilt(
    filter: String?, values: [String: String]?, metadata: [String: [String]]?
  ) throws(ServiceError) {
    if filter != nil { throw .notBuilt("filterArn") }
    if !(values?.isEmpty ?? true) { throw .notBuilt("filterValues") }
    if !(metadata?.isEmpty ?? true) { throw .notBuilt("metadataColumns") }
  }
}

extension ServiceError {
  /// For what this version refuses rather than pass over.
  static func notBuilt(_ name: String) -> ServiceError {
    .invalidInput("\(name) is not supported by this version.")
  }

  fileprivate static func missing(_ member: String, _ recipe: Recipes.Recipe) -> ServiceError {
    .invalidInput("\(member) is required for the recipe \(recipe.name).")
  }

  fileprivate static func wrongRecipe(_ operation: String, _ recipe: Recipes.Recipe) -> ServiceError
  {
    .invalidInput(
      "\(operation) does not work with a campaign of the recipe \(recipe.name), whose type is "
        + "\(recipe.type.rawValue).")
  }
}
