import ControlPlane
import DataPlane
import Platform
import Store

/// What the handlers of all reactors share.
struct Services: Sendable {
  let options: ServerOptions
  let store: Store
  let clock: Clock
  let identifiers: Identifiers
  let log: Log
  let lanes: ControlLanes
  let dataPlane: DataPlane
  let admin: AdminEndpoints
  let tenantEndpoints: TenantEndpoints
  let privacyEndpoints: PrivacyEndpoints
  let openDSR: OpenDSREndpoints
  let pageGuard: PageGuard
}
