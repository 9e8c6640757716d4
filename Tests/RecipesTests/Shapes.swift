import Glibc
import Kernels
import Testing

@testable import Recipes

/// Made-up data of many shapes: one walk of a user through the catalogue, with other habits each.
struct Shape: Sendable, CustomTestStringConvertible {
  let name: String
  var users = 600
  var items = 400
  /// Interactions a user: at least the lower bound, the mean about the middle.
  var lengths = 10...100
  /// Groups of items that are liked together.
  var tastes = 12
  /// How often a user stays with the own groups.
  var loyalty: Float = 0.7
  /// How often the next item is one of the few that follow the one before.
  var following: Float = 0.3
  /// How often an earlier item of the user comes again, rather the late ones.
  var repeating: Float = 0
  /// The power by which ranks are unpopular.
  var skew: Float = 1
  /// How often an item is one that is new just then.
  var trending: Float = 0

  var testDescription: String { name }

  static let all = [
    Shape(name: "dense", lengths: 40...160),
    Shape(
      name: "sessions", users: 6000, items: 1200, lengths: 2...6, tastes: 60, loyalty: 0.8,
      following: 0.45),
    Shape(
      name: "repeats", users: 700, items: 900, lengths: 12...60, loyalty: 0.7, following: 0.15,
      repeating: 0.3),
    Shape(
      name: "long tail", users: 5000, items: 12_000, lengths: 3...10, tastes: 150, loyalty: 0.8,
      following: 0.3, skew: 0.6),
    Shape(
      name: "trends", users: 1500, items: 1500, lengths: 5...40, following: 0.2, trending: 0.5),
  ]

  /// The interactions; users come and go over a hundred days.
  func data(seed: UInt64 = 11) throws -> TrainingData {
    var builder = TrainingDataBuilder()
    var random = SeededRandom(seed: seed)
    for user in 0..<users { builder.users.intern("u\(user)") }
    for item in 0..<items { builder.items.intern("i\(item)") }
    let span: Float = 100 * 86_400
    for user in 0..<users {
      let favourites = [Int(random.next() % UInt64(tastes)), Int(random.next() % UInt64(tastes))]
      let spread = Float(lengths.upperBound - lengths.lowerBound)
      let length = lengths.lowerBound + Int(powf(random.uniform(), 2) * (spread + 1))
      var time = random.uniform() * span
      var own: [Int] = []
      for _ in 0..<length {
        let item = next(after: own, favourites, at: time / span, &random)
        own.append(item)
        builder.append(user: UInt32(user), item: UInt32(item), timestamp: Int64(time))
        time += random.uniform() * 7200
      }
    }
    return try builder.build()
  }

  private func next(
    after own: [Int], _ favourites: [Int], at time: Float, _ random: inout SeededRandom
  ) -> Int {
    if random.uniform() < repeating, !own.isEmpty {
      return own[own.count - 1 - Int(powf(random.uniform(), 2) * Float(own.count))]
    }
    if random.uniform() < trending {
      let newest = Int(time * Float(items))
      return max(0, min(items - 1, newest - Int(powf(random.uniform(), 2) * Float(items) * 0.05)))
    }
    if let last = own.last, random.uniform() < following {
      // Each item has four followers, the first the most likely.
      let choice = UInt64(powf(random.uniform(), 2) * 4)
      return Int(SeededRandom.mixed(UInt64(last) * 4 + choice) % UInt64(items))
    }
    let taste =
      random.uniform() < loyalty
      ? favourites[Int(random.next() % 2)] : Int(random.next() % UInt64(tastes))
    let rank = powf(random.uniform(), 1 + 2 * skew) * Float(items / tastes)
    // Popular items are spread over the numbers, so that trends do not follow them.
    let place = Int(rank) * tastes + taste
    return Int(SeededRandom.mixed(UInt64(place) ^ 0x5EED) % UInt64(items))
  }
}
