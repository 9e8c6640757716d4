import Foundation
import PersonalizeAPI
import Platform
import Store

/// A dataset group in a folder of its own, with rows as imports leave them.
final class ErasureGroup {
  let store: Store
  let group: GroupStore
  private let root: String

  init() throws {
    root = NSTemporaryDirectory() + "erasure-\(UUID().uuidString)"
    store = try Store(directory: root)
    guard let key = TenantKey(account: "111122223333", region: "eu-west-1") else {
      throw StoreError.file(path: root, reason: "no tenant key")
    }
    group = try store.tenant(key).group(named: "shop")
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  var directory: String { group.directory }

  /// Publishes rows of interactions; an empty text is null.
  func add(
    _ rows: [[String]], columns: [String], as file: String = "one.segment",
    to dataset: String = "INTERACTIONS"
  ) throws {
    try Self.write(rows, columns: columns, to: group.segmentPath(file: file))
    try group.publishSegment(
      dataset: dataset, file: file, jobARN: "arn:\(file)", rows: Int64(rows.count),
      replacing: false, at: Timestamp(seconds: 1))
  }

  /// Publishes records.
  func add(
    records: [(String, String)], as file: String, to dataset: String = "USERS"
  ) throws {
    var writer = try RecordSegmentWriter(path: group.segmentPath(file: file))
    for (id, body) in records { try writer.add(id: id, body: body) }
    try writer.finish()
    try group.publishSegment(
      dataset: dataset, file: file, jobARN: "arn:\(file)", rows: writer.rows, replacing: false,
      at: Timestamp(seconds: 1))
  }

  /// Writes a segment file; TIMESTAMP is a whole number, EVENT_VALUE a real one, the others texts.
  static func write(_ rows: [[String]], columns: [String], to path: String) throws {
    var writer = try InteractionSegmentWriter(
      path: path,
      columns: columns.map { name in
        Column(
          name: name,
          type: name == "TIMESTAMP" ? .integer : name == "EVENT_VALUE" ? .real : .string)
      })
    for row in rows {
      for (position, text) in row.enumerated() where !text.isEmpty {
        switch writer.columns[position].type {
        case .string:
          let bytes = Array(text.utf8)
          writer.set(position, bytes: bytes, 0..<bytes.count)
        case .integer: writer.set(position, integer: Int64(text) ?? .min)
        case .real: writer.set(position, real: Double(text) ?? .nan)
        }
      }
      try writer.endRow()
    }
    try writer.finish()
  }

  func bytes(ofSegment file: String) throws -> [UInt8] {
    try Files.read(group.segmentPath(file: file))
  }
}
