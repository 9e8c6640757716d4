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
  static let poolLimit = 100
  /// From how many new items, chosen at random, they are taken as the most relevant.
  private static let sampleSize = 1_000
  /// As many observations the model's relevance stands for.
  private static let priorStrength = 4.0

  let feedback: ItemFeedback
  private let model: Model
  private let latest = Mutex<NewItems?>(nil)

  /// Which of the model's items are new, in ascending order.
  struct NewItems: Sendable {
    let ageLimit: Double
    let items: [UInt32]
  }

  init(model: Model, after sequence: Int64) {
    self.model = model
    feedback = ItemFeedback(model: model, after: sequence)
  }

  /// The items that came at most so many seconds before the newest interaction; an item that nobody
  /// has met, of unknown age, is as new as can be.
  ///
  /// Found out once for as long as the limit stays.
  func newItems(ageLimit: Double) -> NewItems {
    latest.withLock { latest in
      if let latest, latest.ageLimit == ageLimit { return latest }
      let items = (0..<UInt32(model.items.count)).filter { item in
        guard let time = model.creationTime(ofItem: Int(item)) else { return true }
        return Double(model.newestTimestamp) - Double(time) <= ageLimit
      }
      let found = NewItems(ageLimit: ageLimit, items: items)
      latest = found
      return found
    }
  }

  /// New items of which the best may be explored.
  struct Sample: Sendable {
    /// In ascending order.
    let items: [Int]
    /// Items of the user's, which are not new to them.
    let known: Set<Int>
  }

  /// New items chosen at random: one of each of as many stretches of equal length.
  func sample(for query: Query, seed: UInt64, _ settings: ExplorationSettings) -> Sample {
    var known = Set(query.events.map(\.item))
    if let user = query.user { known.formUnion(model.history(ofUser: user)) }
    let items = newItems(ageLimit: settings.ageLimit).items
    guard items.count > Self.sampleSize else {
      return Sample(items: items.map { Int($0) }, known: known)
    }
    let chosen = (0..<Self.sampleSize).map { stretch in
      let start = stretch * items.count / Self.sampleSize
      let end = (stretch + 1) * items.count / Self.sampleSize
      let bits = SeededRandom.mixed(seed ^ UInt64(stretch))
      return Int(items[start + Int(bits % UInt64(end - start))])
    }
    return Sample(items: chosen, known: known)
  }

  /// A new item that may be explored.
  struct Candidate: Sendable, Equatable {
    let item: Int
    /// How relevant it is, of 1 for the most relevant one.
    let relevance: Double

    /// - Parameter item: with the ratio of its probability to the most relevant one's.
    init(_ item: ScoredItem) {
      self.item = item.item
      relevance = item.score.map { $0.squareRoot() } ?? 1
    }
  }

  /// The candidates by the values they draw, highest first.
  /// - Parameter counts: what is known of each of them.
  func draw(
    _ candidates: [Candidate], _ counts: [ItemFeedback.Counts], seed: UInt64
  ) -> [Int] {
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
