import Testing

@testable import Recipes

@Suite struct ColdStartTests {
  /// The cold items are 90 to 101; item n is of cluster n % 6.
  private func coldPlaces(_ parameters: [String: String], user: Int = 3) throws -> [Int] {
    let model = try Worlds.train(
      "aws-hrnn-coldstart", Worlds.clusters(coldItems: 12),
      { $0.featureTransformationParameters = parameters }
    ).model
    let list = model.recommend(Query(user: user), limit: 1000)
    return list.indices.filter { list[$0].item >= 90 && list[$0].item % 6 == user % 6 }
  }

  @Test func `new items of the user's cluster are let in before other clusters`() throws {
    let places = try coldPlaces([:])
    #expect(places.count == 2)
    #expect(places.allSatisfy { $0 < 40 })
  }

  @Test func `the HRNN recipe without cold start lists them last`() throws {
    let model = try Worlds.train("aws-hrnn", Worlds.clusters(coldItems: 12)).model
    let list = model.recommend(Query(user: 3), limit: 1000).map(\.item)
    let places = list.indices.filter { list[$0] >= 90 && list[$0] % 6 == 3 }
    #expect(places.contains { $0 >= 40 })
  }

  @Test func `the parameters decide which items are cold`() throws {
    let data = try Worlds.clusters(coldItems: 12)
    let statistics = ItemStatistics(data, Sequences(data))
    let metadata = MetadataSimilarity(
      data.itemMetadata, popularity: Array(statistics.popularOrder))
    func cold(_ options: ColdStart.Options) -> Set<Int> {
      let rows = ColdStart.neighbours(metadata, statistics, options: options, threads: 1)
      return Set((0..<rows.rowCount).filter { !rows.range(ofRow: $0).isEmpty })
    }
    let days = 86_400.0
    #expect(cold(.init(maxInteractions: 0, maxAge: 5 * days)) == Set(90..<102))
    let rare = (0..<102).filter { statistics.interactionCounts[$0] <= 20 }
    #expect(cold(.init(maxInteractions: 20, maxAge: 5 * days)) == Set(rare))
    // Long after the data only items that nobody has met are new.
    #expect(
      cold(.init(maxInteractions: 20, maxAge: 5 * days, time: 10_000_000)) == Set(90..<102))
  }

  @Test func `what cold items borrow adds up to one`() throws {
    let data = try Worlds.clusters(coldItems: 12)
    let statistics = ItemStatistics(data, Sequences(data))
    let rows = ColdStart.neighbours(
      MetadataSimilarity(data.itemMetadata, popularity: Array(statistics.popularOrder)),
      statistics, options: .init(maxInteractions: 0, maxAge: 1), threads: 2)
    for item in 90..<102 {
      let range = rows.range(ofRow: item)
      #expect(abs(range.reduce(0) { $0 + rows.values[$1] } - 1) < 1e-5)
      #expect(range.allSatisfy { Int(rows.columns[$0]) % 6 == item % 6 && rows.columns[$0] < 90 })
    }
  }
}
