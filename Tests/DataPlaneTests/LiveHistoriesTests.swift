import Platform
import Store
import Testing

@testable import DataPlane

struct LiveHistoriesTests {
  private static func event(
    _ sequence: Int64, _ item: String, user: String? = nil, session: String = "s", at time: Int64
  ) -> StreamedEvent {
    var event = StreamedEvent(
      eventID: "e\(sequence)", userID: user, sessionID: session, itemID: item, eventType: "View",
      timestamp: Timestamp(seconds: time))
    event.sequence = sequence
    return event
  }

  private func items(_ histories: LiveHistories, _ key: String) -> [String] {
    histories.byKey[key]?.events.map(\.item) ?? []
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
    #expect(items(histories, "u") == ["i", "i"])
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
    _ = histories.add(Self.event(3, "b", user: "u", session: "x", at: 3))
    _ = histories.add(Self.event(4, "c", session: "x", at: 4))
    #expect(items(histories, "u") == ["a", "b", "c"])
    #expect(items(histories, "x") == ["a", "b", "c"])
    // Somebody else on the same device does not get what is the first user's.
    _ = histories.add(Self.event(5, "d", user: "v", session: "x", at: 5))
    #expect(items(histories, "v") == ["d"])
    #expect(items(histories, "u") == ["a", "b", "c"])
  }

  @Test func `a user whose id is the session's has every event once`() {
    var histories = LiveHistories()
    _ = histories.add(Self.event(1, "a", session: "u", at: 1))
    _ = histories.add(Self.event(2, "b", user: "u", session: "u", at: 2))
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
    #expect(histories.byKey["early"] == nil)
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
    let read = try LiveHistories(reading: group, after: 0)
    #expect(Set(read.byKey.keys) == Set(live.byKey.keys))
    for (key, history) in live.byKey {
      #expect(
        read.byKey[key]?.events.map(\.sequence) == history.events.map(\.sequence), "\(key)")
    }
  }
}
