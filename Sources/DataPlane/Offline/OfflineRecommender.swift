package import PersonalizeAPI
import Platform
package import Recipes
import Store

/// Answers as a campaign of a solution version does, with its users' latest events, filters and
/// exploration; reads the disk.
package struct OfflineRecommender: Sendable {
  /// What a list is made for.
  package struct Request: Sendable {
    package var userID: String?
    package var itemID: String?
    /// What is to be ranked.
    package var items: [String] = []
    package var context: [String: String]?
    package var filterValues: [String: String]?

    package init() {}
  }

  /// The memory that lists kept for equal requests may take: few requests are.
  private static let cacheByteLimit = 4 << 20

  private let plane: DataPlane
  private let serving: ServingTarget
  private let filterARN: String?
  private let count: Int

  /// - Parameters:
  ///   - filterARN: of a filter that all lists go through.
  ///   - count: how many items a list has.
  ///   - itemExploration: what to explore, where the recipe leaves the choice.
  ///   - rankingInfluence: weights by `POPULARITY` and `FRESHNESS`.
  package init(
    _ version: OfflineVersion, _ plane: DataPlane, filterARN: String?, count: Int,
    itemExploration: [String: String]?, rankingInfluence: [String: Double]?
  ) throws {
    let identity = try version.identity(in: plane.store)
    let live = try plane.liveStates.state(of: version.scope, in: plane.store)
    let snapshot = try TargetSnapshot(
      kind: .campaign, group: version.scope, identity: identity,
      model: try Model(mapping: identity.artefact.path), live: live,
      cacheByteLimit: Self.cacheByteLimit)
    let settings = TargetSettings(
      metadataEnabled: false, exploration: ExplorationSettings(itemExploration),
      influence: RankingInfluence(weights: rankingInfluence))
    serving = ServingTarget(snapshot: snapshot, settings: settings, mark: 0)
    self.plane = plane
    self.filterARN = filterARN
    self.count = count
    if let filterARN { _ = try plane.readyFilter(filterARN, snapshot, mayBlock: true) }
  }

  /// What lists are made from and of.
  package var recipe: Recipes.Recipe { serving.snapshot.recipe }

  /// Items, best first, with scores and reasons as a campaign tells them.
  package func list(_ request: Request) throws(ServiceError) -> [PredictedItem] {
    let values = request.filterValues
    if recipe.type == .personalizedRanking {
      let answer = try plane.ranking(
        GetPersonalizedRankingRequest(
          campaignArn: "", inputList: request.items, userId: request.userID ?? "",
          context: request.context, filterArn: filterARN, filterValues: values),
        serving, mayBlock: true)
      return answer?.items ?? []
    }
    let answer = try plane.recommendations(
      GetRecommendationsRequest(
        itemId: request.itemID, userId: request.userID, numResults: count,
        context: request.context, filterArn: filterARN, filterValues: values),
      serving, mayBlock: true)
    return answer?.items ?? []
  }
}
