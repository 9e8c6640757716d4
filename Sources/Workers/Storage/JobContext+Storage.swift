import ObjectStore
import Store

extension JobContext {
  /// Where a job with this role finds and leaves its objects.
  func storage(of role: String?) -> ObjectStoreAddress {
    options.storage(of: role, tenant: tenant.key)
  }
}

extension Supervisor.Options {
  /// Where a tenant's job with this role finds and leaves its objects.
  func storage(of role: String?, tenant: TenantKey) -> ObjectStoreAddress {
    ObjectStoreAddress(
      root: s3Root, remote: remoteStore, grant: grants.grant(to: role, of: tenant))
  }
}
