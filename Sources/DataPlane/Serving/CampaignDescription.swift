import JSON
import PersonalizeAPI
import Platform
import Recipes
import Store

/// What the control plane says of a campaign that can serve.
struct CampaignDescription: Sendable {
  let campaign: TenantScoped
  let groupName: String
  let solutionVersionARN: String

  /// Reads the campaign's resource.
  ///
  /// - Throws: `resourceNotFound`, or `invalidInput` when its state does not allow it to serve.
  init(
    reading campaign: TenantScoped, from store: Store, log: Log
  ) throws(ServiceError) {
    let resource: Resource?
    do {
      resource = try store.tenant(campaign.tenant).transaction { try $0.resource(campaign.name) }
    } catch {
      throw .unreadable(campaign.name, error, log)
    }
    guard let resource, resource.kind == .campaign else { throw .notFound(campaign.name) }
    guard Self.serving.contains(resource.status) else {
      throw .invalidInput(
        "Campaign \(campaign.name) cannot serve: its status is \(resource.status.rawValue), it "
          + "must be ACTIVE.")
    }
    do {
      let body = try Campaign.decode(resource.body)
      guard let version = body.solutionVersionArn, let group = resource.groupARN else {
        throw StoreError.corrupt(path: campaign.name, reason: "its description is incomplete")
      }
      solutionVersionARN = version
      groupName = ResourceName.last(of: group)
      self.campaign = campaign
    } catch {
      throw .unreadable(campaign.name, error, log)
    }
  }

  /// Reads the model and what was streamed since.
  func loadSnapshot(
    from store: Store, _ liveStates: LiveStates, log: Log
  ) throws(ServiceError) -> CampaignSnapshot {
    do {
      let live = try liveStates.state(
        of: TenantScoped(tenant: campaign.tenant, name: groupName), in: store)
      guard let artefact = try live.store.reader().model(of: solutionVersionARN) else {
        throw StoreError.corrupt(path: solutionVersionARN, reason: "it has no model")
      }
      let model = try Model(decoding: Files.read(artefact.path))
      return try CampaignSnapshot(
        solutionVersionARN: solutionVersionARN, model: model, lastEvent: artefact.lastEvent,
        live: live)
    } catch {
      throw .unreadable(campaign.name, error, log)
    }
  }

  private static let serving: [Status] = [
    .active, .updatePending, .updateInProgress, .updateFailed,
  ]
}
