import Foundation
import Platform
import Privacy
import Store

@testable import Workers

/// A dataset group of sixty people with rows of every kind, imported and streamed.
final class RepeatedGroup {
  let group: GroupStore
  private let store: Store
  private let root = NSTemporaryDirectory() + "repeated-\(UUID().uuidString)"

  static let people = (0..<60).map { "person-\($0)" }

  static let schemas: [String: String] = [
    "INTERACTIONS": schema(
      "Interactions",
      """
      {"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},
      {"name":"TIMESTAMP","type":"long"},{"name":"EVENT_TYPE","type":"string"},
      {"name":"DEVICE","type":["null","string"],"categorical":true}
      """),
    "ITEMS": schema(
      "Items",
      """
      {"name":"ITEM_ID","type":"string"},{"name":"GENRE","type":"string","categorical":true},
      {"name":"ABOUT","type":"string","textual":true},
      {"name":"CREATION_TIMESTAMP","type":["null","long"]}
      """),
    "USERS": schema(
      "Users",
      """
      {"name":"USER_ID","type":"string"},{"name":"SIDE","type":"string","categorical":true}
      """),
    "ACTIONS": schema("Actions", #"{"name":"ACTION_ID","type":"string"}"#),
    "ACTION_INTERACTIONS": schema(
      "Action_Interactions",
      """
      {"name":"USER_ID","type":"string"},{"name":"ACTION_ID","type":"string"},
      {"name":"EVENT_TYPE","type":"string"},{"name":"TIMESTAMP","type":"long"}
      """),
  ]

  private static func schema(_ name: String, _ fields: String) -> String {
    """
    {"type":"record","name":"\(name)","namespace":"n","version":"1.0","fields":[\(fields)]}
    """
  }

  init() throws {
    store = try Store(directory: root)
    let key = try require(TenantKey(account: "111122223333", region: "eu-west-1"))
    group = try store.tenant(key).group(named: "shop")
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  var directory: String { group.directory }

  /// Writes all rows but those of some people, who then never were there.
  func fill(without gone: [String]) async throws {
    let others = Self.people.enumerated().filter { !gone.contains($0.element) }
    var interactions: [[String]] = []
    var actions: [[String]] = []
    for step in 0..<12 {
      for (number, person) in others {
        let item = (number * 7 + step * (number % 5 + 1)) % 8 * 6 + number % 6
        interactions.append([
          person, number == 3 && step == 5 ? "known-to-one" : "item-\(item)",
          "\(1_700_000_000 + step * 600 + number)",
          ["View", "Purchase", "Watch"][(number + step) % 3], number % 2 == 0 ? "phone" : "",
        ])
        guard step < 6 else { continue }
        actions.append([
          person, "action-\(step)", step == number % 6 ? "TAKEN" : "VIEWED",
          "\(1_700_001_000 + step)",
        ])
      }
    }
    try add(
      interactions, columns: ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "DEVICE"],
      to: "INTERACTIONS")
    try add(
      actions, columns: ["USER_ID", "ACTION_ID", "EVENT_TYPE", "TIMESTAMP"],
      to: "ACTION_INTERACTIONS")
    try add(
      (0..<50).map { item in
        (
          "item-\(item)",
          #"{"ITEM_ID":"item-\#(item)","GENRE":"g\#(item % 6)","ABOUT":"word\#(item % 6) \#(item)"}"#
        )
      }, to: "ITEMS")
    try add(
      others.map { number, person in
        (person, #"{"USER_ID":"\#(person)","SIDE":"s\#(number % 6)"}"#)
      }, to: "USERS")
    try add((0..<6).map { ("action-\($0)", "{}") }, to: "ACTIONS")
    try await stream(others.map { ($0.offset, $0.element) })
  }

  /// Some events with a user and some of a session alone.
  private func stream(_ people: [(Int, String)]) async throws {
    let events = people.flatMap { number, person in
      (0..<3).map { step in
        StreamedEvent(
          eventID: "\(person)/\(step)", userID: step == 2 ? nil : person,
          sessionID: "session-\(number)", itemID: "item-\((number + step * 6) % 48)",
          eventType: ["View", "Purchase", "Watch"][step],
          timestamp: Timestamp(seconds: 1_700_010_000 + Int64(number * 10 + step)))
      }
    }
    _ = try await withCheckedThrowingContinuation { done in
      group.append(events) { done.resume(with: $0) }
    }
  }

  private func add(_ rows: [[String]], columns: [String], to dataset: String) throws {
    var writer = try InteractionSegmentWriter(
      path: group.segmentPath(file: dataset),
      columns: columns.map { Column(name: $0, type: $0 == "TIMESTAMP" ? .integer : .string) })
    for row in rows {
      for (position, text) in row.enumerated() where !text.isEmpty {
        if writer.columns[position].type == .integer {
          writer.set(position, integer: Int64(text) ?? 0)
        } else {
          writer.set(position, bytes: Array(text.utf8), 0..<text.utf8.count)
        }
      }
      try writer.endRow()
    }
    try writer.finish()
    try publish(dataset, rows: writer.rows)
  }

  private func add(_ records: [(String, String)], to dataset: String) throws {
    var writer = try RecordSegmentWriter(path: group.segmentPath(file: dataset))
    for (id, body) in records { try writer.add(id: id, body: body) }
    try writer.finish()
    try publish(dataset, rows: writer.rows)
  }

  private func publish(_ dataset: String, rows: Int64) throws {
    try group.publishSegment(
      dataset: dataset, file: dataset, jobARN: "arn:\(dataset)", rows: rows, replacing: true,
      at: Timestamp(seconds: 1))
  }

  /// Erases people as the deletion service does, rows only.
  func erase(_ people: [String]) throws {
    let rewritten = try SegmentErasure(
      groupDirectory: directory, subjects: ErasureSubjects(ids: people), mark: "m"
    ).run()
    for segment in rewritten {
      try FileManager.default.removeItem(atPath: group.segmentPath(file: segment.oldFile))
      try FileManager.default.moveItem(
        atPath: group.segmentPath(file: segment.newFile),
        toPath: group.segmentPath(file: segment.oldFile))
    }
    _ = try group.eraseUsers(people)
  }
}
