import Platform
import Store
import Synchronization

/// What has been streamed to a dataset group since its campaigns' models were trained, by user and
/// by session.
///
/// Shared by the group's campaigns; each leaves out what its own model has seen. Nothing is held
/// while no campaign reads it. A session belongs to the user of its latest event that names one,
/// who then also gets the session's earlier events.
final class LiveState: Sendable {
  let store: GroupStore
  /// Of the group's erasures.
  let epoch: ErasureEpoch
  /// What the group's answers told.
  let shown: ShownLists
  private let contents = Mutex(Contents())
  private let loading = Mutex<Void>(())
  /// By event type, in lower case; by an empty text for all types.
  private let seen = Mutex<[String: SeenItems]>([:])
  private let trends = Mutex<[ObjectIdentifier: (events: TrendEvents, after: Int64)]>([:])
  private let feedbacks = Mutex<[ObjectIdentifier: ItemFeedback]>([:])

  fileprivate struct Contents {
    /// What is held goes back to just behind this event; `nil` while nothing is held.
    var after: Int64?
    var histories = LiveHistories()
    /// Events committed while the log is being read; `nil` at other times.
    var arrivals: [StreamedEvent]?
    var readers: [ObjectIdentifier: Reader] = [:]
    /// The user or session whose history is being read, and whether it has changed meanwhile.
    var reading: (key: String, hasChanged: Bool)?
  }

  /// A campaign's lists, and the last event its model has seen.
  fileprivate struct Reader {
    let cache: ResultCache
    let after: Int64
  }

  private let generationLimit: Int

  init(store: GroupStore, generationLimit: Int = LiveHistories.generationLimit) {
    self.store = store
    self.generationLimit = generationLimit
    epoch = ErasureEpoch()
    shown = ShownLists(epoch: epoch)
  }

  /// Takes in events that have just been committed, in the order of their commits.
  ///
  /// What users have seen comes before the lists made ready for them are dropped: a filtered list
  /// that does not know of an event belongs to one that goes.
  func add(_ events: [StreamedEvent]) {
    for items in seen.withLock({ $0 }).values { items.add(events) }
    // One at a time, so that answers never wait for a whole commit.
    for event in events {
      contents.withLock { contents in
        contents.arrivals?.append(event)
        if contents.after != nil { contents.add(event) }
      }
    }
    for trend in trends.withLock({ $0 }).values { trend.events.add(events) }
    for feedback in feedbacks.withLock({ $0 }).values { feedback.add(events) }
  }

  /// What users did by an event type; to be loaded before it is asked.
  func seenItems(byEventType type: String) -> SeenItems {
    seen.withLock { seen in
      if let items = seen[type.lowercased()] { return items }
      let items = SeenItems(eventType: type)
      seen[type.lowercased()] = items
      return items
    }
  }

  /// What users did by each event type; to be loaded before it is asked.
  func seenItems() -> SeenItems {
    seen.withLock { seen in
      if let items = seen[""] { return items }
      let items = SeenItems(eventType: nil)
      seen[""] = items
      return items
    }
  }

  /// Takes note that the group's interactions may have other bulk rows.
  func noteChange() {
    for items in seen.withLock({ $0 }).values { items.noteChange() }
  }

  /// Forgets everything, because the rows are gone.
  func clear() {
    contents.withLock { contents in
      contents.histories = LiveHistories(generationLimit: generationLimit)
      contents.reading?.hasChanged = true
      for reader in contents.readers.values { reader.cache.removeAll() }
    }
    for trend in trends.withLock({ $0 }).values { trend.events.clear() }
    for feedback in feedbacks.withLock({ $0 }).values { feedback.clear() }
  }

  /// What a user or an anonymous session did, oldest first, at most `LiveHistory.limit` events;
  /// `nil` when it must be read from the disk.
  func history(of key: String) -> LiveHistory? {
    contents.withLock { $0.histories.history(of: key) }
  }

  /// Brings into memory what a user or an anonymous session did; reads the disk.
  func readHistory(of key: String) throws {
    try loading.withLock { _ in
      var isDone = false
      while !isDone {
        let after = contents.withLock { contents in
          contents.reading = (key, false)
          return contents.after
        }
        defer { contents.withLock { $0.reading = nil } }
        guard let after else { return }
        var history = LiveHistory()
        try store.reader().events(of: key, after: after) { event in
          history.insert(LiveEvent(event, item: event.itemID, type: event.eventType))
        }
        isDone = contents.withLock { contents in
          guard contents.after == after, contents.reading?.hasChanged == false else {
            return false
          }
          contents.histories.insert(history, for: key)
          return true
        }
      }
    }
  }

  /// Keeps `list` in `cache` unless the history it was made from has changed meanwhile, or people
  /// were forgotten since the epoch `start`.
  ///
  /// An answer does not wait for events that are just being taken in: its list is not kept then.
  func store(
    _ list: RankedList, for key: String, version: Int, begunIn start: Int, in cache: ResultCache
  ) {
    _ = contents.withLockIfAvailable { contents in
      if contents.histories.version(of: key) == version {
        cache.insert(list, for: key, begunIn: start)
      }
    }
  }
}

// MARK: - Campaigns that read it

extension LiveState {
  /// Sees to it that every event behind `sequence` is held; reads the disk when it must.
  ///
  /// From then on `cache` forgets the lists of users for whom an event arrives.
  func attach(_ cache: ResultCache, after sequence: Int64) throws {
    try loading.withLock { _ in
      let isHeld = contents.withLock { contents in
        contents.readers[ObjectIdentifier(cache)] = Reader(cache: cache, after: sequence)
        if let after = contents.after, after <= sequence { return true }
        return false
      }
      if isHeld { return }
      do {
        while try !begin(after: sequence) {}
      } catch {
        contents.withLock { contents in
          contents.arrivals = nil
          contents.readers[ObjectIdentifier(cache)] = nil
        }
        throw error
      }
    }
  }

  /// - Returns: false when people were forgotten meanwhile, who may be in what was read.
  private func begin(after sequence: Int64) throws -> Bool {
    let start = epoch.current
    contents.withLock { $0.arrivals = [] }
    let histories = try LiveHistories(
      reading: store, after: sequence, generationLimit: generationLimit)
    return contents.withLock { contents in
      guard epoch.current == start else { return false }
      contents.begin(with: histories, after: sequence)
      return true
    }
  }

  /// Ends what `attach` began, and drops what no remaining campaign needs.
  func detach(_ cache: ResultCache) {
    contents.withLock { contents in
      contents.readers[ObjectIdentifier(cache)] = nil
      guard let after = contents.after else { return }
      guard let needed = contents.readers.values.map(\.after).min() else {
        contents.after = nil
        contents.histories = LiveHistories(generationLimit: generationLimit)
        return
      }
      if needed > after {
        contents.after = needed
        contents.histories.forget(through: needed)
      }
    }
  }
}

// MARK: - Models of trends

extension LiveState {
  /// Hands `trend` every event behind `sequence`, now and from now on; reads the disk.
  func attach(_ trend: TrendEvents, after sequence: Int64) throws {
    trends.withLock { $0[ObjectIdentifier(trend)] = (trend, sequence) }
    do {
      try trend.load(from: store, after: sequence)
    } catch {
      detach(trend)
      throw error
    }
  }

  /// Ends what `attach` began.
  func detach(_ trend: TrendEvents) {
    trends.withLock { $0[ObjectIdentifier(trend)] = nil }
  }
}

// MARK: - Models that explore

extension LiveState {
  /// Hands `feedback` all that tells what was shown, now and from now on; reads the disk.
  func attach(_ feedback: ItemFeedback) throws {
    feedbacks.withLock { $0[ObjectIdentifier(feedback)] = feedback }
    do {
      try feedback.load(from: store)
    } catch {
      detach(feedback)
      throw error
    }
  }

  /// Ends what `attach` began.
  func detach(_ feedback: ItemFeedback) {
    feedbacks.withLock { $0[ObjectIdentifier(feedback)] = nil }
  }
}

// MARK: - Forgetting

extension LiveState {
  /// How many histories are gone through at a time: requests wait that long.
  private static let keysPerLock = 4096

  /// How many events and answers of these people are held.
  func count(of people: ForgottenPeople) -> (histories: Int, seen: Int, answers: Int) {
    var histories = 0
    eachKeys { contents, keys in histories += contents.histories.count(of: people, in: keys) }
    let seen = seen.withLock { $0 }.values.reduce(0) { $0 + $1.count(of: people) }
    return (histories, seen, shown.count(of: people))
  }

  /// Drops all that is held of these people, whose rows must have gone from the disk.
  ///
  /// - Returns: the sessions that have changed; `nil` when there may be others.
  func forget(_ people: ForgottenPeople) -> [ExactText]? {
    epoch.advance()
    var sessions: [ExactText] = []
    var isComplete = true
    eachKeys { contents, keys in
      // What is being read from the log may be from before.
      contents.reading?.hasChanged = true
      if contents.histories.hasDropped { isComplete = false }
      sessions += contents.histories.forget(people, in: keys)
    }
    for items in seen.withLock({ $0 }).values { sessions += items.forget(people) }
    shown.forget(people)
    return isComplete ? sessions : nil
  }

  /// Counts trends, and what was shown and chosen, anew; reads the disk.
  func recount() throws {
    for trend in trends.withLock({ $0 }).values {
      try trend.events.load(from: store, after: trend.after)
    }
    for feedback in feedbacks.withLock({ $0 }).values { try feedback.load(from: store) }
  }

  private func eachKeys(_ body: (inout Contents, ArraySlice<ExactText>) -> Void) {
    var rest = contents.withLock { contents in
      contents.reading?.hasChanged = true
      return contents.histories.keys[...]
    }
    repeat {
      let keys = rest.prefix(Self.keysPerLock)
      rest = rest.dropFirst(keys.count)
      contents.withLock { body(&$0, keys) }
    } while !rest.isEmpty
  }
}

extension LiveState.Contents {
  fileprivate mutating func begin(with fresh: LiveHistories, after sequence: Int64) {
    histories = fresh
    after = sequence
    for event in arrivals ?? [] { add(event) }
    arrivals = nil
    for reader in readers.values { reader.cache.removeAll() }
  }

  fileprivate mutating func add(_ event: StreamedEvent) {
    let isNew = histories.add(event) != nil
    let (session, person) = (event.sessionID, event.person)
    if isNew, let key = reading?.key, key.isExactly(session) || person?.isExactly(key) == true {
      reading?.hasChanged = true
    }
    for reader in readers.values {
      reader.cache.remove(session)
      if let person { reader.cache.remove(person) }
    }
  }
}
