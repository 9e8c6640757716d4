import PersonalizeAPI
package import Platform
package import Store

/// A solution version for which lists are made that nobody waits for; it need not be deployed.
package struct OfflineVersion: Sendable {
  package var tenant: TenantKey
  /// The dataset group's name.
  package var group: String
  package var arn: String

  package init(tenant: TenantKey, group: String, arn: String) {
    self.tenant = tenant
    self.group = group
    self.arn = arn
  }

  var scope: TenantScoped { TenantScoped(tenant: tenant, name: group) }

  /// The model as it is now.
  func identity(in store: Store) throws -> ModelIdentity {
    guard let artefact = try store.tenant(tenant).group(named: group).reader().model(of: arn) else {
      throw StoreError.corrupt(path: arn, reason: "it has no model")
    }
    return ModelIdentity(arn: arn, artefact: artefact)
  }
}

extension DataPlane {
  /// A data plane for a process beside the server's, with the rows as they are now.
  ///
  /// - Parameter now: what the clock of the server says.
  package convenience init(besideServerAt directory: String, now: Timestamp) throws {
    let clock = Clock.stopped(at: now)
    self.init(
      store: try Store(directory: directory, isServer: false), clock: clock,
      identifiers: Identifiers(), log: Log(threshold: .error, clock: clock))
  }
}
