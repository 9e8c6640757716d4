import ObjectStore
import Platform
import Store

/// How far an import has come.
struct ImportProgress: Sendable, Equatable {
  var rows: Int64 = 0
  var bytes: Int64 = 0
  var totalBytes: Int64 = 0
}

/// Reads the CSV files of an import and hands their rows on, checked.
///
/// Streaming: whatever the size of the files, one block of one of them is in memory.
struct CSVImport {
  let columns: [ImportColumn]
  let location: ObjectLocation
  let objectStore: ObjectStore
  /// Rows a job needs at least.
  let minimumRows: Int64

  /// Rows between two reports.
  private static let rowsPerReport: Int64 = 1 << 16

  /// Reads all files in the order of their names, and returns the number of rows.
  ///
  /// `row` is called with a reader that stands on a row, and where its cells are.
  func run(
    row: (borrowing CSVReader, RowLayout) throws(ImportError) -> Void,
    progress: (ImportProgress) -> Void
  ) throws(ImportError) -> Int64 {
    let files = try self.files()
    var done = ImportProgress()
    done.totalBytes = files.reduce(0) { $0 + $1.bytes }
    var first: RowLayout?
    for file in files {
      let layout = try read(file, after: first, row: row, &done, progress)
      first = first ?? layout
    }
    guard done.rows >= minimumRows else {
      throw .tooFewRows(done.rows, minimum: minimumRows, in: location)
    }
    progress(done)
    return done.rows
  }

  private func files() throws(ImportError) -> [ObjectSummary] {
    func isCSV(_ location: ObjectLocation) -> Bool { location.key.lowercased().hasSuffix(".csv") }
    let found: [ObjectSummary]
    do { found = try objectStore.objects(at: location) } catch { throw .objectStore(error) }
    guard location.isFolder else {
      guard isCSV(location) else { throw .notCSV(location) }
      return found
    }
    let files = found.filter { isCSV($0.location) }
    guard !files.isEmpty else { throw .noFiles(location) }
    return files
  }

  private func read(
    _ summary: ObjectSummary, after first: RowLayout?,
    row: (borrowing CSVReader, RowLayout) throws(ImportError) -> Void,
    _ done: inout ImportProgress, _ progress: (ImportProgress) -> Void
  ) throws(ImportError) -> RowLayout {
    let location = summary.location
    let file = location.description
    let object: ObjectReader
    do { object = try objectStore.reader(of: location) } catch { throw .objectStore(error) }
    var reader = CSVReader(object)
    guard try advance(&reader, file, header: []) else { throw .noHeader(file: file) }
    let names = reader.fields.map { String(decoding: reader.bytes[$0], as: UTF8.self) }
    let layout = RowLayout(
      file: file, modified: summary.lastModified, columns: columns,
      header: try CSVHeader(names: names, columns: columns.map(\.name), file: file))
    if let first {
      try layout.header.check(sameAs: first.header, file: file, firstFile: first.file)
    }
    let bytesBefore = done.bytes
    while try advance(&reader, file, header: names) {
      try layout.check(reader)
      try row(reader, layout)
      done.rows += 1
      if done.rows % Self.rowsPerReport == 0 {
        done.bytes = bytesBefore + reader.bytesRead
        progress(done)
      }
    }
    done.bytes = bytesBefore + reader.bytesRead
    return layout
  }

  private func advance(
    _ reader: inout CSVReader, _ file: String, header: [String]
  ) throws(ImportError) -> Bool {
    do { return try reader.nextRow() } catch {
      throw error.described(file: file, header: header)
    }
  }
}

/// Where the cells of one file's rows are, and what they must be.
struct RowLayout {
  let file: String
  /// When the file was last written.
  let modified: Timestamp
  let columns: [ImportColumn]
  let header: CSVHeader

  /// Refuses a row with more or fewer values than the header has names.
  func check(_ row: borrowing CSVReader) throws(ImportError) {
    let count = row.fields.count
    let names = header.names
    guard count != names.count else { return }
    throw .nonconforming(
      ImportPlace(file: file, line: row.line, column: names[min(count, names.count) - 1]),
      rule: "the row has \(count) values, but the header names \(names.count) columns; a value "
        + "with a comma must be wrapped in quotes")
  }

  /// Reads the cell of a column of the schema.
  func cell(_ column: Int, of row: borrowing CSVReader) throws(ImportError) -> ImportColumn.Cell {
    do {
      return try columns[column].cell(row.bytes, row.fields[header.positions[column]])
    } catch {
      let place = ImportPlace(file: file, line: row.line, column: columns[column].name)
      switch error {
      case .tooLong(let limit): throw .tooLong(place, limit: limit)
      case .rule(let rule): throw .nonconforming(place, rule: rule)
      }
    }
  }
}
