package import Platform
package import Store

/// What a control-plane call works on: one tenant's resources, inside one transaction.
///
/// Handlers are plain synchronous code. The caller opens the transaction and undoes it when a
/// handler throws, so a handler may write before its last check.
package struct ControlContext {
  package let tenant: TenantKey
  package let database: ControlDatabase
  package let clock: Clock
  package let identifiers: Identifiers
  package let limits: Limits

  package init(
    tenant: TenantKey, database: ControlDatabase, clock: Clock, identifiers: Identifiers,
    limits: Limits = Limits()
  ) {
    self.tenant = tenant
    self.database = database
    self.clock = clock
    self.identifiers = identifiers
    self.limits = limits
  }
}
