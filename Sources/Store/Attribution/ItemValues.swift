import JSON
import Platform
import SQLite

/// Numbers in the records of items, looked up one item at a time.
///
/// Remembers what it has read of a bounded number of items until it is told that items changed.
struct ItemValues {
  /// How many items are remembered.
  private static let limit = 100_000

  private let directory: String
  private var columns: [String] = []
  private var known: [ExactText: [Double?]] = [:]
  /// Imported records, newest first.
  private var segments: [(reader: RecordSegmentReader, published: Int64)]?

  /// - Parameter directory: the dataset group's folder.
  init(directory: String) { self.directory = directory }

  /// Forgets what it has read, as items may have changed.
  mutating func forget() {
    known.removeAll(keepingCapacity: true)
    segments = nil
  }

  /// The number in a column of an item's record; `nil` when there is none.
  ///
  /// - Parameter columns: all that are going to be asked for.
  mutating func value(
    _ column: String, of item: String, among columns: [String], _ connection: Connection
  ) throws -> Double? {
    if columns != self.columns {
      self.columns = columns
      known.removeAll(keepingCapacity: true)
    }
    guard let position = columns.firstIndex(of: column) else { return nil }
    let key = ExactText(item)
    if let values = known[key] { return values[position] }
    if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
    let members = try body(of: item, connection).map { try JSONValue(parsing: $0) }
    let values = columns.map { name -> Double? in
      guard case .number(let number)? = members?[name], number.isFinite else { return nil }
      return number
    }
    known[key] = values
    return values[position]
  }

  /// The record that was written last, by PutItems or an import.
  private mutating func body(of item: String, _ connection: Connection) throws -> String? {
    let put = try connection.first(
      "SELECT body, written FROM records WHERE dataset = 'ITEMS' AND id = ?", [.text(item)]
    ) { row in (body: row.string(0), written: row.int64(1)) }
    let segments = try self.segments ?? open(connection)
    self.segments = segments
    for segment in segments {
      guard let body = try segment.reader.body(of: item) else { continue }
      if let put, put.written >= segment.published { return put.body }
      return body
    }
    return put?.body
  }

  private func open(
    _ connection: Connection
  ) throws -> [(reader: RecordSegmentReader, published: Int64)] {
    let found = try connection.query(
      "SELECT file, published FROM segments WHERE dataset = 'ITEMS' ORDER BY id DESC"
    ) { row in (row.string(0), row.int64(1)) }
    return try found.map { file, published in
      (try RecordSegmentReader(path: "\(directory)/segments/\(file)"), published)
    }
  }
}

/// Numbers in the records of items of a dataset group, for a process that does not write them.
package struct ItemValueReader {
  private let connection: Connection
  private let columns: [String]
  private var values: ItemValues

  /// - Parameter directory: the group's folder, which holds `data.sqlite`.
  package init(directory: String, for rules: AttributionRules) throws {
    connection = try Connection(path: directory + "/data.sqlite", mode: .readOnly)
    columns = rules.itemColumns
    values = ItemValues(directory: directory)
  }

  /// The number in a column of an item's record; `nil` when there is none.
  package mutating func value(_ column: String, of item: String) throws -> Double? {
    try values.value(column, of: item, among: columns, connection)
  }
}
