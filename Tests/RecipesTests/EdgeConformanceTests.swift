import Kernels
import Testing

@testable import Recipes

/// What every model must hold at the edges: odd ids, tiny catalogues, users who did nothing,
/// damaged files.
@Suite struct EdgeConformanceTests {
  static let recipes = RecipeCatalogue.all.map(\.name)

  /// Ids by number; the second and the third look the same, as do the last two.
  private static let odd = [
    "\u{1F469}\u{200D}\u{1F4BB}\u{1F600}", "caf\u{E9}", "cafe\u{301}",
    String(repeating: "long \u{6771}", count: 4000), "\"quoted\" 'twice' \\ and `more`",
    "tab\tline\nreturn\rbell\u{7}escape\u{1B}delete\u{7F}", " ", "a|b,c;d",
    "\u{202E}\u{5D0}\u{300}",
    "-1", "0", "\u{10FFFF}", "\u{FEFF}mark", "\u{212A}", "K",
  ]

  /// i0 becomes the first odd id, and so on, likewise users and actions.
  private static func name(_ plain: String) -> String {
    guard let number = Int(plain.dropFirst()), odd.indices.contains(number) else { return plain }
    return odd[number]
  }

  @Test(arguments: recipes) func `any text is an id, and no two are one`(recipe: String) throws {
    let data = try Worlds.clusters(
      items: 36, users: 48, eventType: ModelConformanceTests.eventType(recipe), name: Self.name)
    #expect(data.items.count == 36 && data.users.count == 48)
    let trained = try Worlds.train(recipe, data, { $0.evaluates = true }).model
    for model in [trained, try Model(decoding: trained.encoded())] {
      for (number, id) in Self.odd.enumerated() {
        let item = try #require(model.itemIndex(id))
        #expect(Array(model.items[item].utf8) == Array(id.utf8))
        if model.recipe.type != .personalizedActions { #expect(item == number) }
        let user = model.userIndex(id)
        #expect(user == nil ? model.users.count == 0 : user == number)
      }
      for query in [Query(user: 1), Query(user: 2), Query(seedItem: 1), Query(seedItem: 2)] {
        let list = model.recommend(query, limit: 100)
        #expect(list.allSatisfy { model.items.utf8(at: $0.item).count > 0 })
        #expect(Set(list.map(\.item)).count == list.count && list.count >= 35)
      }
    }
  }

  @Test(arguments: recipes) func `one item is a catalogue`(recipe: String) throws {
    var builder = TrainingDataBuilder()
    var titles = MetadataColumnBuilder(name: "TITLE", kind: .text)
    titles.set(row: builder.items.intern("x"), text: "the only one")
    builder.itemTitles = titles
    let action = builder.actions.actions.intern("call")
    let type = ModelConformanceTests.eventType(recipe)
    for user in 0..<3 {
      let number = builder.users.intern("u\(user)")
      for step in 0..<2 {
        builder.append(
          user: "u\(user)", item: "x", timestamp: Int64(100 * user + step), eventType: type)
      }
      builder.actions.append(
        user: number, action: action, response: user == 0 ? .taken : .viewed,
        timestamp: Int64(user))
    }
    let trained = try Worlds.train(recipe, try builder.build(), { $0.evaluates = true })
    #expect((trained.metrics ?? [:]).values.allSatisfy { $0.isFinite })
    let model = try Model(decoding: trained.model.encoded())
    let isRelated = model.recipe.capabilities.itemID == .required
    for query in [Query(), Query(user: 0), Query(seedItem: 0), Query(seedItem: 7), Query(user: -1)]
    {
      let expected = isRelated && query.seedItem == 0 ? 0 : 1
      #expect(model.recommend(query, limit: 5).count == expected)
      #expect(model.rank(query, items: [0, 0, 3]).map(\.item) == [0])
    }
  }

  @Test(arguments: recipes) func `a user who did nothing is answered like one nobody knows`(
    recipe: String
  ) throws {
    let data = try Worlds.clusters(
      items: 36, users: 48, silentUsers: 3, eventType: ModelConformanceTests.eventType(recipe))
    let model = try Worlds.train(recipe, data).model
    let nobody = model.recommend(Query(), limit: 36)
    for user in 48..<51 {
      #expect(model.recommend(Query(user: user), limit: 36) == nobody)
      #expect(model.rank(Query(user: user), items: [4, 2]) == model.rank(Query(), items: [4, 2]))
    }
    #expect(model.recommend(Query(user: 10_000, events: []), limit: 36) == nobody)
  }

  @Test(arguments: recipes) func `a file with a bit flipped is refused`(recipe: String) throws {
    var bytes = try Worlds.train(
      recipe,
      Worlds.clusters(items: 24, users: 30, eventType: ModelConformanceTests.eventType(recipe))
    ).model.encoded()
    var random = SeededRandom(seed: 4)
    for _ in 0..<60 {
      let place = Int(random.next() % UInt64(bytes.count))
      let bit = UInt8(1) << UInt8(random.next() % 8)
      bytes[place] ^= bit
      #expect(throws: ModelFileError.self) { try Model(decoding: bytes) }
      bytes[place] ^= bit
    }
    _ = try Model(decoding: bytes)
  }
}
