import Testing

@testable import Recipes

/// Planted structure that a trained model must find again.
@Suite struct KnownAnswerTests {
  @Test func `on a checkerboard the withheld item comes first`() throws {
    let model = try Worlds.train("aws-user-personalization", Worlds.checkerboard()).model
    let hits = (0..<60).count { model.recommend(Query(user: $0), limit: 1).first?.item == $0 }
    #expect(hits >= 57)
  }

  @Test func `on a ring the next item comes first`() throws {
    let data = try Worlds.ring()
    let model = try Worlds.train("aws-user-personalization", data).model
    let hits = (0..<data.users.count).count { user in
      guard let last = data.rows(ofUser: user).last else { return false }
      let next = (Int(data.itemIDs[last]) + 1) % data.items.count
      return model.recommend(Query(user: user), limit: 3).contains { $0.item == next }
    }
    #expect(Double(hits) >= 0.9 * Double(data.users.count))
  }

  @Test func `one live event turns a new user's list to its cluster`() throws {
    let model = try Worlds.train("aws-user-personalization", Worlds.clusters()).model
    for item in 0..<12 {
      let query = Query(events: [Query.Event(item: item, timestamp: 9000)])
      let list = model.recommend(query, limit: 10)
      #expect(list.count { $0.item % 6 == item % 6 } >= 8)
    }
  }

  @Test func `a live event outweighs an older history`() throws {
    let model = try Worlds.train("aws-user-personalization", Worlds.clusters()).model
    let events = (0..<4).map { Query.Event(item: $0 * 6 + 1, timestamp: 9000 + Int64($0)) }
    let before = model.recommend(Query(user: 0), limit: 10).count { $0.item % 6 == 1 }
    let after = model.recommend(Query(user: 0, events: events), limit: 10).count {
      $0.item % 6 == 1
    }
    #expect(after > before + 3)
  }

  @Test func `personalized ranking puts a user's cluster before the others`() throws {
    let model = try Worlds.train("aws-personalized-ranking", Worlds.clusters()).model
    // One user in ten has just strayed, and is rightly served from elsewhere.
    let clear = (0..<60).count { user in
      let ranking = model.rank(Query(user: user), items: Array(60..<78))
      return ranking.prefix(3).allSatisfy { $0.item % 6 == user % 6 }
    }
    #expect(clear >= 45)
  }

  @Test(arguments: ["aws-sims", "aws-similar-items"])
  func `neighbours come from the seed's cluster`(recipe: String) throws {
    let model = try Worlds.train(recipe, Worlds.clusters()).model
    for seed in 0..<90 {
      let list = model.recommend(Query(seedItem: seed), limit: 5)
      #expect(list.count { $0.item % 6 == seed % 6 } >= 4)
    }
  }

  @Test func `an item without interactions gets neighbours of its category`() throws {
    let model = try Worlds.train("aws-similar-items", Worlds.clusters(coldItems: 12)).model
    for seed in 90..<102 {
      let list = model.recommend(Query(seedItem: seed), limit: 8)
      #expect(list.allSatisfy { $0.item % 6 == seed % 6 })
    }
  }

  @Test func `popularity counts users, not interactions`() throws {
    var builder = TrainingDataBuilder()
    for step in 0..<50 { builder.append(user: "fan", item: "often", timestamp: Int64(step)) }
    for user in 0..<3 { builder.append(user: "u\(user)", item: "widely", timestamp: 1) }
    let model = try Worlds.train("aws-popularity-count", builder.build()).model
    #expect(model.recommend(Query(), limit: 1).map { model.items[$0.item] } == ["widely"])
  }

  @Test func `a new user gets what is popular`() throws {
    let model = try Worlds.train("aws-user-personalization", Worlds.clusters()).model
    let counts = model.recommend(Query(), limit: 20).map { model.interactionCount(ofItem: $0.item) }
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test func `seen items stay out where nobody repeats and stay in where many do`() throws {
    let board = try Worlds.train("aws-user-personalization", Worlds.checkerboard())
    let seen = Set(board.model.history(ofUser: 4))
    #expect(board.model.recommend(Query(user: 4), limit: 30).allSatisfy { !seen.contains($0.item) })
    var builder = TrainingDataBuilder()
    for user in 0..<80 {
      for step in 0..<24 {
        let item = (user * 7 + step % 3) % 50
        builder.append(user: "u\(user)", item: "i\(item)", timestamp: Int64(step))
      }
    }
    let repeats = try Worlds.train("aws-user-personalization", builder.build())
    let own = Set(repeats.model.history(ofUser: 4))
    let list = repeats.model.recommend(Query(user: 4), limit: 3)
    #expect(list.allSatisfy { own.contains($0.item) })
    #expect(repeats.log.contains { $0.contains("seen items stay") })
  }
}
