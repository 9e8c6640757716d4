import Filters
import JSON
import Platform
import Store

/// Items' or users' records in columns, as the texts that answers carry.
struct MetadataTable: Sendable {
  /// Names in the schema, in its order, without the id.
  let names: [String]
  fileprivate var columns: [Column]
  fileprivate var rows: [ExactText: Int] = [:]
  /// Rows that belonged to records that were removed count too.
  private var nextRow = 0
  private let positions: [String: Int]
  private let identifier: String

  /// The ids of records replaced since loading, but for those that are no longer kept.
  fileprivate var replaced: [String] = []
  fileprivate var forgottenCount = 0
  fileprivate let loading = Loading()

  /// One loading of the table.
  fileprivate final class Loading: Sendable {}

  /// How many replaced ids are kept.
  private static let replacedLimit = 10_000

  fileprivate struct Column {
    let field: AvroSchema.Field
    /// One a row; 0 is null, else 1 more than the index in `values`.
    var codes: [UInt32] = []
    var values: [String] = []
    var codeByValue: [ExactText: UInt32] = [:]
  }

  /// - Parameters:
  ///   - schema: `nil` when there is no dataset: then there are no columns.
  ///   - identifier: the name of the column that names a record.
  init(schema: AvroSchema?, identifier: String) {
    self.identifier = identifier
    let fields = schema?.fields.filter { $0.name.uppercased() != identifier } ?? []
    names = fields.map(\.name)
    columns = fields.map { Column(field: $0) }
    var positions: [String: Int] = [:]
    for (index, field) in fields.enumerated() { positions[field.name] = index }
    self.positions = positions
  }

  var rowCount: Int { rows.count }

  /// The column of that name, in any case.
  func column(named name: String) -> Int? {
    if let exact = positions[name] { return exact }
    let wanted = name.lowercased()
    return names.firstIndex { $0.lowercased() == wanted }
  }

  func isCategorical(_ column: Int) -> Bool { columns[column].field.isCategorical }

  func isTextual(_ column: Int) -> Bool { columns[column].field.isTextual }

  /// Whether there is a record of that id.
  func contains(_ id: String) -> Bool { rows[ExactText(id)] != nil }

  /// An item's value in a column; `nil` is null.
  func value(_ column: Int, ofItem id: String) -> String? {
    guard let row = rows[ExactText(id)] else { return nil }
    let code = columns[column].codes[row]
    return code == 0 ? nil : columns[column].values[Int(code) - 1]
  }

  /// Takes a record, JSON by column name, in place of an earlier one of the same id: columns it
  /// lacks become null.
  mutating func set(id: String, body: String) {
    let id = ExactText(id)
    let row = rows[id] ?? addRow(id)
    for index in columns.indices { columns[index].codes[row] = 0 }
    var reader = JSONReader(Array(body.utf8))
    try? read(&reader, into: row)
  }

  /// Takes a record like `set`, and remembers that it came after loading.
  mutating func replace(id: String, body: String) {
    set(id: id, body: body)
    if replaced.count >= Self.replacedLimit {
      forgottenCount += replaced.count
      replaced = []
    }
    replaced.append(id)
  }

  /// Removes records, and the values that no other record has.
  mutating func remove(_ ids: Set<ExactText>) {
    let removed = ids.compactMap { rows.removeValue(forKey: $0) }
    if removed.isEmpty { return }
    for index in columns.indices { columns[index].clear(removed) }
    forgottenCount += replaced.count
    replaced = []
  }

  private mutating func addRow(_ id: ExactText) -> Int {
    let row = nextRow
    nextRow += 1
    rows[id] = row
    for index in columns.indices { columns[index].codes.append(0) }
    return row
  }

  private mutating func read(_ reader: inout JSONReader, into row: Int) throws {
    try reader.beginObject()
    while let key = try reader.nextKey() {
      guard let column = positions[key],
        let text = try Self.text(&reader, columns[column].field.type)
      else {
        if positions[key] == nil { try reader.skipValue() }
        continue
      }
      columns[column].codes[row] = code(of: text, in: column)
    }
  }

  private static func text(
    _ reader: inout JSONReader, _ type: AvroSchema.FieldType
  ) throws -> String? {
    switch reader.nextKind {
    case .string: return try reader.string()
    case .boolean: return try reader.boolean() ? "true" : "false"
    case .number:
      switch type {
      case .float, .double, .string, .boolean: return try reader.double().description
      case .int, .long: return String(try reader.long())
      }
    default:
      try reader.skipValue()
      return nil
    }
  }

  private mutating func code(of text: String, in column: Int) -> UInt32 {
    if let code = columns[column].codeByValue[ExactText(text)] { return code }
    columns[column].values.append(text)
    let code = UInt32(columns[column].values.count)
    columns[column].codeByValue[ExactText(text)] = code
    return code
  }
}

// MARK: - Filters

extension MetadataTable {
  /// All ids, in no order.
  var ids: some Collection<String> { rows.keys.lazy.map(\.text) }

  /// A state of the table.
  struct Mark: Sendable {
    fileprivate let loading: Loading
    fileprivate let position: Int
  }

  /// The state it is in.
  var mark: Mark { Mark(loading: loading, position: forgottenCount + replaced.count) }

  /// The ids of records that were replaced behind an earlier state; `nil` if that is not known.
  func changes(since mark: Mark) -> ArraySlice<String>? {
    guard mark.loading === loading, mark.position >= forgottenCount,
      mark.position - forgottenCount <= replaced.count
    else { return nil }
    return replaced[(mark.position - forgottenCount)...]
  }

  /// The columns that filters can look at, the id first: neither prose nor booleans.
  var filterColumns: [FilterTable.Column] {
    let others = columns.filter(\.isFilterable).map { column in
      FilterTable.Column(
        name: column.field.name, type: column.field.type.isNumeric ? .number : .text)
    }
    return [FilterTable.Column(name: identifier, type: .text)] + others
  }

  /// A record's cells in the order of `filterColumns`; `nil` if there is no such record.
  func filterCells(of id: String) -> [FilterCell]? {
    guard let row = rows[ExactText(id)] else { return nil }
    return [.identifier(id)] + columns.filter(\.isFilterable).map { $0.cell(row) }
  }

  /// A record's fields; `nil` if there is no such record.
  func filterRecord(of id: String) -> FilterRecord? {
    guard let row = rows[ExactText(id)] else { return nil }
    var record = FilterRecord([identifier: .identifier(id)])
    for column in columns where column.isFilterable {
      record.set(column.field.name, to: column.cell(row))
    }
    return record
  }
}

extension MetadataTable.Column {
  /// Makes rows null.
  fileprivate mutating func clear(_ rows: [Int]) {
    var orphans = Set(rows.map { codes[$0] })
    orphans.remove(0)
    for row in rows { codes[row] = 0 }
    if orphans.isEmpty { return }
    for code in codes where code != 0 { orphans.remove(code) }
    for code in orphans {
      codeByValue[ExactText(values[Int(code) - 1])] = nil
      values[Int(code) - 1] = ""
    }
  }

  fileprivate var isFilterable: Bool { !field.isTextual && field.type != .boolean }

  fileprivate func cell(_ row: Int) -> FilterCell {
    guard codes[row] != 0 else { return .null }
    let text = values[Int(codes[row]) - 1]
    guard field.type.isNumeric else { return .text(text) }
    return Double(text).map { .number($0) } ?? .null
  }
}
