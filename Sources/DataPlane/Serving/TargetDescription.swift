import JSON
import PersonalizeAPI
import Platform
import Recipes
import Store

/// What the control plane says of a campaign or recommender that can serve.
struct TargetDescription: Sendable {
  let target: TenantScoped
  let kind: ResourceKind
  let groupName: String
  /// Under which ARN its model is published: a solution version's, or a recommender's own.
  let modelARN: String
  let settings: TargetSettings
  let pins: PinnedResults?

  /// Reads the resource.
  ///
  /// - Throws: `resourceNotFound`, or `invalidInput` when its state does not allow it to serve.
  init(
    reading target: TenantScoped, from store: Store, log: Log
  ) throws(ServiceError) {
    let resource: Resource?
    do {
      (resource, pins) = try store.tenant(target.tenant).transaction { database in
        (try database.resource(target.name), try PinnedResults(of: target.name, in: database))
      }
    } catch {
      throw .unreadable(target.name, error, log)
    }
    guard let resource, resource.kind == .campaign || resource.kind == .recommender else {
      throw .notFound(target.name)
    }
    guard Self.serving.contains(resource.status) else {
      throw .invalidInput(
        "\(resource.kind.title) \(target.name) cannot serve: its status is "
          + "\(resource.status.rawValue), it must be ACTIVE.")
    }
    do {
      guard let group = resource.groupARN else {
        throw StoreError.corrupt(path: target.name, reason: "it belongs to no dataset group")
      }
      (modelARN, settings) = try Self.details(of: resource)
      groupName = ResourceName.last(of: group)
      kind = resource.kind
      self.target = target
    } catch {
      throw .unreadable(target.name, error, log)
    }
  }

  private static func details(of resource: Resource) throws -> (String, TargetSettings) {
    if resource.kind == .recommender {
      let config = try Recommender.decode(resource.body).recommenderConfig
      return (
        resource.arn,
        TargetSettings(
          metadataEnabled: config?.enableMetadataWithRecommendations ?? false,
          exploration: ExplorationSettings(config?.itemExplorationConfig))
      )
    }
    let campaign = try Campaign.decode(resource.body)
    guard let version = campaign.solutionVersionArn else {
      throw StoreError.corrupt(path: resource.arn, reason: "it has no solution version")
    }
    let config = campaign.campaignConfig
    let settings = TargetSettings(
      metadataEnabled: config?.enableMetadataWithRecommendations ?? false,
      exploration: ExplorationSettings(config?.itemExplorationConfig),
      influence: RankingInfluence(weights: config?.rankingInfluence))
    return (version, settings)
  }

  /// The model it is to serve now.
  func modelIdentity(
    in store: Store, log: Log
  ) throws(ServiceError) -> ModelIdentity {
    do {
      let group = try store.tenant(target.tenant).group(named: groupName)
      guard let artefact = try group.reader().model(of: modelARN) else {
        throw StoreError.corrupt(path: modelARN, reason: "it has no model")
      }
      return ModelIdentity(arn: modelARN, artefact: artefact)
    } catch {
      throw .unreadable(target.name, error, log)
    }
  }

  /// Reads the model and what was streamed since.
  func loadSnapshot(
    from store: Store, _ liveStates: LiveStates, log: Log
  ) throws(ServiceError) -> TargetSnapshot {
    let identity = try modelIdentity(in: store, log: log)
    do {
      return try snapshot(of: identity, from: store, liveStates)
    } catch {
      // A training that ends at this moment removes the file of the model before.
      let latest = try modelIdentity(in: store, log: log)
      guard latest != identity else { throw .unreadable(target.name, error, log) }
      do {
        return try snapshot(of: latest, from: store, liveStates)
      } catch {
        throw .unreadable(target.name, error, log)
      }
    }
  }

  private func snapshot(
    of identity: ModelIdentity, from store: Store, _ liveStates: LiveStates
  ) throws -> TargetSnapshot {
    let group = TenantScoped(tenant: target.tenant, name: groupName)
    let live = try liveStates.state(of: group, in: store)
    let model = try Model(mapping: identity.artefact.path)
    return try TargetSnapshot(
      kind: kind, group: group, identity: identity, model: model, live: live)
  }

  private static let serving: [Status] = [
    .active, .updatePending, .updateInProgress, .updateFailed,
  ]
}

/// What an update may change without another model.
struct TargetSettings: Sendable, Equatable {
  /// Whether answers may carry item metadata, where the recipe leaves the choice.
  let metadataEnabled: Bool
  /// What is explored where the recipe leaves the choice.
  let exploration: ExplorationSettings
  /// What moves related items besides their likeness.
  var influence = RankingInfluence.none
}

/// Which training's model it is: a solution version or recommender may get a newer one.
struct ModelIdentity: Sendable, Equatable {
  let arn: String
  let artefact: ModelArtefact
}

extension ResourceKind {
  /// The kind at the beginning of a sentence about a target.
  fileprivate var title: String { self == .recommender ? "Recommender" : "Campaign" }
}

extension RankingInfluence {
  /// Reads `rankingInfluence`.
  init(weights: [String: Double]?) {
    self = .none
    for (name, weight) in weights ?? [:] {
      switch name {
      case "POPULARITY": popularity = Float(weight)
      case "FRESHNESS": freshness = Float(weight)
      default: break
      }
    }
  }
}
