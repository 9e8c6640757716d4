import ControlPlane
import DataPlane
import Dispatch
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
  /// Takes events in beside the reactors: all callers of a commit are answered at once and then all
  /// send their next, which recommendations must not stand behind.
  let ingestion = DispatchQueue(label: "bespoke.ingestion", qos: .background)
  let admin: AdminEndpoints
  let tenantEndpoints: TenantEndpoints
  let privacyEndpoints: PrivacyEndpoints
  let openDSR: OpenDSREndpoints
  let pageGuard: PageGuard
}
