import JSON
import ObjectStore
import Privacy
import Store

/// Turns the CSV files at a location into a segment file.
struct SegmentImport {
  let schema: AvroSchema
  let datasetType: DatasetType
  let source: CSVImport
  /// The file to write.
  let path: String
  /// Whose rows are left out.
  private let exclusions: SubjectExclusions?
  /// What is counted of the rows.
  private let counting: ImportCounting?

  /// What became of the rows that were read.
  struct Outcome {
    /// How many were stored.
    var rows: Int64
    var leftOut: [LeftOutRows] = []
  }

  init(
    schema: AvroSchema, datasetType: DatasetType, location: ObjectLocation,
    objectStore: ObjectStore, minimumRows: Int64, path: String,
    exclusions: SubjectExclusions? = nil, counting: ImportCounting? = nil
  ) {
    self.counting = counting
    self.schema = schema
    self.datasetType = datasetType
    self.path = path
    self.exclusions = exclusions
    source = CSVImport(
      columns: schema.fields.map(ImportColumn.init), location: location,
      objectStore: objectStore, minimumRows: minimumRows)
  }

  /// Reads, checks and writes all rows; leaves no file behind when it fails.
  ///
  /// Rows that are left out count towards the least number of rows: the files have them.
  func run(progress: (ImportProgress) -> Void) throws(ImportError) -> Outcome {
    do {
      return datasetType.holdsInteractions
        ? try importInteractions(progress) : try importRecords(progress)
    } catch {
      try? Files.removeTree(path)
      throw error
    }
  }

  private func importInteractions(
    _ progress: (ImportProgress) -> Void
  ) throws(ImportError) -> Outcome {
    var writer = try ImportError.storing {
      try InteractionSegmentWriter(path: path, columns: schema.columns)
    }
    let columns = schema.fields.indices
    var exclusion = RowExclusion(exclusions, schema: schema, type: datasetType)
    var counter = try ImportError.storing { try ImportCounter(counting, schema: schema) }
    _ = try source.run(
      row: { row, layout throws(ImportError) in
        if try exclusion?.leavesOut(row, layout) == true { return }
        for column in columns {
          switch try layout.cell(column, of: row) {
          case .null: continue
          case .text(let range): writer.set(column, bytes: row.bytes, range)
          case .integer(let value): writer.set(column, integer: value)
          case .real(let value): writer.set(column, real: value)
          case .boolean(let value): writer.set(column, integer: value ? 1 : 0)
          }
        }
        try counter?.count(row, layout)
        do { try writer.endRow() } catch { throw .storage("\(error)") }
      }, progress: progress)
    do { try counter?.save() } catch { throw .storage("\(error)") }
    do { try writer.finish() } catch { throw .storage("\(error)") }
    return Outcome(rows: writer.rows, leftOut: exclusion?.leftOut ?? [])
  }

  private func importRecords(
    _ progress: (ImportProgress) -> Void
  ) throws(ImportError) -> Outcome {
    var writer = try ImportError.storing { try RecordSegmentWriter(path: path) }
    let names = schema.fields.map(\.name)
    let identifier = names.firstIndex { $0.uppercased() == datasetType.identifierColumn }
    var body: [UInt8] = []
    var exclusion = RowExclusion(exclusions, schema: schema, type: datasetType)
    _ = try source.run(
      row: { row, layout throws(ImportError) in
        if try exclusion?.leavesOut(row, layout) == true { return }
        body.removeAll(keepingCapacity: true)
        var id = ""
        try JSONWriter.write(to: &body) { json throws(ImportError) in
          json.beginObject()
          for (column, name) in names.enumerated() {
            let cell = try layout.cell(column, of: row)
            if case .null = cell { continue }
            json.key(name)
            switch cell {
            case .null: json.null()
            case .text(let range):
              let text = String(decoding: row.bytes[range], as: UTF8.self)
              json.string(text)
              if column == identifier { id = text }
            case .integer(let value): json.long(value)
            case .real(let value): json.double(value)
            case .boolean(let value): json.boolean(value)
            }
          }
          json.endObject()
        }
        do {
          try writer.add(id: id, body: String(decoding: body, as: UTF8.self))
        } catch { throw .storage("\(error)") }
      }, progress: progress)
    do { try writer.finish() } catch { throw .storage("\(error)") }
    return Outcome(rows: writer.rows, leftOut: exclusion?.leftOut ?? [])
  }
}
