/// The newest streamed events of one user or session, oldest first.
struct LiveHistory: Sendable {
  /// How many events are kept; older ones give way.
  static let limit = 200

  private(set) var events: [LiveEvent] = []
  /// Rises with each change.
  private(set) var version = 0

  /// The same events under another version.
  func withVersion(_ version: Int) -> LiveHistory {
    var copy = self
    copy.version = version
    return copy
  }

  /// Adds an event where its time puts it; one that repeats another is left out.
  mutating func insert(_ event: LiveEvent) {
    var place = events.count
    while place > 0, event.isBefore(events[place - 1]) { place -= 1 }
    var earlier = place
    while earlier > 0, events[earlier - 1].time == event.time {
      earlier -= 1
      if events[earlier].repeats(event) { return }
    }
    version += 1
    if events.count < Self.limit {
      events.insert(event, at: place)
    } else if place > 0 {
      events.removeFirst()
      events.insert(event, at: place - 1)
    }
  }

  /// Hands out the events that belonged to nobody; they are this person's from now on.
  mutating func claim(for person: PersonMark) -> [LiveEvent] {
    var claimed: [LiveEvent] = []
    for index in events.indices where events[index].isUnclaimed {
      events[index].claim(for: person)
      claimed.append(events[index])
    }
    if !claimed.isEmpty { version += 1 }
    return claimed
  }

  /// How many of the events are of any of these people.
  ///
  /// - Parameter isOwn: whether this is the history of one of them, in which nobody's are theirs.
  func count(of people: ForgottenPeople, isOwn: Bool) -> Int {
    events.count { people.marks.contains($0.person) || isOwn && $0.isUnclaimed }
  }

  /// Drops these people's events.
  mutating func forget(_ people: ForgottenPeople, isOwn: Bool) {
    events.removeAll { people.marks.contains($0.person) || isOwn && $0.isUnclaimed }
    version += 1
  }

  /// Drops the events up to `sequence`.
  mutating func forget(through sequence: Int64) {
    let count = events.count
    events.removeAll { $0.sequence <= sequence }
    if events.count < count { version += 1 }
  }
}
