import ObjectStore
import Store

extension JobContext {
  /// Where a job with this role finds and leaves its objects.
  func storage(of role: String?) -> ObjectStoreAddress { options.storage(of: role, tenant.key) }
}
