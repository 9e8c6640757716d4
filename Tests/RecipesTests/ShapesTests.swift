import Glibc
import Kernels
import Testing

@testable import Recipes

/// One default serves data of all shapes: the blend is as good as its best part.
@Suite struct ShapesTests {
  /// What is asked and what should be answered.
  struct Case {
    let query: Query
    let truth: UInt32
  }

  /// The newest interaction of users; of short sessions that the training never saw.
  private static func split(_ data: TrainingData, isAnonymous: Bool) throws
    -> (TrainingData, [Case])
  {
    var builder = TrainingDataBuilder()
    for user in 0..<data.users.count { builder.users.intern(data.users[user]) }
    for item in 0..<data.items.count { builder.items.intern(data.items[item]) }
    var cases: [Case] = []
    for user in 0..<data.users.count {
      let rows = data.rows(ofUser: user)
      let isTest = rows.count >= 2 && user % max(1, data.users.count / 700) == 0
      if isTest, let last = rows.last {
        let events = rows.dropLast().map {
          Query.Event(item: Int(data.itemIDs[$0]), timestamp: data.timestamps[$0])
        }
        let query = isAnonymous ? Query(events: events) : Query(user: user)
        cases.append(Case(query: query, truth: data.itemIDs[last]))
      }
      if isTest, isAnonymous { continue }
      for row in isTest ? rows.dropLast() : rows {
        builder.append(
          user: UInt32(user), item: data.itemIDs[row], timestamp: data.timestamps[row])
      }
    }
    return (try builder.build(), cases)
  }

  private static func gain(_ cases: [Case], _ list: (Query) -> [Int]) -> [Double] {
    cases.map { one in
      let place = list(one.query).prefix(10).firstIndex(of: Int(one.truth))
      return place.map { 1 / log2(Double($0) + 2) } ?? 0
    }
  }

  @Test(arguments: Shape.all)
  func `the blend is as good as the best of its parts`(shape: Shape) throws {
    let (data, cases) = try Self.split(shape.data(), isAnonymous: shape.name == "sessions")
    for recipe in ["aws-user-personalization", "aws-user-personalization-v2"] {
      let trained = try Worlds.train(recipe, data)
      let blend = Self.gain(cases) { trained.model.recommend($0, limit: 10).map(\.item) }
      let parts = try Self.parts(data, recipe, cases, trained.model)
      for (name, part) in parts {
        let differences = zip(part, blend).map { $0 - $1 }
        let mean = differences.reduce(0, +) / Double(cases.count)
        let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(mean <= 2 * variance.squareRoot() / Double(cases.count), "\(name)")
      }
    }
  }

  @Test func `a profile of few steps forgets what a long one without the mask keeps`() throws {
    let data = try Shape(name: "small", users: 200, items: 150, lengths: 20...60).data()
    func model(_ parameters: [String: String]) throws -> Model {
      try Worlds.train(
        "aws-user-personalization", data, { $0.algorithmHyperparameters = parameters }
      ).model
    }
    let old = (0..<40).map { Query.Event(item: $0, timestamp: Int64($0)) }
    let late = [Query.Event(item: 100, timestamp: 90), Query.Event(item: 101, timestamp: 91)]
    func moved(_ model: Model) -> Double {
      let all = Dictionary(
        uniqueKeysWithValues: model.recommend(Query(events: old + late), limit: 150).enumerated()
          .map { ($1.item, $0) })
      let kept = model.recommend(Query(events: late), limit: 150).enumerated()
        .filter { $1.item >= 40 && $1.item < 100 }
      return kept.reduce(0) { $0 + Double(abs((all[$1.element.item] ?? 0) - $1.offset)) }
    }
    let short = try model(["bptt": "2"])
    let long = try model(["recency_mask": "false"])
    #expect(moved(short) < moved(long))
  }

  @Test func `profiles forget at once where steps decide and late where tastes do`() throws {
    func decay(_ shape: Shape) throws -> Blend.Decay {
      let scorer = try Worlds.train("aws-user-personalization", shape.data()).model.scorer
      guard case .blend(let blend) = scorer else { return Blend.Decay() }
      return blend.decay
    }
    let steps = Shape(name: "steps", users: 1500, lengths: 5...25, loyalty: 0.2, following: 0.8)
    let tastes = Shape(name: "tastes", users: 800, lengths: 15...60, loyalty: 0.9, following: 0)
    #expect(try decay(steps).rules < Blend.Decay().rules)
    #expect(try decay(tastes).taste > Blend.Decay().taste)
  }

  /// The gains of popularity, of the own items newest first, of rules alone and of taste alone.
  private static func parts(
    _ data: TrainingData, _ recipe: String, _ cases: [Case], _ model: Model
  ) throws -> [(String, [Double])] {
    let entry = try #require(RecipeCatalogue.recipe(named: recipe))
    let values = try HyperparameterValues(entry, TrainingConfiguration())
    let sequences = Sequences(data)
    let training = BlendTraining(
      values, itemCount: data.items.count, timestamps: data.timestamps, seed: 1, threads: 2)
    let hidesSeen = BlendTraining.repeatShare(sequences) < BlendTraining.repeatThreshold
    var parts: [(String, [Double])] = []
    for member in [Blend.Member.rules, .taste, .neighbours] {
      let weights = Blend.Weights().with(member, 1)
        .with(.seen, hidesSeen ? BlendTraining.behind : 0)
      let blend = training.members(sequences, weights: weights, all: false) { _, _ in }
      let alone = Model(
        recipe: entry, items: data.items, users: data.users, newestTimestamp: 0, eventType: nil,
        eventValueThreshold: nil, statistics: model.statistics, histories: model.histories,
        scorer: .blend(blend))
      parts.append(
        ("\(member)", gain(cases) { alone.recommend($0, limit: 10).map(\.item) }))
    }
    parts.append(("popularity", gain(cases) { _ in model.popular(limit: 10).map(\.item) }))
    parts.append(
      (
        "recency",
        gain(cases) { query in
          let own = query.user.map { model.history(ofUser: $0) } ?? query.events.map(\.item)
          var listed = Set<Int>()
          return own.reversed().filter { listed.insert($0).inserted }
        }
      ))
    return parts
  }
}
