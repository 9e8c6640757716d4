import Dispatch
import PersonalizeAPI
import Platform
import Privacy
import Store

/// Those who are answered as somebody of whom nothing is known: people who are being erased or are
/// suppressed, and their sessions.
extension DataPlane {
  /// Stands for them in requests; no id has a line feed in it.
  private static let stranger = "\n"

  /// The user a request is answered for; `nil` when finding out takes the disk and `mayBlock` is
  /// false.
  func asked(
    _ user: String, _ group: TenantScoped, mayBlock: Bool
  ) throws(ServiceError) -> String? {
    if subjects.holdsNobody(group.tenant) || user.isEmpty { return user }
    if subjects.isHeld(user, in: group) { return Self.stranger }
    guard let isHeld = try isHeldSession(user, group, mayBlock: mayBlock) else { return nil }
    return isHeld ? Self.stranger : user
  }

  private func isHeldSession(
    _ session: String, _ group: TenantScoped, mayBlock: Bool
  ) throws(ServiceError) -> Bool? {
    guard let version = subjects.watch?.version else { return false }
    let held = heldSessions.sessions(of: group)
    if let isHeld = held.contains(session, version: version) { return isHeld }
    guard mayBlock else { return nil }
    do {
      let reader = try store.tenant(group.tenant).group(named: group.name).reader()
      // All are read for later requests; this one does not wait for that.
      if held.begin() { background.async { [self] in read(held, of: group) } }
      return try reader.owners(ofSession: session).contains { subjects.isHeld($0, in: group) }
    } catch {
      throw .unreadable("sessions of \(group.name)", error, log)
    }
  }

  /// Goes through all sessions of a group, unless nobody is held.
  private func read(_ held: HeldSessions, of group: TenantScoped) {
    let version = subjects.watch?.version ?? 0
    var sessions: Set<ExactText> = []
    do {
      let people = subjects.watch?.exclusions(tenant: group.tenant, groupARN: group.groupARN)
      if let people, people.holdsAnyone {
        try store.tenant(group.tenant).group(named: group.name).reader().sessions {
          session, owner in
          if people.standing(of: Array(owner.utf8)).isHeld { sessions.insert(ExactText(session)) }
        }
      }
      held.end(sessions, version: version)
    } catch {
      log.error("cannot read sessions", ["group": group.name, "reason": "\(error)"])
      held.end(nil, version: version)
    }
  }
}

/// Requests as they are answered; each is `nil` when finding out takes the disk and `mayBlock` is
/// false.
extension DataPlane {
  func asked(
    _ request: GetRecommendationsRequest, _ serving: ServingTarget, mayBlock: Bool
  ) throws(ServiceError) -> GetRecommendationsRequest? {
    guard let user = request.userId, !subjects.holdsNobody(serving.snapshot.group.tenant) else {
      return request
    }
    guard let user = try asked(user, serving.snapshot.group, mayBlock: mayBlock) else { return nil }
    var request = request
    request.userId = user
    return request
  }

  func asked(
    _ request: GetPersonalizedRankingRequest, _ serving: ServingTarget, mayBlock: Bool
  ) throws(ServiceError) -> GetPersonalizedRankingRequest? {
    if subjects.holdsNobody(serving.snapshot.group.tenant) { return request }
    let user = try asked(request.userId, serving.snapshot.group, mayBlock: mayBlock)
    guard let user else { return nil }
    var request = request
    request.userId = user
    return request
  }

  /// Reads the disk.
  func asked(
    _ request: GetActionRecommendationsRequest, _ serving: ServingTarget
  ) throws(ServiceError) -> GetActionRecommendationsRequest {
    guard let user = request.userId else { return request }
    var request = request
    request.userId = try asked(user, serving.snapshot.group, mayBlock: true)
    return request
  }
}
