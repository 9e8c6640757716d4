import Platform
import Privacy
import Store

/// Writes interactions as CSV, each row once however often it is there.
///
/// To tell which rows are there twice takes memory, so it is done for a part of the rows at a time,
/// those of some timestamps, in as many passes as keep each part below so many rows. Reading a block
/// again costs little against writing its rows; up to four million rows are one pass, in their own
/// order.
struct InteractionExport {
  static let rowsPerPass: Int64 = 4_000_000

  let passes: Int
  private let fields: [AvroSchema.Field]
  private let exclusions: SubjectExclusions?
  private let total: Int64
  private let names: [String]
  private let time: Int?
  private var pass = 0
  private var read: Int64 = 0
  private var seen: Set<CSVRowFingerprint> = []
  private var row = CSVRow()

  /// - Parameter total: how many rows there are at most.
  init(
    fields: [AvroSchema.Field], exclusions: SubjectExclusions?, total: Int64,
    rowsPerPass: Int64 = InteractionExport.rowsPerPass
  ) {
    self.fields = fields
    self.exclusions = exclusions
    self.total = max(total, 1)
    names = fields.map { $0.name.uppercased() }
    time = names.firstIndex(of: "TIMESTAMP")
    passes = Int(clamping: max(1, (total + rowsPerPass - 1) / rowsPerPass))
    seen.reserveCapacity(Int(clamping: min(total, rowsPerPass)))
  }

  mutating func begin(pass: Int) {
    self.pass = pass
    seen.removeAll(keepingCapacity: true)
  }

  /// Whether rows of that time belong to the present pass.
  private func isMine(_ time: Int64) -> Bool {
    guard passes > 1 else { return true }
    let mixed = UInt64(bitPattern: time) &* 0x9E37_79B9_7F4A_7C15
    return Int((mixed >> 32) % UInt64(passes)) == pass
  }

  private func isExcluded(_ user: String) -> Bool {
    exclusions?.standing(of: Array(user.utf8)).isHeld ?? false
  }

  private mutating func end(_ file: inout ExportFile) throws {
    row.end()
    if seen.insert(CSVRowFingerprint(row.bytes)).inserted { try file.write(row) }
  }
}

// MARK: - Bulk rows

extension InteractionExport {
  /// A column of the schema in a segment, which has it unless the schema got it later.
  private struct Source {
    let position: Int?
    let texts: EncodedTexts?
    let isBoolean: Bool
  }

  /// Writes those rows of a segment that belong to the present pass.
  mutating func write(
    _ segment: InteractionSegmentReader, to file: inout ExportFile, _ progress: ExportProgress
  ) throws {
    let columns = segment.columns.map { $0.name.uppercased() }
    let sources = try zip(fields, names).map { field, name in
      let position = columns.firstIndex(of: name)
      let texts = try position.flatMap {
        segment.columns[$0].type == .string ? try EncodedTexts(segment, $0) : nil
      }
      return Source(position: position, texts: texts, isBoolean: field.type == .boolean)
    }
    let user = columns.firstIndex(of: "USER_ID")
    let held = try heldUsers(segment, user)
    let timeColumn = time.flatMap { sources[$0].position }
    try segment.forEachBlock { chunks in
      let count = chunks.first?.count ?? 0
      for index in 0..<count {
        if let timeColumn, case .integers(let times) = chunks[timeColumn], !isMine(times[index]) {
          continue
        }
        if !held.isEmpty, let user, case .codes(let codes) = chunks[user],
          held.contains(codes[index])
        {
          continue
        }
        row.begin()
        for source in sources { append(source, chunks, index) }
        try end(&file)
      }
      advance(by: Int64(count), file, progress)
    }
  }

  private mutating func append(_ source: Source, _ chunks: [ColumnChunk], _ index: Int) {
    guard let position = source.position else { return row.null() }
    switch chunks[position] {
    case .codes(let codes):
      if let text = source.texts?[codes[index]] { row.encoded(text) } else { row.null() }
    case .integers(let integers):
      let value = integers[index]
      if value == .min {
        row.null()
      } else if source.isBoolean {
        row.boolean(value != 0)
      } else {
        row.integer(value)
      }
    case .reals(let reals):
      if reals[index].isNaN { row.null() } else { row.real(reals[index]) }
    }
  }

  /// The codes of those whose rows are left out.
  private func heldUsers(_ segment: InteractionSegmentReader, _ column: Int?) throws -> Set<UInt32>
  {
    var held: Set<UInt32> = []
    guard exclusions != nil, let column else { return held }
    try segment.forEachString(of: column) { code, text in
      if isExcluded(text) { held.insert(code) }
    }
    return held
  }

  private mutating func advance(
    by count: Int64, _ file: ExportFile, _ progress: ExportProgress
  ) {
    read += count
    progress(Double(read) / (Double(total) * Double(passes)), file.rows)
  }
}

// MARK: - Streamed events

extension InteractionExport {
  private static let eventsPerReport: Int64 = 10_000

  /// Writes those events that belong to the present pass; those of visitors who were never linked
  /// to a user are left out.
  mutating func writeEvents(
    of reader: GroupReader, to file: inout ExportFile, _ progress: ExportProgress
  ) throws {
    var pending: Int64 = 0
    try reader.events { event in
      pending += 1
      if pending == Self.eventsPerReport {
        advance(by: pending, file, progress)
        pending = 0
      }
      guard isMine(event.timestamp.seconds), let user = event.person, !isExcluded(user) else {
        return
      }
      try append(event, of: user)
      try end(&file)
    }
    advance(by: pending, file, progress)
  }

  private mutating func append(_ event: StreamedEvent, of user: String) throws {
    let properties = try event.properties.map { try RecordCells($0) }
    row.begin()
    for (field, name) in zip(fields, names) {
      switch name {
      case "USER_ID": row.text(user)
      case "ITEM_ID": row.text(event.itemID)
      case "TIMESTAMP": row.integer(event.timestamp.seconds)
      case "EVENT_TYPE": row.text(event.eventType)
      case "EVENT_VALUE":
        if let value = event.eventValue { row.real(value) } else { row.null() }
      case "IMPRESSION": row.text(event.impression ?? "")
      case "RECOMMENDATION_ID": row.text(event.recommendationID ?? "")
      case "EVENT_ATTRIBUTION_SOURCE": row.text(event.attributionSource ?? "")
      default:
        if let properties { properties.append(field, to: &row) } else { row.null() }
      }
    }
  }
}
