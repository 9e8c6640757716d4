import Kernels
import Recipes
import Store
import Synchronization

/// Gives new items of one model a chance to be seen.
///
/// Thompson sampling (Chapelle and Li 2011): what is known of a new item's appeal is a Beta
/// distribution, which begins with the model's relevance for the user and gets narrower with each
/// time the item is passed over or chosen; each draws a value, and the highest take the places that
/// are given to exploration. The draws follow from the user and the user's events alone: the same
/// model, events and counts give the same list, a new event another one.
final class Explorer: Sendable {
  /// How many new items contend for the places of one list.
  private static let poolLimit = 100
  /// From how many new items, chosen at random, they are taken as the most relevant.
  private static let sampleSize = 2_000
  /// As many observations the model's relevance stands for.
  private static let priorStrength = 4.0

  let feedback: ItemFeedback
  private let model: Model
  private let latest = Mutex<NewItems?>(nil)

  /// Which of the model's items are new.
  struct NewItems: Sendable {
    let ageLimit: Double
    let flags: [Bool]
    let count: Int
  }

  init(model: Model, after sequence: Int64) {
    self.model = model
    feedback = ItemFeedback(model: model, after: sequence)
  }

  /// The items that came at most so many seconds before the newest interaction; an item that nobody
  /// has met, of unknown age, is as new as can be.
  func newItems(ageLimit: Double) -> NewItems {
    latest.withLock { latest in
      if let latest, latest.ageLimit == ageLimit { return latest }
      let flags = (0..<model.items.count).map { item in
        guard let time = model.creationTime(ofItem: item) else { return true }
        return Double(model.newestTimestamp) - Double(time) <= ageLimit
      }
      let found = NewItems(
        ageLimit: ageLimit, flags: flags, count: flags.count(where: { $0 }))
      latest = found
      feedback.watch(flags)
      return found
    }
  }

  /// The new items that may be explored for a query, with their relevance.
  func candidates(
    for query: Query, seed: UInt64, _ settings: ExplorationSettings,
    where isAllowed: (Int) -> Bool
  ) -> [Candidate] {
    let new = newItems(ageLimit: settings.ageLimit)
    guard new.count > 0 else { return [] }
    let share = UInt64(Self.sampleSize) * (1 << 32) / UInt64(max(new.count, Self.sampleSize))
    var known = Set(query.events.map(\.item))
    if let user = query.user { known.formUnion(model.history(ofUser: user)) }
    let best = model.recommend(query, limit: Self.poolLimit, givesScores: true) { item in
      new.flags[item] && SeededRandom.mixed(seed ^ UInt64(item)) >> 32 < share
        && !known.contains(item) && isAllowed(item)
    }
    let highest = best.first?.score ?? 0
    return best.map { item in
      let relevance = highest > 0 ? ((item.score ?? 0) / highest).squareRoot() : 1
      return Candidate(item: item.item, relevance: relevance)
    }
  }

  /// A new item that may be explored.
  struct Candidate: Sendable, Equatable {
    let item: Int
    /// How relevant it is, of 1 for the most relevant one.
    let relevance: Double
  }

  /// The candidates by the values they draw, highest first.
  func draw(_ candidates: [Candidate], seed: UInt64) -> [Int] {
    let counts = feedback.counts(of: candidates.lazy.map(\.item))
    let draws = zip(candidates, counts).map { candidate, counts in
      let mean = candidate.relevance / 2
      var random = SeededRandom(seed: SeededRandom.mixed(seed &+ UInt64(candidate.item)))
      let value = random.beta(
        successes: 1 + Self.priorStrength * mean + Double(counts.chosen),
        failures: 1 + Self.priorStrength * (1 - mean) + Double(counts.passedOver))
      return (item: candidate.item, value: value)
    }
    return draws.sorted { ($1.value, $0.item) < ($0.value, $1.item) }.map(\.item)
  }
}
