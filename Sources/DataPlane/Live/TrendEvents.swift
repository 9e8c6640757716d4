import Platform
import Recipes
import Store
import Synchronization

/// Everybody's streamed events as a model of trends counts them, and the list that comes of them.
final class TrendEvents: Sendable {
  /// How many events are kept at most, 16 bytes each.
  static let limit = 2_000_000
  /// Making lists takes at most one part in so many of the time.
  private static let share: UInt64 = 20

  private let model: Model
  private let window: Int64
  private let contents = Mutex(Contents())

  private struct Contents {
    var events: [Query.Event] = []
    /// The newest event taken in.
    var newest: Int64 = 0
    /// Events that came while the log was being read; `nil` at other times.
    var arrivals: [StreamedEvent]? = []
    var list: RankedList?
    /// Whether events came since the list was made.
    var isListStale = false
    /// When the next list may be made, monotonic nanoseconds.
    var nextList: UInt64 = 0
  }

  init(model: Model, window: Int64) {
    self.model = model
    self.window = window
  }

  /// Takes in events that have just been committed, in the order of their commits.
  func add(_ events: [StreamedEvent]) {
    contents.withLock { contents in
      guard contents.arrivals == nil else {
        contents.arrivals?.append(contentsOf: events)
        return
      }
      for event in events { add(event, to: &contents) }
    }
  }

  /// Reads a group's log behind `sequence`; what came meanwhile is added.
  ///
  /// May be called again when events have gone from the log.
  func load(from store: GroupStore, after sequence: Int64) throws {
    contents.withLock { $0.arrivals = [] }
    var read = Contents()
    read.newest = sequence
    do {
      try store.reader().events(after: sequence) { add($0, to: &read) }
    } catch {
      contents.withLock { contents in
        for event in contents.arrivals.take() ?? [] { add(event, to: &contents) }
      }
      throw error
    }
    contents.withLock { [read] contents in
      let arrivals = contents.arrivals ?? []
      contents = read
      contents.arrivals = nil
      for event in arrivals { add(event, to: &contents) }
    }
  }

  /// Forgets everything, because the rows are gone.
  func clear() {
    contents.withLock { contents in
      contents.events = []
      contents.list = nil
    }
  }

  /// The trending items; `make` is asked for a list when there is none that is long enough or new
  /// enough.
  func list(count: Int, _ make: (Query) -> RankedList) -> RankedList {
    let start = Clock.monotonicNanoseconds()
    let (ready, events) = contents.withLock { contents -> (RankedList?, [Query.Event]) in
      let isUsable = !contents.isListStale || start < contents.nextList
      if isUsable, let list = contents.list, list.covers(count) { return (list, []) }
      contents.isListStale = false
      return (nil, contents.events)
    }
    if let ready { return ready }
    let list = make(Query(events: events))
    let end = Clock.monotonicNanoseconds()
    contents.withLock { contents in
      contents.list = list
      contents.nextList = end + (end - start) * Self.share
    }
    return list
  }

  /// What to ask the model, by the events so far.
  var query: Query { Query(events: contents.withLock { $0.events }) }

  private func add(_ event: StreamedEvent, to contents: inout Contents) {
    guard event.sequence > contents.newest else { return }
    contents.newest = event.sequence
    guard model.counts(eventType: event.eventType, value: event.eventValue),
      let item = model.itemIndex(event.itemID)
    else { return }
    contents.isListStale = true
    contents.events.append(Query.Event(item: item, timestamp: event.timestamp.seconds))
    if contents.events.count >= Self.limit { trim(&contents.events) }
  }

  /// Drops what is too old to count, and half of the rest if that is not enough.
  private func trim(_ events: inout [Query.Event]) {
    let newest = events.reduce(Int64.min) { max($0, $1.timestamp) }
    events.removeAll { newest - $0.timestamp >= 2 * window }
    if events.count >= Self.limit { events.removeFirst(events.count / 2) }
  }
}
