import PersonalizeAPI
import Platform
import Store
import Testing

@testable import DataPlane

struct RateLimiterTests {
  private func scope(_ name: String, account: String = "111122223333") throws -> TenantScoped {
    TenantScoped(
      tenant: try #require(TenantKey(account: account, region: "eu-west-1")), name: name)
  }

  /// How many of `tries` requests at a moment pass.
  private func passed(
    _ limiter: RateLimiter, _ scope: TenantScoped, at seconds: Double, of tries: Int
  ) -> Int {
    (0..<tries).count { _ in
      (try? limiter.admit(
        .putEventsPerGroup, scope, at: 5_000_000_000 + UInt64(seconds * 1e9))) != nil
    }
  }

  @Test func `a second's worth passes at once, and then at the rate`() throws {
    let limiter = RateLimiter { _ in
      var rates = RequestRates()
      rates[.putEventsPerGroup] = 10
      return rates
    }
    let shop = try scope("shop")
    #expect(passed(limiter, shop, at: 0, of: 30) == 10)
    #expect(passed(limiter, shop, at: 0.05, of: 30) == 0)
    #expect(passed(limiter, shop, at: 0.35, of: 30) == 3)
    #expect(passed(limiter, shop, at: 60, of: 30) == 10)
    #expect(passed(limiter, try scope("other"), at: 60, of: 30) == 10)
    #expect(passed(limiter, try scope("shop", account: "999922223333"), at: 60, of: 30) == 10)
  }

  @Test func `nothing passes at a rate of none, and the error is the service's`() throws {
    let limiter = RateLimiter { _ in
      var rates = RequestRates()
      rates[.putEventsPerGroup] = 0
      return rates
    }
    let shop = try scope("shop")
    #expect(throws: ServiceError(.throttling, "Rate exceeded")) {
      try limiter.admit(.putEventsPerGroup, shop)
    }
    #expect(ErrorKind.throttling.status(in: .personalizeRuntime) == 429)
  }

  @Test func `the rates are the service's own`() {
    let rates = RequestRates()
    #expect(rates[.recommendationRequestsPerAccount] == 2500)
    #expect(rates[.recommendationRequestsPerTarget] == 500)
    #expect(rates[.putEventsPerGroup] == 1000)
    #expect(rates[.putActionInteractionsPerGroup] == 1000)
    #expect(rates[.putRecordsPerDataset] == 10)
  }
}
