import Kernels
import Testing

@testable import Recipes

/// Attributes of users and items and the circumstances of an interaction, where they say something
/// and where they do not.
@Suite struct AttributeTests {
  /// Eight groups of users, each with a cluster of the 160 items.
  ///
  /// Item n is of cluster n % 8, and the lower its number, the more popular. A user's attribute
  /// names the group.
  ///
  /// The last `newUsers` users and `newItems` items have records and no interactions.
  static func groups(
    users: Int = 240, newUsers: Int = 16, newItems: Int = 8, isTold: Bool = true,
    events: Int = 12
  ) throws -> TrainingData {
    var builder = TrainingDataBuilder()
    var random = SeededRandom(seed: 5)
    var group = MetadataColumnBuilder(name: "GROUP", kind: .categorical)
    var noise = MetadataColumnBuilder(name: "COLOUR", kind: .categorical)
    var age = MetadataColumnBuilder(name: "AGE", kind: .numeric)
    var genre = MetadataColumnBuilder(name: "GENRE", kind: .categorical)
    for item in 0..<160 + newItems {
      builder.items.intern("i\(item)")
      genre.set(row: UInt32(item), text: "g\(item % 8)")
    }
    for user in 0..<users + newUsers {
      let number = builder.users.intern("u\(user)")
      let told = isTold ? user % 8 : Int(random.next() % 8)
      group.set(row: number, text: "s\(told)")
      noise.set(row: number, text: "c\(random.next() % 5)")
      age.set(row: number, number: 20 + 50 * random.uniform())
      guard user < users else { continue }
      for step in 0..<events {
        let strays = random.uniform() < 0.2
        let cluster = strays ? Int(random.next() % 8) : user % 8
        let rank = Int(20 * random.uniform() * random.uniform())
        builder.append(
          user: number, item: UInt32(rank * 8 + cluster), timestamp: Int64(1000 + step * 60))
      }
    }
    builder.userMetadata = [group, noise, age]
    builder.itemMetadata = [genre]
    return try builder.build()
  }

  private func share(_ items: [ScoredItem], of cluster: Int) -> Double {
    Double(items.count { $0.item % 8 == cluster }) / Double(max(items.count, 1))
  }

  @Test(arguments: [
    "aws-user-personalization", "aws-user-personalization-v2", "aws-hrnn-metadata",
    "aws-ecomm-recommended-for-you", "aws-vod-top-picks",
  ])
  func `a new user with attributes gets what users like them have`(recipe: String) throws {
    let model = try Worlds.train(recipe, Self.groups()).model
    for user in 240..<256 {
      let list = model.recommend(Query(user: user), limit: 10)
      #expect(share(list, of: user % 8) >= 0.8)
    }
  }

  @Test func `a new user's current record counts, not that of the training`() throws {
    let model = try Worlds.train("aws-user-personalization", Self.groups()).model
    #expect(model.userAttributeColumns.contains("GROUP"))
    var query = Query()
    query.userFeatures = model.userFeatures { $0 == "GROUP" ? "s3" : nil }
    #expect(share(model.recommend(query, limit: 10), of: 3) >= 0.8)
    query.user = 240
    #expect(share(model.recommend(query, limit: 10), of: 3) >= 0.8)
    query.userFeatures = model.userFeatures { _ in "never heard of" }
    #expect(model.recommend(query, limit: 10) == model.recommend(Query(), limit: 10))
  }

  @Test func `attributes without meaning leave the popular items`() throws {
    let data = try Self.groups(isTold: false)
    let trained = try Worlds.train("aws-user-personalization", data)
    for user in 240..<256 {
      #expect(
        trained.model.recommend(Query(user: user), limit: 10)
          == trained.model.recommend(Query(), limit: 10))
    }
  }

  @Test func `the plain HRNN recipe does not look at attributes`() throws {
    let model = try Worlds.train("aws-hrnn", Self.groups()).model
    #expect(model.userAttributeColumns.isEmpty)
    #expect(
      model.recommend(Query(user: 240), limit: 10) == model.recommend(Query(), limit: 10))
  }

  @Test func `attributes help users with one event and fade with more`() throws {
    let model = try Worlds.train("aws-user-personalization", Self.groups()).model
    var query = Query(events: [Query.Event(item: 3, timestamp: 9000)])
    let without = model.recommend(query, limit: 20)
    query.userFeatures = model.userFeatures { $0 == "GROUP" ? "s5" : nil }
    let with = model.recommend(query, limit: 20)
    #expect(share(with, of: 5) > share(without, of: 5))
    #expect(share(with, of: 3) > 0)
  }

  @Test func `new items come to the users who like their kind`() throws {
    let model = try Worlds.train("aws-user-personalization", Self.groups()).model
    for user in 0..<16 {
      let list = model.recommend(Query(user: user), limit: 168).map(\.item)
      let places = (160..<168).map { new in list.firstIndex(of: new) ?? list.count }
      let own = places[user % 8]
      #expect(own < 40)
      #expect(places.count { $0 <= own } == 1)
    }
  }

  @Test func `a new item comes to a new user of its kind`() throws {
    let model = try Worlds.train("aws-user-personalization", Self.groups()).model
    for user in 240..<248 {
      let list = model.recommend(Query(user: user), limit: 168).map(\.item)
      let places = (160..<168).map { new in list.firstIndex(of: new) ?? list.count }
      #expect(places.min() == places[user % 8])
    }
  }

  @Test func `attributes survive the model file`() throws {
    let model = try Worlds.train("aws-user-personalization", Self.groups()).model
    let copy = try Model(decoding: model.encoded())
    #expect(copy.userAttributeColumns == model.userAttributeColumns)
    #expect(
      copy.recommend(Query(user: 240), limit: 25) == model.recommend(Query(user: 240), limit: 25))
    #expect(try copy.encoded() == model.encoded())
  }

  @Test func `attributes give the same model on any number of threads`() throws {
    let data = try Self.groups()
    let one = try Worlds.train("aws-user-personalization", data, threads: 1).model.encoded()
    #expect(try Worlds.train("aws-user-personalization", data, threads: 2).model.encoded() == one)
  }
}
