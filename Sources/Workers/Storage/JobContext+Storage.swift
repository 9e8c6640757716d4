import ObjectStore
import Store

extension JobContext {
  /// Where a job with this role finds and leaves its objects.
  func storage(of role: String?) -> ObjectStoreAddress {
    ObjectStoreAddress(
      root: options.s3Root, remote: options.remoteStore,
      grant: options.grants.grant(to: role, of: tenant.key))
  }
}
