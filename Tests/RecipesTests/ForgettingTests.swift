import Testing

@testable import Recipes

/// Models that are to forget some of their users.
@Suite struct ForgettingTests {
  private static let gone: Set<Int> = [0, 17, 149]

  private static func world(_ recipe: String) throws -> TrainingData {
    try Worlds.clusters(
      silentUsers: 3, eventType: ModelConformanceTests.eventType(recipe),
      name: { "\($0)-person" })
  }

  private static func forgetting(_ model: Model) -> Model? {
    let ids = Set(gone.map { "u\($0)-person" })
    return model.forgetting(ids.contains)
  }

  @Test(arguments: ModelConformanceTests.recipes)
  func `the forgotten are unknown and nobody else's answers change`(recipe: String) throws {
    let model = try Worlds.train(recipe, Self.world(recipe)).model
    guard let other = Self.forgetting(model) else {
      #expect(model.users.count == 0)
      return
    }
    #expect(other.users.count == model.users.count - Self.gone.count)
    for user in 0..<model.users.count {
      let id = model.users[user]
      let number = other.userIndex(id)
      if Self.gone.contains(user) {
        #expect(number == nil)
        continue
      }
      #expect(number.map { other.history(ofUser: $0) } == model.history(ofUser: user))
      #expect(
        other.recommend(Query(user: number, time: 5020), limit: 40)
          == model.recommend(Query(user: user, time: 5020), limit: 40))
      if model.recipe.type == .personalizedActions {
        #expect(
          other.recommendActions(ActionQuery(user: number, time: 9000), limit: 9)
            == model.recommendActions(ActionQuery(user: user, time: 9000), limit: 9))
      }
    }
    #expect(
      other.recommend(Query(user: -1), limit: 40) == model.recommend(Query(user: -1), limit: 40))
    #expect(Self.forgetting(other) == nil)
  }

  @Test(arguments: ModelConformanceTests.recipes)
  func `the file of a model that forgot holds no byte of the ids, and is read again`(
    recipe: String
  ) throws {
    let model = try Worlds.train(recipe, Self.world(recipe)).model
    guard let other = Self.forgetting(model) else { return }
    let bytes = try other.encoded()
    for user in Self.gone {
      let id = Array("u\(user)-person".utf8)
      let hits = bytes.ranges(of: id).filter { hit in
        // u17-person is no part of another's id.
        hit.lowerBound == 0 || !(48...57).contains(bytes[hit.lowerBound - 1])
      }
      #expect(hits.isEmpty)
    }
    let again = try Model(decoding: bytes)
    #expect(try again.encoded() == bytes)
    #expect(again.users == other.users)
  }

  @Test func `segments of users are without the forgotten`() throws {
    for recipe in ["aws-item-affinity", "aws-item-attribute-affinity"] {
      let model = try Worlds.train(recipe, Self.world(recipe)).model
      let other = try #require(Self.forgetting(model))
      let users = other.users(forItem: 5, limit: 500).map { other.users[$0] }
      #expect(users.count == model.users.count - Self.gone.count)
      #expect(Set(users).isDisjoint(with: Self.gone.map { "u\($0)-person" }))
    }
  }

  @Test func `the attributes of the others go on to count`() throws {
    let model = try Worlds.train("aws-user-personalization-v2", AttributeTests.groups()).model
    let other = try #require(model.forgetting { ["u3", "u241"].contains($0) })
    for id in ["u2", "u4", "u240", "u242", "u255"] {
      let old = Query(user: model.userIndex(id)), new = Query(user: other.userIndex(id))
      #expect(other.recommend(new, limit: 50) == model.recommend(old, limit: 50))
    }
    #expect(other.userIndex("u241") == nil)
    #expect(model.hasLearntValue { $0 == "s3" })
    #expect(!model.hasLearntValue { $0 == "s9" })
  }
}
