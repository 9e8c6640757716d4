import PersonalizeAPI
import Platform
import Privacy
import Store

/// What the data plane asks the watch on people; nearly free while a tenant has nobody to watch.
struct Subjects: Sendable {
  /// `nil` where nobody is ever forgotten.
  let watch: SubjectWatch?

  /// Whether a tenant has nobody to watch.
  func isQuiet(_ tenant: TenantKey) -> Bool { watch?.isEmpty(tenant) ?? true }

  /// Whether nobody of a tenant is answered as a stranger; erasures that are done change nothing
  /// about answers.
  func holdsNobody(_ tenant: TenantKey) -> Bool { watch?.holdsNobody(tenant) ?? true }

  /// Whether somebody is answered as a stranger.
  func isHeld(_ user: String, in group: TenantScoped) -> Bool {
    guard let watch, !watch.holdsNobody(group.tenant) else { return false }
    return watch.standing(of: user, tenant: group.tenant, groupARN: group.groupARN).isHeld
  }

  /// What becomes of something about a person that happened at a moment, by its sender's account.
  ///
  /// What is dated into the future counts as of now, when it was received.
  func fate(
    of user: String, at moment: Timestamp, received now: Timestamp, in group: TenantScoped
  ) -> SubjectFate {
    guard let watch, !watch.isEmpty(group.tenant) else { return .taken }
    let rules = watch.rules(of: user, tenant: group.tenant, groupARN: group.groupARN)
    let isDropped = rules.drops(eventSentAt: min(moment, now))
    return switch rules.standing {
    case .free: .taken
    case .suppressed: .dropped(.suppressed)
    case .erased: isDropped ? .dropped(.erased) : .taken
    case .erasing: isDropped ? .dropped(.erasing) : .postponed
    }
  }

  func noteDropped(of user: String, _ tenant: TenantKey) {
    watch?.noteDropped(of: user, tenant: tenant)
  }
}

/// What becomes of something that came about a person.
enum SubjectFate: Equatable {
  case taken
  case dropped(DropReason)
  /// It is taken in when the person's erasure is done, as of somebody new.
  case postponed
}

/// Why something about a person is not taken in.
enum DropReason: String, Sendable, CaseIterable {
  /// The person's erasure is under way.
  case erasing
  /// It is from before the person was erased.
  case erased
  /// Nothing of the person is taken in.
  case suppressed
  /// It is somebody else's, but names such a person in a column that must not be empty.
  case mentioned
}

extension TenantScoped {
  /// The ARN of the dataset group with this name.
  var groupARN: String {
    ARN(
      partition: tenant.region.hasPrefix("cn-") ? "aws-cn" : "aws", region: tenant.region,
      account: tenant.account, resourceType: "dataset-group", resourceID: name
    ).description
  }
}
