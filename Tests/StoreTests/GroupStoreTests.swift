import Foundation
import Platform
import Store
import Synchronization
import Testing

@Suite struct GroupStoreTests {
  let temporary: TemporaryStore
  let group: GroupStore

  init() throws {
    temporary = try TemporaryStore()
    group = try temporary.tenant().group(named: "shop")
  }

  private func event(_ id: String, user: String? = "u", session: String = "s") -> StreamedEvent {
    StreamedEvent(
      eventID: id, userID: user, sessionID: session, itemID: "i", eventType: "View",
      eventValue: 1.5, timestamp: Timestamp(milliseconds: 1_700_000_000_123),
      recommendationID: "RID-1", impression: "i|j", properties: "{\"DEVICE\":\"phone\"}")
  }

  private func append(_ events: [StreamedEvent]) async throws -> [StreamedEvent] {
    try await withCheckedThrowingContinuation { continuation in
      group.append(events) { continuation.resume(with: $0) }
    }
  }

  @Test func `events are stored in order, and an id counts once`() async throws {
    let first = try await append([event("a"), event("b")])
    #expect(first.map(\.sequence) == [1, 2])
    let second = try await append([event("b"), event("c")])
    #expect(second.map(\.eventID) == ["c"])
    var stored: [StreamedEvent] = []
    try group.reader().events { stored.append($0) }
    #expect(stored.map(\.eventID) == ["a", "b", "c"])
    var expected = event("a")
    expected.sequence = 1
    #expect(stored.first == expected)
  }

  @Test func `an event with a user links its session`() async throws {
    _ = try await append([event("a", user: nil, session: "x")])
    #expect(try group.reader().sessionOwners().isEmpty)
    _ = try await append([event("b", user: "zoe", session: "x")])
    #expect(try group.reader().sessionOwners() == [ExactText("x"): "zoe"])
  }

  @Test func `callers at the same time all get their own answer`() async throws {
    let answers = try await withThrowingTaskGroup(of: [StreamedEvent].self) { tasks in
      for index in 0..<200 { tasks.addTask { try await append([event("e\(index)")]) } }
      return try await tasks.reduce(into: [StreamedEvent]()) { $0 += $1 }
    }
    #expect(Set(answers.map(\.eventID)).count == 200)
    #expect(Set(answers.map(\.sequence)) == Set(1...200))
  }

  @Test func `a full import replaces segments, an incremental one adds`() throws {
    func publish(_ job: String, replacing: Bool) throws {
      let file = job + ".segment"
      try RecordSegmentWriter.write([("a", "{}")], to: group.segmentPath(file: file))
      try group.publishSegment(
        dataset: "ITEMS", file: file, jobARN: job, rows: 1, replacing: replacing,
        at: Timestamp(seconds: 1))
    }
    try publish("one", replacing: true)
    try publish("two", replacing: false)
    #expect(try group.reader().segments(of: "ITEMS").count == 2)
    try publish("three", replacing: true)
    let live = try group.reader().segments(of: "ITEMS")
    #expect(live.map { ($0.path as NSString).lastPathComponent } == ["three.segment"])
    #expect(!FileManager.default.fileExists(atPath: group.segmentPath(file: "one.segment")))
    // A job that is run again after a crash replaces what it published before.
    try publish("three", replacing: false)
    #expect(try group.reader().segments(of: "ITEMS").count == 1)
  }

  @Test func `files of broken jobs are swept, files in use are not`() throws {
    for name in ["left", "busy"] {
      try RecordSegmentWriter.write([], to: group.segmentPath(file: name))
    }
    try group.sweep { $0 == "busy" }
    #expect(!FileManager.default.fileExists(atPath: group.segmentPath(file: "left")))
    #expect(FileManager.default.fileExists(atPath: group.segmentPath(file: "busy")))
  }

  @Test func `a deleted group accepts nothing more`() async throws {
    let tenant = try temporary.tenant()
    _ = try await append([event("a")])
    try tenant.removeGroup(named: "shop")
    await #expect(throws: StoreError.self) { try await append([event("b")]) }
    var count = 0
    try tenant.group(named: "shop").reader().events { _ in count += 1 }
    #expect(count == 0)
  }
}

extension RecordSegmentWriter {
  static func write(_ records: [(String, String)], to path: String) throws {
    var writer = try RecordSegmentWriter(path: path)
    for (id, body) in records { try writer.add(id: id, body: body) }
    try writer.finish()
  }
}
