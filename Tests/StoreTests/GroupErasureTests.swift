import Platform
import Store
import Testing

@Suite struct GroupErasureTests {
  let temporary: TemporaryStore
  let group: GroupStore

  init() throws {
    temporary = try TemporaryStore()
    group = try temporary.tenant().group(named: "shop")
  }

  private func event(
    _ id: String, user: String?, session: String, properties: String? = nil
  ) -> StreamedEvent {
    StreamedEvent(
      eventID: id, userID: user, sessionID: session, itemID: "i", eventType: "View",
      timestamp: Timestamp(seconds: 4_000_000_000), properties: properties)
  }

  private func append(_ events: StreamedEvent...) async throws {
    for event in events {
      _ = try await withCheckedThrowingContinuation { continuation in
        group.append([event]) { continuation.resume(with: $0) }
      }
    }
  }

  private func append(action id: String, user: String?, session: String) async throws {
    let event = StreamedActionEvent(
      eventID: id, userID: user, sessionID: session, actionID: "a", eventType: .viewed,
      timestamp: Timestamp(seconds: 1))
    _ = try await withCheckedThrowingContinuation { continuation in
      group.appendActions([event]) { continuation.resume(with: $0) }
    }
  }

  private func eventIDs() throws -> [String] {
    var ids: [String] = []
    try group.reader().events { ids.append($0.eventID) }
    return ids
  }

  @Test(arguments: [1, 2, 1000])
  func `a person's events go with those of their sessions, however small the steps`(
    limit: Int
  ) async throws {
    try await append(
      event("1", user: nil, session: "theirs"), event("2", user: "zoe", session: "theirs"),
      event("3", user: nil, session: "theirs"), event("4", user: "max", session: "other"),
      event("5", user: nil, session: "other"), event("6", user: nil, session: "nobody"),
      event("7", user: "zoe", session: "taken"), event("8", user: "max", session: "taken"),
      event("9", user: nil, session: "zoe"))
    try await append(action: "a1", user: "zoe", session: "acting")
    try await append(action: "a2", user: nil, session: "acting")
    try await append(action: "a3", user: "max", session: "other")
    try group.putRecords(
      [("zoe", "{}"), ("max", "{}")], dataset: "USERS", at: Timestamp(seconds: 7))
    try group.putRecords([("zoe", "{}")], dataset: "ITEMS", at: Timestamp(seconds: 7))

    let counted = try group.countUsers(["nobody-known", "zoe"])
    let erased = try group.eraseUsers(["nobody-known", "zoe"], limit: limit)
    #expect(counted == erased)
    #expect(erased.events == 5)
    #expect(erased.actionEvents == 2)
    #expect(erased.sessions == 1)
    #expect(erased.records == 1)
    #expect(erased.datasetRows == 8)
    #expect(erased.firstEvent == 1)
    #expect(erased.firstRecord == 7000)
    #expect(try eventIDs() == ["4", "5", "6", "8"])
    #expect(Set(try group.reader().sessionOwners().values) == ["max"])
    var actions: [String] = []
    try group.reader().actionEvents { actions.append($0.eventID) }
    #expect(actions == ["a3"])
    var items: [String] = []
    try group.reader().records(of: "ITEMS") { id, _, _ in items.append(id) }
    #expect(items == ["zoe"])
    #expect(try group.eraseUsers(["zoe"], limit: limit) == ErasedRows())
  }

  @Test func `an erasure that is interrupted goes on where it was`() async throws {
    for number in 0..<9 { try await append(event("\(number)", user: "zoe", session: "s")) }
    var steps = 0
    let first = try group.eraseUsers(["zoe"], limit: 2) {
      steps += 1
      return steps < 3
    }
    #expect(first.events == 4)
    #expect(try group.eraseUsers(["zoe"], limit: 2).events == 5)
    #expect(try eventIDs().isEmpty)
  }

  @Test(arguments: [1, 100]) func `texts of others' rows can be revised`(limit: Int) async throws {
    try await append(
      event("1", user: "max", session: "s", properties: #"{"FRIEND":"zoe"}"#),
      event("2", user: "max", session: "s", properties: #"{"FRIEND":"eva"}"#),
      event("3", user: "max", session: "zoe"))
    let changed = try group.revise(.events, limit: limit) { column, text in
      guard text.contains("zoe") else { return .keep }
      return .replace(column == "properties" ? nil : "someone")
    }
    #expect(changed == 2)
    var found: [String] = []
    try group.reader().events { found.append("\($0.sessionID) \($0.properties ?? "-")") }
    #expect(found == ["s -", #"s {"FRIEND":"eva"}"#, "someone -"])
  }

  @Test func `what was begun before an erasure cannot be published after it`() throws {
    let epoch = try group.erasureEpoch()
    func publish(_ epoch: Int64?) throws {
      try group.publishSegment(
        dataset: "USERS", file: "f", jobARN: "job", rows: 1, replacing: true,
        at: Timestamp(seconds: 1), epoch: epoch)
      try group.publishModel(
        of: "version", file: "m", lastEvent: 0, at: Timestamp(seconds: 1), epoch: epoch)
    }
    try publish(epoch)
    let next = try group.raiseErasureEpoch()
    #expect(next > epoch)
    #expect(throws: StoreError.self) { try publish(epoch) }
    #expect(throws: StoreError.self) { try group.checkErasureEpoch(epoch) }
    try publish(next)
    #expect(try group.reader().models().map(\.arn) == ["version"])
  }

  @Test func `rewritten files take the place of segments under the same numbers`() throws {
    func write(_ file: String) throws {
      try Files.write([1], to: group.segmentPath(file: file))
    }
    for file in ["old", "new", "other", "late"] { try write(file) }
    try group.publishSegment(
      dataset: "USERS", file: "old", jobARN: "job", rows: 5, replacing: true,
      at: Timestamp(seconds: 1))
    let before = try group.reader().segments(of: "USERS")
    let epoch = try group.erasureEpoch()
    let replacement = SegmentReplacement(
      id: try #require(before.first).id, oldFile: "old", newFile: "new", rows: 4)
    try group.replaceSegments([replacement])
    // Done twice, as after a crash.
    try group.replaceSegments([
      replacement, SegmentReplacement(id: 99, oldFile: "gone", newFile: "late", rows: 1),
    ])
    let after = try group.reader().segments(of: "USERS")
    #expect(after.map(\.id) == before.map(\.id))
    #expect(after.map(\.rows) == [4])
    #expect(Files.names(in: group.directory + "/segments") == ["new", "other"])
    #expect(try group.erasureEpoch() > epoch)
  }

  @Test func `nothing of what was deleted is left in the files after a purge`() async throws {
    let id = "a-very-special-person"
    for number in 0..<400 {
      try await append(
        event("e\(number)", user: number % 3 == 0 ? id : "max\(number)", session: "s\(number)"))
    }
    func isHeld() throws -> Bool {
      try ["", "-wal"].contains { suffix in
        let bytes = try Files.read(group.directory + "/data.sqlite" + suffix)
        return String(decoding: bytes, as: UTF8.self).contains(id)
      }
    }
    #expect(try isHeld())
    _ = try group.eraseUsers([id])
    try group.rewrite()
    #expect(try group.emptyLog())
    #expect(try !isHeld())
    #expect(try eventIDs().count == 266)
  }

  @Test func `the newest erasure applied to a group is remembered`() throws {
    #expect(try group.appliedErasure() == 0)
    try group.setAppliedErasure(5)
    try group.setAppliedErasure(3)
    #expect(try group.appliedErasure() == 5)
  }
}
