import Platform
import Synchronization

/// What the latest answers of a dataset group told, for events that name an answer by its id.
///
/// Keeps item ids, and whose the answers were only as a mark, to forget them by. The last 25,000 answers are there, up to 50,000, and
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
    let person: PersonMark
  }

  private let epoch: ErasureEpoch

  init(
    generationLimit: Int = ShownLists.generationLimit, epoch: ErasureEpoch = ErasureEpoch()
  ) {
    self.epoch = epoch
    shards = (0..<Self.shardCount).map { _ in Shard() }
    shardLimit = max(generationLimit / Self.shardCount, 1)
  }

  /// Takes note of an answer that tells the first `count` of `items`, unless people were forgotten
  /// meanwhile.
  ///
  /// - Parameters:
  ///   - person: whom it was given to.
  ///   - start: the epoch before the answer was begun.
  func insert(
    _ items: [String], count: Int, as id: String, at time: Timestamp,
    for person: PersonMark = .nobody, begunIn start: Int? = nil
  ) {
    let entry = Entry(items: items, count: count, time: time.milliseconds, person: person)
    shard(of: id).generations.withLock { generations in
      guard start == nil || start == epoch.current else { return }
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

  /// How many answers of these people are kept.
  func count(of people: ForgottenPeople) -> Int {
    shards.reduce(0) { count, shard in
      shard.generations.withLock { generations in
        count + generations.young.values.count { people.marks.contains($0.person) }
          + generations.old.values.count { people.marks.contains($0.person) }
      }
    }
  }

  /// Drops these people's answers.
  func forget(_ people: ForgottenPeople) {
    for shard in shards {
      shard.generations.withLock { generations in
        generations.young = generations.young.filter { !people.marks.contains($0.value.person) }
        generations.old = generations.old.filter { !people.marks.contains($0.value.person) }
      }
    }
  }

  private func shard(of id: String) -> Shard {
    // The last characters of an id are as good as random.
    let hash = id.utf8.suffix(4).reduce(0) { $0 &* 31 &+ Int($1) }
    return shards[hash % Self.shardCount]
  }
}
