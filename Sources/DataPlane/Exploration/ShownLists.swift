import Platform
import Synchronization

/// What the latest answers of a dataset group told, for events that name an answer by its id.
///
/// Keeps item ids alone, nothing of the users. The last 25,000 answers are there, up to 50,000, and
/// none that is older than a day; a restart forgets them. An event takes its answer's items along
/// when it is stored, so what was resolved once stays.
final class ShownLists: Sendable {
  /// How many answers a generation holds.
  static let generationLimit = 25_000
  /// How many items of an answer are kept: as many as an event may name itself.
  static let itemLimit = 25
  /// How old an answer may be, milliseconds.
  static let ageLimit: Int64 = 86_400_000

  /// Split by id, so that threads seldom wait for each other and little is dropped at once.
  private let shards: [Shard]
  private static let shardCount = 16
  private let shardLimit: Int

  private final class Shard: Sendable {
    let generations = Mutex(Generations())
  }

  private struct Generations {
    var young: [String: Entry] = [:]
    var old: [String: Entry] = [:]
  }

  private struct Entry {
    /// Shared by the answers of one list.
    let items: [String]
    /// How many of them were told.
    let count: Int
    /// Epoch milliseconds.
    let time: Int64
  }

  init(generationLimit: Int = ShownLists.generationLimit) {
    shards = (0..<Self.shardCount).map { _ in Shard() }
    shardLimit = max(generationLimit / Self.shardCount, 1)
  }

  /// Takes note of an answer that tells the first `count` of `items`.
  func insert(_ items: [String], count: Int, as id: String, at time: Timestamp) {
    let entry = Entry(items: items, count: count, time: time.milliseconds)
    shard(of: id).generations.withLock { generations in
      generations.young[id] = entry
      guard generations.young.count >= shardLimit else { return }
      swap(&generations.young, &generations.old)
      generations.young.removeAll(keepingCapacity: true)
    }
  }

  /// The items an answer told, best first; `nil` when it is not or no longer known.
  func items(ofAnswer id: String, at time: Timestamp) -> ArraySlice<String>? {
    let entry = shard(of: id).generations.withLock { $0.young[id] ?? $0.old[id] }
    guard let entry, time.milliseconds - entry.time <= Self.ageLimit else { return nil }
    return entry.items.prefix(min(entry.count, Self.itemLimit))
  }

  private func shard(of id: String) -> Shard {
    // The last characters of an id are as good as random.
    let hash = id.utf8.suffix(4).reduce(0) { $0 &* 31 &+ Int($1) }
    return shards[hash % Self.shardCount]
  }
}
