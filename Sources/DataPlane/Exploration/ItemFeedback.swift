import Kernels
import PersonalizeAPI
import Platform
import Recipes
import Store
import Synchronization

/// How often the items of one model were shown and chosen.
///
/// An event that tells what was shown, itself or by the answer it names, counts its item as chosen
/// and the others as passed over; of several events that name one answer the first counts for the
/// others. Streamed events the model has not seen count as choices even when they tell nothing.
final class ItemFeedback: Sendable {
  /// How many of the model's own events are read at most.
  static let eventLimit = 500_000

  struct Counts: Sendable, Hashable {
    var passedOver: UInt32 = 0
    var chosen: UInt32 = 0

    var word: UInt64 { UInt64(passedOver) << 32 | UInt64(chosen) }

    init() {}

    fileprivate init(word: UInt64) {
      passedOver = UInt32(truncatingIfNeeded: word >> 32)
      chosen = UInt32(truncatingIfNeeded: word)
    }
  }

  let model: Model
  /// The newest streamed event the model has seen.
  private let after: Int64
  private let contents: Mutex<Contents>
  /// The counts in `contents`, for answers, which must not wait while events are taken in.
  private let published: AtomicWords
  /// Rises when counts change.
  private let changes = Atomic<Int>(0)

  fileprivate struct Contents {
    /// By item.
    private(set) var counts: [Counts]
    /// Where each change is published; `nil` while the log is being read.
    private var published: AtomicWords?
    var newest: Int64 = 0
    var answers = RecentAnswers()
    /// Events that came while the log was being read; `nil` at other times.
    var arrivals: [StreamedEvent]? = []

    init(itemCount: Int) { counts = Array(repeating: Counts(), count: itemCount) }

    mutating func change(_ item: Int, by body: (inout Counts) -> Void) {
      body(&counts[item])
      published?[item] = counts[item].word
    }

    /// Publishes all counts, and each change from now on.
    mutating func publish(to words: AtomicWords) {
      for (item, counts) in counts.enumerated() { words[item] = counts.word }
      published = words
    }

    mutating func clear() {
      counts = Array(repeating: Counts(), count: counts.count)
      answers = RecentAnswers()
    }
  }

  init(model: Model, after: Int64) {
    self.model = model
    self.after = after
    contents = Mutex(Contents(itemCount: model.items.count))
    published = AtomicWords(count: model.items.count)
  }

  var version: Int { changes.load(ordering: .acquiring) }

  /// The counts of some items, numbers of the model, in their order; waits for nobody.
  func counts(of items: some Sequence<Int>) -> [Counts] {
    items.map { Counts(word: published[$0]) }
  }

  /// Takes in events that have just been committed, in the order of their commits.
  func add(_ events: [StreamedEvent]) {
    for event in events {
      let isMoved = contents.withLock { contents in
        guard contents.arrivals == nil else {
          contents.arrivals?.append(event)
          return false
        }
        return add(event, to: &contents)
      }
      if isMoved { changes.add(1, ordering: .releasing) }
    }
  }

  /// Forgets everything, because the rows are gone.
  func clear() {
    contents.withLock { contents in
      contents.clear()
      contents.publish(to: published)
    }
    changes.add(1, ordering: .releasing)
  }

  /// Reads a group's bulk rows and its log; what came meanwhile is added.
  ///
  /// May be called again when rows have gone.
  func load(from store: GroupStore) throws {
    contents.withLock { $0.arrivals = [] }
    let read: Contents
    do {
      read = try counted(in: store)
    } catch {
      contents.withLock { contents in
        for event in contents.arrivals.take() ?? [] { _ = add(event, to: &contents) }
      }
      throw error
    }
    contents.withLock { [read] contents in
      let arrivals = contents.arrivals ?? []
      contents = read
      contents.arrivals = nil
      for event in arrivals { _ = add(event, to: &contents) }
      contents.publish(to: published)
    }
    changes.add(1, ordering: .releasing)
  }

  private func counted(in store: GroupStore) throws -> Contents {
    var read = Contents(itemCount: model.items.count)
    let reader = try store.reader()
    try reader.snapshot {
      for segment in try reader.segments(of: DatasetType.interactions.rawValue) {
        try add(InteractionSegmentReader(path: segment.path), to: &read)
      }
      try reader.eventsWithImpressions(through: after, limit: Self.eventLimit) { event in
        _ = count(event, in: &read)
      }
      read.newest = after
      try reader.events(after: after) { _ = add($0, to: &read) }
    }
    return read
  }

  /// - Returns: whether counts changed.
  private func add(_ event: StreamedEvent, to contents: inout Contents) -> Bool {
    guard event.sequence > contents.newest else { return false }
    contents.newest = event.sequence
    return count(event, in: &contents)
  }

  private func count(_ event: StreamedEvent, in contents: inout Contents) -> Bool {
    let chosen = model.itemIndex(event.itemID)
    guard let impressions = event.impressions else {
      guard let chosen else { return false }
      contents.change(chosen) { $0.chosen += 1 }
      return true
    }
    let isFirst = event.recommendationID.map { contents.answers.insert($0) } ?? true
    var isMoved = false
    var isShown = false
    for id in impressions.unicodeScalars.split(separator: "|") {
      guard let item = model.itemIndex(String(id)) else { continue }
      if item == chosen {
        isShown = true
      } else if isFirst {
        contents.change(item) { $0.passedOver += 1 }
        isMoved = true
      }
    }
    guard let chosen else { return isMoved }
    if isShown, !isFirst, contents.counts[chosen].passedOver > 0 {
      contents.change(chosen) { $0.passedOver -= 1 }
    }
    contents.change(chosen) { $0.chosen += 1 }
    return true
  }
}

// MARK: - Bulk rows

extension ItemFeedback {
  /// Counts the rows that tell what was shown.
  private func add(_ segment: InteractionSegmentReader, to contents: inout Contents) throws {
    func position(_ name: String) -> Int? {
      segment.columns.firstIndex { $0.name.uppercased() == name }
    }
    guard let item = position("ITEM_ID"), let impression = position("IMPRESSION") else { return }
    let lists = try segment.strings(of: impression).map { text in
      text.unicodeScalars.split(separator: "|").compactMap { model.itemIndex(String($0)) }
    }
    if lists.isEmpty { return }
    let items = try segment.strings(of: item).map { model.itemIndex($0) }
    try segment.forEachBlock { chunks in
      guard case .codes(let itemCodes) = chunks[item],
        case .codes(let listCodes) = chunks[impression]
      else { return }
      for (itemCode, listCode) in zip(itemCodes, listCodes) where listCode > 0 {
        let (item, list) = (Int(itemCode) - 1, Int(listCode) - 1)
        guard items.indices.contains(item), lists.indices.contains(list) else { continue }
        for shown in lists[list] where shown != items[item] {
          contents.change(shown) { $0.passedOver += 1 }
        }
        if let chosen = items[item] { contents.change(chosen) { $0.chosen += 1 } }
      }
    }
  }
}

/// Which answers events have named lately, bounded in memory.
private struct RecentAnswers: Sendable {
  private static let generationLimit = 50_000

  private var young: Set<String> = []
  private var old: Set<String> = []

  /// - Returns: whether no event named it before.
  mutating func insert(_ id: String) -> Bool {
    if old.contains(id) || !young.insert(id).inserted { return false }
    if young.count >= Self.generationLimit {
      old = young
      young = []
    }
    return true
  }
}
