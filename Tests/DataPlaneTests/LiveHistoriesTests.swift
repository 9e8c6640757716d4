import Platform
import Store
import Testing

@testable import DataPlane

struct LiveHistoriesTests {
  private static func event(
    _ sequence: Int64, _ item: String, user: String? = nil, session: String = "s",
    owner: String? = nil, claims: Bool = false, properties: String? = nil, at time: Int64
  ) -> StreamedEvent {
    var event = StreamedEvent(
      eventID: "e\(sequence)", userID: user, sessionID: session, itemID: item, eventType: "View",
      timestamp: Timestamp(seconds: time), properties: properties)
    event.sequence = sequence
    event.sessionOwner = owner
    event.claimsSession = claims
    return event
  }

  private func items(_ histories: LiveHistories, _ key: String) -> [String] {
    var histories = histories
    return histories.history(of: key)?.events.map(\.item) ?? []
  }

  @Test func `late events go where their time puts them`() {
    var histories = LiveHistories()
    for (sequence, time) in [(1, 30), (2, 10), (3, 20), (4, 20)] as [(Int64, Int64)] {
      _ = histories.add(Self.event(sequence, "i\(sequence)", user: "u", at: time))
    }
    #expect(items(histories, "u") == ["i2", "i3", "i4", "i1"])
  }

  @Test func `the same event at the same moment is kept once`() {
    var histories = LiveHistories()
    for sequence in 1...3 as ClosedRange<Int64> {
      _ = histories.add(Self.event(sequence, "i", user: "u", at: 10))
    }
    _ = histories.add(Self.event(4, "i", user: "u", at: 11))
    _ = histories.add(Self.event(5, "i", user: "u", properties: #"{"DEVICE":"tv"}"#, at: 11))
    #expect(items(histories, "u") == ["i", "i", "i"])
  }

  @Test func `an event that was taken in already changes nothing`() {
    var histories = LiveHistories()
    #expect(histories.add(Self.event(5, "i", user: "u", at: 10)) != nil)
    #expect(histories.add(Self.event(5, "i", user: "u", at: 10)) == nil)
    #expect(histories.add(Self.event(4, "j", user: "u", at: 10)) == nil)
    #expect(items(histories, "u") == ["i"])
  }

  @Test func `the newest events stay when there are too many`() {
    var histories = LiveHistories()
    let count = Int64(LiveHistory.limit) + 10
    for sequence in 1...count {
      _ = histories.add(Self.event(sequence, "i\(sequence)", user: "u", at: 1000 + sequence))
    }
    _ = histories.add(Self.event(count + 1, "ancient", user: "u", at: 1))
    let kept = items(histories, "u")
    #expect(kept.count == LiveHistory.limit)
    #expect(kept.first == "i11")
    #expect(kept.last == "i\(count)")
  }

  @Test func `a user gets what happened in the session before it had an owner`() {
    var histories = LiveHistories()
    _ = histories.add(Self.event(1, "a", session: "x", at: 1))
    _ = histories.add(Self.event(2, "other", session: "y", at: 2))
    _ = histories.add(Self.event(3, "b", user: "u", session: "x", claims: true, at: 3))
    _ = histories.add(Self.event(4, "c", session: "x", owner: "u", at: 4))
    #expect(items(histories, "u") == ["a", "b", "c"])
    #expect(items(histories, "x") == ["a", "b", "c"])
    // Somebody else on the same device does not get what is the first user's.
    _ = histories.add(Self.event(5, "d", user: "v", session: "x", claims: true, at: 5))
    #expect(items(histories, "v") == ["d"])
    #expect(items(histories, "u") == ["a", "b", "c"])
  }

  @Test func `a user whose id is the session's has every event once`() {
    var histories = LiveHistories()
    _ = histories.add(Self.event(1, "a", session: "u", at: 1))
    _ = histories.add(Self.event(2, "b", user: "u", session: "u", claims: true, at: 2))
    #expect(items(histories, "u") == ["a", "b"])
  }

  @Test func `what all models have seen is dropped`() {
    var histories = LiveHistories()
    for sequence in 1...4 as ClosedRange<Int64> {
      let user = sequence < 3 ? "early" : "late"
      _ = histories.add(
        Self.event(sequence, "i\(sequence)", user: user, session: user, at: sequence))
    }
    histories.forget(through: 3)
    #expect(items(histories, "early").isEmpty)
    #expect(items(histories, "late") == ["i4"])
  }

  @Test func `the log read back gives the same histories as the stream`() async throws {
    let shop = try Shop()
    defer { shop.remove() }
    let group = try shop.store.tenant(shop.tenant).group(named: "shop")
    var live = LiveHistories()
    for round in 0..<20 {
      let events = (0..<10).map { step in
        let user = (round * 7 + step * 3) % 6
        return StreamedEvent(
          eventID: "e\(round)-\(step)", userID: step % 3 == 0 ? "u\(user)" : nil,
          sessionID: "s\(user)", itemID: "i\(step)", eventType: "View",
          timestamp: Timestamp(seconds: Int64(1_700_000_000 + (round * 13 + step * 5) % 97)))
      }
      let stored = try await withCheckedContinuation { continuation in
        group.append(events) { continuation.resume(returning: $0) }
      }.get()
      for event in stored { _ = live.add(event) }
    }
    var read = try LiveHistories(reading: group, after: 0)
    let state = LiveState(store: group, generationLimit: 20)
    try state.attach(ResultCache(byteLimit: 1000), after: 0)
    for key in (0..<6).flatMap({ ["u\($0)", "s\($0)"] }) {
      let expected = live.history(of: key)?.events.map(\.sequence)
      #expect(expected?.isEmpty == false)
      #expect(read.history(of: key)?.events.map(\.sequence) == expected, "\(key)")
      // A state with little memory has dropped it and reads it back.
      if state.history(of: key) == nil { try state.readHistory(of: key) }
      #expect(state.history(of: key)?.events.map(\.sequence) == expected, "\(key)")
    }
  }

  @Test func `what is used least is dropped and known to be missing`() {
    var histories = LiveHistories(generationLimit: 10)
    #expect(histories.history(of: "stranger")?.events.isEmpty == true)
    for sequence in 1...20 as ClosedRange<Int64> {
      let user = "u\(sequence)"
      _ = histories.add(
        Self.event(sequence, "i", user: user, session: user, at: sequence))
    }
    #expect(histories.history(of: "u1") == nil)
    #expect(histories.history(of: "stranger") == nil)
    #expect(items(histories, "u10") == ["i"])
    // Half a history would be worse than none.
    _ = histories.add(Self.event(21, "j", user: "u1", session: "u1", at: 21))
    #expect(histories.history(of: "u1") == nil)
    var history = LiveHistory()
    history.insert(LiveEvent(Self.event(1, "i", user: "u1", at: 1), item: "i", type: "View"))
    history.insert(LiveEvent(Self.event(21, "j", user: "u1", at: 21), item: "j", type: "View"))
    histories.insert(history, for: "u1")
    _ = histories.add(Self.event(22, "k", user: "u1", session: "u1", at: 22))
    #expect(items(histories, "u1") == ["i", "j", "k"])
  }

  @Test func `a user whose session was dropped is read from the log`() {
    var histories = LiveHistories(generationLimit: 10)
    _ = histories.add(Self.event(1, "a", session: "x", at: 1))
    for sequence in 2...20 as ClosedRange<Int64> {
      _ = histories.add(
        Self.event(sequence, "i", user: "u", session: "u", at: sequence))
    }
    for sequence in 21...40 as ClosedRange<Int64> {
      let user = "u\(sequence)"
      _ = histories.add(Self.event(sequence, "i", user: user, session: user, at: sequence))
    }
    histories.insert(LiveHistory(), for: "u")
    _ = histories.add(Self.event(41, "b", user: "u", session: "x", claims: true, at: 41))
    #expect(histories.history(of: "u") == nil)
  }
}
