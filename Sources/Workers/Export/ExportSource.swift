import Privacy
import Store

/// Called now and then with how much has been read, from 0 to 1, and how many rows are written.
typealias ExportProgress = (_ fraction: Double, _ rows: Int64) -> Void

/// The rows of a dataset at one moment that an export is to write.
struct ExportSource {
  let fields: [AvroSchema.Field]
  private let type: DatasetType
  private let task: ExportTask
  private let reader: GroupReader

  /// - Parameter reader: of the group, used for nothing else meanwhile.
  init(_ task: ExportTask, _ reader: GroupReader) throws {
    guard let type = DatasetType(rawValue: task.datasetType), type.canBeExported else {
      throw StoreError.corrupt(
        path: task.groupDirectory, reason: "datasets of type \(task.datasetType) have no export")
    }
    self.type = type
    self.task = task
    self.reader = reader
    fields = try AvroSchema(parsing: task.schema).fields
  }

  /// Writes all rows.
  func write(to file: inout ExportFile, progress: ExportProgress) throws {
    try reader.snapshot {
      if type.holdsInteractions {
        try interactions(progress, &file)
      } else {
        try records(progress, &file)
      }
    }
  }

  /// Those who are being erased or are suppressed; `nil` when there are none.
  private var exclusions: SubjectExclusions? {
    task.exclusions.flatMap { $0.holdsAnyone ? $0 : nil }
  }

  private func interactions(_ progress: ExportProgress, _ file: inout ExportFile) throws {
    let segments =
      task.includesBulk
      ? try opened { ($0.rows, try InteractionSegmentReader(path: $0.path)) } : []
    let events = task.includesStreamed ? try reader.lastEvent() : 0
    var export = InteractionExport(
      fields: fields, exclusions: exclusions, total: segments.reduce(events) { $0 + $1.0 })
    for pass in 0..<export.passes {
      export.begin(pass: pass)
      for (_, segment) in segments { try export.write(segment, to: &file, progress) }
      if events > 0 { try export.writeEvents(of: reader, to: &file, progress) }
    }
  }

  private func records(_ progress: ExportProgress, _ file: inout ExportFile) throws {
    let segments =
      task.includesBulk ? try opened { ($0, try RecordSegmentReader(path: $0.path)) } : []
    let export = RecordExport(
      fields: fields, type: type, keepsNewest: task.includesBulk && task.includesStreamed,
      exclusions: type == .users ? exclusions : nil,
      segments: segments.map { RecordExport.Bulk(published: $0.0.published, reader: $0.1) })
    let total = Double(max(segments.reduce(0) { $0 + $1.0.rows }, 1))
    try export.writeBulk(streamed: reader, to: &file) { read, rows in
      progress(Double(read) / total, rows)
    }
    if task.includesStreamed { try export.writeStreamed(of: reader, to: &file) }
  }

  /// The dataset's segments, opened before the first is read: what an import replaces meanwhile
  /// stays legible to who has it open.
  private func opened<Opened>(_ open: (Segment) throws -> Opened) throws -> [Opened] {
    try reader.segments(of: type.rawValue).map(open)
  }
}

extension DatasetType {
  /// Whether export jobs are made of such datasets.
  fileprivate var canBeExported: Bool {
    switch self {
    case .interactions, .items, .users: true
    case .actions, .actionInteractions: false
    }
  }
}
