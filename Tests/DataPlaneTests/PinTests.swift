import DataPlane
import Dispatch
import JSON
import PersonalizeAPI
import Platform
import Store
import Testing

struct PinTests {
  let shop: Shop
  let campaign: String

  init() throws {
    shop = try Shop()
    campaign = try shop.addCampaign()
  }

  private func pin(
    user: String? = nil, item: String? = nil, _ items: [String]? = nil, error: String? = nil,
    delay: Int? = nil
  ) throws(ServiceError) -> Pin {
    try shop.plane.putPin(
      PutPinRequest(
        targetArn: campaign, userId: user, itemId: item,
        items: items.map { $0.map { PinnedItem(itemId: $0) } },
        error: error.map { PinnedError(type: $0) }, delayMilliseconds: delay), shop.context)
  }

  /// The item ids of an answer as it goes over the wire.
  private func answer(_ user: String, item: String? = nil, count: Int? = nil) async throws
    -> [String]
  {
    let body = GetRecommendationsRequest(
      campaignArn: campaign, itemId: item, userId: user, numResults: count
    ).encoded()
    let result = await withCheckedContinuation { continuation in
      shop.plane.respondLater(to: .getRecommendations, body: body, tenant: shop.tenant) {
        continuation.resume(returning: $0)
      }
    }
    return try GetRecommendationsResponse.decode(result.get()).itemList?.ids ?? []
  }

  @Test func `the most particular pin holds, and all else is trained`() async throws {
    let trained = try await answer("u2")
    #expect(try await answer("u3") != ["a"])
    _ = try pin(user: "u2", ["b"])
    #expect(try await answer("u2") == ["b"])
    #expect(try await answer("u4") != ["b"])
    _ = try pin(user: "u2", item: "i1", ["c"])
    _ = try pin(item: "i1", ["d"])
    #expect(try await answer("u2", item: "i1") == ["c"])
    #expect(try await answer("u4", item: "i1") == ["d"])
    _ = try pin(["a", "b", "c"])
    #expect(try await answer("u4") == ["a", "b", "c"])
    #expect(try await answer("u4", count: 2) == ["a", "b"])
    #expect(try shop.plane.deletePins(DeletePinsRequest(), shop.context).deleted == 4)
    #expect(try await answer("u2") == trained)
  }

  @Test func `a second pin for the same requests replaces the first and keeps its id`() async throws
  {
    let first = try pin(user: "u2", ["a"])
    let second = try pin(user: "u2", ["b"])
    #expect(first.pinId == second.pinId)
    #expect(try await answer("u2") == ["b"])
    let list = try shop.plane.listPins(ListPinsRequest(targetArn: campaign), shop.context).pins
    #expect(list == [second])
    _ = try shop.plane.deletePin(DeletePinRequest(pinId: first.pinId), shop.context)
    #expect(try shop.plane.listPins(ListPinsRequest(), shop.context).pins.isEmpty)
    #expect(throws: ServiceError(.resourceNotFound, "There is no pin \(first.pinId).")) {
      try shop.plane.deletePin(DeletePinRequest(pinId: first.pinId), shop.context)
    }
  }

  @Test func `an error can be pinned`() async throws {
    _ = try pin(user: "u2", error: "ResourceNotFoundException")
    await #expect(throws: ServiceError(.resourceNotFound, "This error was pinned.")) {
      try await answer("u2")
    }
    #expect(throws: ServiceError.self) { try pin(error: "NoSuchException") }
    #expect(throws: ServiceError.self) { try pin(["a"], error: "InternalFailure") }
    #expect(throws: ServiceError.self) { try pin() }
    #expect(throws: ServiceError.self) { try pin(["a", "a"]) }
  }

  @Test func `a delay leaves the answer as it is and never holds a reactor`() async throws {
    let trained = try await answer("u2")
    _ = try pin(user: "u2", delay: 60)
    let start = Clock.monotonicNanoseconds()
    #expect(try await answer("u2") == trained)
    #expect(Clock.monotonicNanoseconds() - start >= 60_000_000)
    let body = GetRecommendationsRequest(campaignArn: campaign, userId: "u2").encoded()
    var buffer: [UInt8] = []
    let isAnswered = try shop.plane.respond(
      to: .getRecommendations, body: body, tenant: shop.tenant, mayBlock: false, into: &buffer)
    #expect(!isAnswered && buffer.isEmpty)
  }

  @Test func `pins outlive the server and go with their target`() async throws {
    _ = try pin(user: "u2", ["a"])
    let again = try Shop(directory: shop.directory)
    let pins = try again.plane.listPins(ListPinsRequest(), again.context).pins
    #expect(pins.map(\.userId) == ["u2"])
    try shop.store.tenant(shop.tenant).transaction { database in
      if let resource = try database.resource(campaign) { try database.remove(resource) }
    }
    #expect(try again.plane.listPins(ListPinsRequest(), again.context).pins.isEmpty)
  }

  @Test func `other tenants have no part in it`() throws {
    _ = try pin(["a"])
    let other = try #require(TenantKey(account: "999922223333", region: "eu-west-1"))
    let context = DataContext(tenant: other)
    #expect(try shop.plane.listPins(ListPinsRequest(), context).pins.isEmpty)
    #expect(try shop.plane.deletePins(DeletePinsRequest(), context).deleted == 0)
    #expect(throws: ServiceError.self) {
      try shop.plane.putPin(
        PutPinRequest(targetArn: campaign, items: []), context)
    }
    #expect(try shop.plane.listPins(ListPinsRequest(), shop.context).pins.count == 1)
  }
}
