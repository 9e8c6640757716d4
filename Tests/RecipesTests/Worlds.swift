import Kernels

@testable import Recipes

/// Small data sets whose right answers are known.
enum Worlds {
  /// Users and items alternate between two sides; user u has all items of its side but item u.
  static func checkerboard(size: Int = 60) throws -> TrainingData {
    var builder = TrainingDataBuilder()
    var random = SeededRandom(seed: 1)
    for user in 0..<size { builder.users.intern("u\(user)") }
    for item in 0..<size { builder.items.intern("i\(item)") }
    for user in 0..<size {
      let items = (0..<size).filter { $0 % 2 == user % 2 && $0 != user }.shuffled(using: &random)
      for (step, item) in items.enumerated() {
        builder.append(user: UInt32(user), item: UInt32(item), timestamp: Int64(step))
      }
    }
    return try builder.build()
  }

  /// Items form a ring; every user walks along it from somewhere, now and then leaving it.
  static func ring(
    items: Int = 80, users: Int = 120, steps: Int = 20, eventType: String? = nil
  ) throws -> TrainingData {
    var builder = TrainingDataBuilder()
    var random = SeededRandom(seed: 2)
    let type = eventType.map { builder.eventTypes.intern($0) }
    for item in 0..<items { builder.items.intern("i\(item)") }
    for user in 0..<users {
      let number = builder.users.intern("u\(user)")
      let start = Int(random.next() % UInt64(items))
      for step in 0..<steps {
        let isNoise = step + 1 < steps && random.uniform() < 0.1
        let item = isNoise ? Int(random.next() % UInt64(items)) : (start + step) % items
        builder.append(
          user: number, item: UInt32(item), timestamp: Int64(1000 + step), eventType: type)
      }
    }
    return try builder.build()
  }

  /// Items belong to clusters (item number modulo `clusters`) and users mostly stay in one.
  ///
  /// Items carry their cluster as the category and in their title; `coldItems` more have no
  /// interactions, nor have `silentUsers` more users. Of the actions, one a cluster, its users take
  /// their own. Ids are i0, u0 and a0, or what `name` makes of these.
  static func clusters(
    clusters: Int = 6, items: Int = 90, users: Int = 150, coldItems: Int = 0,
    silentUsers: Int = 0, eventType: String? = nil, name: (String) -> String = { $0 }
  ) throws -> TrainingData {
    var builder = TrainingDataBuilder()
    var random = SeededRandom(seed: 3)
    var category = MetadataColumnBuilder(name: "CATEGORY", kind: .categorical)
    var titles = MetadataColumnBuilder(name: "TITLE", kind: .text)
    for item in 0..<items + coldItems {
      builder.items.intern(name("i\(item)"))
      category.set(row: UInt32(item), text: "c\(item % clusters)")
      titles.set(row: UInt32(item), text: "\(word(item % clusters, 0)) \(word(99, item))")
    }
    builder.itemMetadata = [category]
    builder.itemTitles = titles
    let type = eventType.map { builder.eventTypes.intern($0) }
    for user in 0..<users {
      let number = builder.users.intern(name("u\(user)"))
      for step in 0..<15 {
        let strays = random.uniform() < 0.1
        let cluster = strays ? Int(random.next() % UInt64(clusters)) : user % clusters
        let item = Int(random.next() % UInt64(items / clusters)) * clusters + cluster
        builder.append(
          user: number, item: UInt32(item), timestamp: Int64(5000 + step), eventType: type)
      }
      for cluster in 0..<clusters {
        builder.actions.append(
          user: number, action: builder.actions.actions.intern(name("a\(cluster)")),
          response: cluster == user % clusters ? .taken : .viewed,
          timestamp: Int64(6000 + cluster))
      }
    }
    for user in users..<users + silentUsers { builder.users.intern(name("u\(user)")) }
    return try builder.build()
  }

  static func train(
    _ recipe: String, _ data: TrainingData,
    _ change: (inout TrainingConfiguration) -> Void = { _ in },
    seed: UInt64 = 1, threads: Int = 2
  ) throws -> TrainedModel {
    var configuration = TrainingConfiguration(minimums: .relaxed, evaluates: false)
    change(&configuration)
    return try Recipes.train(
      recipe: recipe, data: data, configuration: configuration, seed: seed, threads: threads)
  }
}
