import Platform
import Privacy
import Store

/// Writes items or users as CSV.
///
/// Of several records with one id either the newest is written, or all that differ; others with the
/// id are looked up as a record is met, so that memory does not grow with their number.
struct RecordExport {
  /// The records of one import job.
  struct Bulk {
    let published: Timestamp
    let reader: RecordSegmentReader
  }

  let fields: [AvroSchema.Field]
  let type: DatasetType
  let keepsNewest: Bool
  let exclusions: SubjectExclusions?
  /// Oldest first.
  let segments: [Bulk]

  /// Writes the records of import jobs.
  ///
  /// - Parameters:
  ///   - streamed: where those of PutItems and PutUsers are, of which some may be newer.
  ///   - progress: given how many were read, and how many rows are written.
  func writeBulk(
    streamed: GroupReader, to file: inout ExportFile,
    progress: (_ read: Int64, _ rows: Int64) -> Void
  ) throws {
    var read: Int64 = 0
    for (index, segment) in segments.enumerated() {
      let later = segments[(index + 1)...]
      try segment.reader.forEachRecord { id, body in
        read += 1
        if read % 1000 == 0 { progress(read, file.rows) }
        if isExcluded(id) { return }
        let row = try row(id, body)
        if try isRepeated(id, row, in: later) { return }
        if keepsNewest,
          let written = try streamed.recordWritten(id, of: type.rawValue),
          written > segment.published
        {
          return
        }
        try file.write(row)
      }
    }
  }

  /// Writes the records of PutItems and PutUsers.
  func writeStreamed(of reader: GroupReader, to file: inout ExportFile) throws {
    try reader.records(of: type.rawValue) { id, body, written in
      if isExcluded(id) { return }
      if keepsNewest,
        try segments.contains(where: {
          try $0.published >= written && $0.reader.body(of: id) != nil
        })
      {
        return
      }
      try file.write(try row(id, body))
    }
  }

  /// Whether a later import has a record of the id, or, when all count, the very same.
  private func isRepeated(
    _ id: String, _ row: CSVRow, in later: ArraySlice<Bulk>
  ) throws -> Bool {
    for segment in later {
      guard let other = try segment.reader.body(of: id) else { continue }
      if try keepsNewest || self.row(id, other).bytes == row.bytes { return true }
    }
    return false
  }

  private func isExcluded(_ id: String) -> Bool {
    exclusions?.standing(of: Array(id.utf8)).isHeld ?? false
  }

  private func row(_ id: String, _ body: String) throws -> CSVRow {
    let cells = try RecordCells(body)
    var row = CSVRow()
    for field in fields {
      if field.name.uppercased() == type.identifierColumn {
        row.text(id)
      } else {
        cells.append(field, to: &row)
      }
    }
    row.end()
    return row
  }
}
