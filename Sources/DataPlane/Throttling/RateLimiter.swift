import PersonalizeAPI
import Platform
import Store
import Synchronization

/// Refuses requests beyond a tenant's rates.
///
/// A bucket a tenant, target, group or dataset holds a second's worth of requests and fills at its
/// rate; it is kept as the moment at which it is full again (the generic cell rate algorithm, ITU-T
/// I.371). Buckets are split by key, so that threads seldom wait for each other.
final class RateLimiter: Sendable {
  private static let shardCount = 16
  /// Full buckets are dropped when a shard has so many.
  private static let shardLimit = 1024

  private let rates: @Sendable (TenantKey) -> RequestRates
  private let shards = (0..<RateLimiter.shardCount).map { _ in Shard() }

  private final class Shard: Sendable {
    /// When each bucket is full again, monotonic nanoseconds.
    let fullAt = Mutex<[Key: UInt64]>([:])
  }

  private struct Key: Hashable {
    let rate: RequestRates.Name
    let scope: TenantScoped
  }

  init(rates: @escaping @Sendable (TenantKey) -> RequestRates) {
    self.rates = rates
  }

  /// Takes a request out of the bucket of `scope`.
  ///
  /// - Parameter now: monotonic nanoseconds.
  /// - Throws: `throttling` when it is empty; then nothing is taken.
  func admit(
    _ rate: RequestRates.Name, _ scope: TenantScoped,
    at now: UInt64 = Clock.monotonicNanoseconds()
  ) throws(ServiceError) {
    let key = Key(rate: rate, scope: scope)
    let perSecond = rates(scope.tenant)[rate]
    guard perSecond > 0, take(key, perSecond: UInt64(perSecond), now) else {
      throw ServiceError(.throttling, "Rate exceeded")
    }
  }

  private func take(_ key: Key, perSecond: UInt64, _ now: UInt64) -> Bool {
    let second: UInt64 = 1_000_000_000
    let shard = shards[Int(UInt(bitPattern: key.hashValue) % UInt(Self.shardCount))]
    return shard.fullAt.withLock { fullAt in
      let next = max(fullAt[key] ?? 0, now) + second / perSecond
      guard next - now <= second else { return false }
      if fullAt.count >= Self.shardLimit, fullAt[key] == nil {
        fullAt = fullAt.filter { $0.value > now }
      }
      fullAt[key] = next
      return true
    }
  }
}

extension RateLimiter {
  /// Takes a request for recommendations out of its target's and its tenant's bucket.
  func admitRecommendation(_ target: TenantScoped) throws(ServiceError) {
    try admit(.recommendationRequestsPerTarget, target)
    try admit(
      .recommendationRequestsPerAccount, TenantScoped(tenant: target.tenant, name: ""))
  }
}
