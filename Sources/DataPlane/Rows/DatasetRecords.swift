import Filters
import PersonalizeAPI
import Platform
import Store
import Synchronization

/// The records of a group's items or users as PutItems, PutUsers and imports left them.
final class DatasetRecords: Sendable {
  private let type: DatasetType
  private let group: TenantScoped
  private let rows = LoadedRows<MetadataTable>()
  /// Held while records are written or read, so that none is missed.
  private let writing = Mutex<Void>(())

  init(type: DatasetType, group: TenantScoped) {
    self.type = type
    self.group = group
  }

  func noteChange() { rows.noteChange() }

  /// Writes records by `write` and then takes them over.
  ///
  /// - Parameter write: tells the ids of those it has turned away.
  func put(
    _ records: [(id: String, body: String)], _ write: () throws -> Set<ExactText>
  ) rethrows {
    try writing.withLock { _ in
      let barred = try write()
      rows.update { table in
        for record in records where !barred.contains(ExactText(record.id)) {
          table.replace(id: record.id, body: record.body)
        }
      }
    }
  }

  /// How many of these records are in memory.
  func count(of people: ForgottenPeople) -> Int {
    rows.inspect { table in people.users.count { table.contains($0.text) } } ?? 0
  }

  /// Drops these people's records; waits for those who write or read records.
  func forget(_ people: ForgottenPeople) {
    writing.withLock { _ in _ = rows.forget { $0.remove(people.users) } }
  }

  /// Which columns are meant; `nil` when finding out would take the disk.
  ///
  /// - Throws: `invalidInput` for a name that is no column.
  func columns(named names: [String]) throws(ServiceError) -> [MetadataColumn]? {
    let found: [MetadataColumn?]? = rows.read { table in
      names.map { name in
        table.column(named: name).map { MetadataColumn(index: $0, name: table.names[$0]) }
      }
    }
    guard let found else { return nil }
    var columns: [MetadataColumn] = []
    for (name, column) in zip(names, found) {
      guard let column else {
        throw .invalidInput(
          "metadataColumns names \(name), which is no metadata column of the Items dataset of "
            + "\(group.name).")
      }
      if !columns.contains(column) { columns.append(column) }
    }
    return columns
  }

  /// The items' values, row by row; `nil` when that would take the disk.
  func values(_ columns: [MetadataColumn], of items: some Sequence<String>) -> [String?]? {
    let items = Array(items)
    return rows.read { table in
      // The table may be that of another schema by now.
      guard columns.allSatisfy({ $0.index < table.names.count }) else { return [] }
      return items.flatMap { item in columns.map { table.value($0.index, ofItem: item) } }
    }
  }

  /// The texts of one record by column, without those that are null, or `nil` inside if there is no
  /// record; `nil` when finding out would take the disk.
  func texts(_ columns: [String], of id: String) -> [String: String]?? {
    rows.read { table in
      guard table.contains(id) else { return nil }
      var texts: [String: String] = [:]
      for name in columns {
        if let column = table.column(named: name) { texts[name] = table.value(column, ofItem: id) }
      }
      return texts
    }
  }

  /// All records with their version; `nil` when that would take the disk.
  func current() -> (table: MetadataTable, version: Int)? {
    rows.current().map { ($0.value, $0.version) }
  }

  /// What filters see of one record, without any field if there is none; `nil` when finding out
  /// would take the disk.
  func filterRecord(of id: String) -> FilterRecord? {
    rows.read { $0.filterRecord(of: id) ?? FilterRecord() }
  }

  /// Rises whenever a record changes; `nil` when finding out would take the disk.
  var currentVersion: Int? { rows.currentVersion }

  /// Sees to it that the records are in memory; reads the disk.
  func load(from store: Store) throws {
    try writing.withLock { _ in
      try rows.refresh(
        stamp: { try RowStamp(of: type, in: group, store) }, load: { try table($0, store) })
    }
  }

  private func table(_ stamp: RowStamp, _ store: Store) throws -> MetadataTable {
    let identifier = type.identifierColumn ?? ""
    guard let schemaARN = stamp.schemaARN else {
      return MetadataTable(schema: nil, identifier: identifier)
    }
    let tenant = try store.tenant(group.tenant)
    var table = MetadataTable(
      schema: try tenant.transaction { try $0.avroSchema(schemaARN) }, identifier: identifier)
    let reader = try tenant.group(named: group.name).reader()
    try reader.snapshot {
      var written: [ExactText: Timestamp] = [:]
      try reader.records(of: type.rawValue) { id, body, time in
        written[ExactText(id)] = time
        table.set(id: id, body: body)
      }
      for segment in try reader.segments(of: type.rawValue) {
        try RecordSegmentReader(path: segment.path).forEachRecord { id, body in
          if let time = written[ExactText(id)], time > segment.published { return }
          table.set(id: id, body: body)
        }
      }
    }
    return table
  }
}

/// A column of metadata that answers carry.
struct MetadataColumn: Sendable, Equatable {
  let index: Int
  /// As the schema spells it.
  let name: String
}

/// The records of each group that has been asked for or written to, of one type of dataset.
final class DatasetRecordsRegistry: Sendable {
  private let type: DatasetType
  private let groups = Mutex<[TenantScoped: DatasetRecords]>([:])

  init(type: DatasetType) {
    self.type = type
  }

  func records(of group: TenantScoped) -> DatasetRecords {
    groups.withLock { groups in
      if let records = groups[group] { return records }
      let records = DatasetRecords(type: type, group: group)
      groups[group] = records
      return records
    }
  }

  /// Those of a group, if they have been asked for.
  func existing(_ group: TenantScoped) -> DatasetRecords? { groups.withLock { $0[group] } }

  /// Takes note that datasets of a tenant may have other rows.
  func noteChange(_ tenant: TenantKey) {
    let concerned = groups.withLock { groups in
      groups.filter { $0.key.tenant == tenant }.map(\.value)
    }
    for records in concerned { records.noteChange() }
  }
}
