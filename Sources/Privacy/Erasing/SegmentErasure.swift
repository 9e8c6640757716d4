import FoundationEssentials
import Platform
import Store

/// A segment file that was written anew without the people; the old one is still in place.
package struct RewrittenSegment: Codable, Sendable, Equatable {
  package var segmentID: Int64
  /// INTERACTIONS, ITEMS, USERS, ...
  package var dataset: String
  /// Names in the group's folder `segments`.
  package var oldFile: String
  package var newFile: String
  package var rowsBefore: Int64
  /// Rows of the people themselves.
  package var rowsRemoved: Int64
  /// Values in rows of others, and of items and actions, that named the people.
  package var valuesRemoved: Int64

  package init(
    segmentID: Int64, dataset: String, oldFile: String, newFile: String, rowsBefore: Int64,
    rowsRemoved: Int64, valuesRemoved: Int64
  ) {
    self.segmentID = segmentID
    self.dataset = dataset
    self.oldFile = oldFile
    self.newFile = newFile
    self.rowsBefore = rowsBefore
    self.rowsRemoved = rowsRemoved
    self.valuesRemoved = valuesRemoved
  }
}

/// How far the writing has come.
package struct SegmentErasureProgress: Sendable, Equatable {
  /// Rows read of all segments there are to look through.
  package var rows: Int64
  package var totalRows: Int64

  package var fraction: Double { totalRows > 0 ? min(Double(rows) / Double(totalRows), 1) : 1 }
}

/// Writes the segment files of a dataset group anew without some people: bulk rows of
/// interactions, interactions with actions, users, items and actions.
///
/// - A row that has a person as its user goes.
/// - A value that names a person in a row of somebody else, such as a column REFERRED_BY or an
///   element of a list with `|`, becomes null or loses the element; the row stays. What counts as
///   naming is ``SubjectMentions``'s to say. It becomes null also where the schema allows no null.
/// - ITEM_ID and ACTION_ID name items and actions, whose ids have nothing to do with people's, or
///   may be a person's profile; nothing in the data tells. They stay, and values equal to the id of
///   such an item or action say nothing of the person.
/// - Dictionaries are made anew, so an item that only these people used is gone with them.
/// - Everything else stays bit for bit and in its order. The new file is the one that importing the
///   remaining rows would have made, and a segment without the people is left alone.
///
/// Streamed rows are in `data.sqlite`, whose only writer is the server: ``SubjectMatcher`` tells it
/// what becomes of their values. Linear, in constant memory but for the dictionaries.
package struct SegmentErasure {
  private let directory: String
  private let subjects: ErasureSubjects
  private let mark: String

  /// - Parameters:
  ///   - groupDirectory: the group's folder, which holds `data.sqlite` and `segments`.
  ///   - mark: distinguishes the new files' names, such as the job's identifier; a run with the same
  ///     mark overwrites what a broken one left.
  package init(groupDirectory: String, subjects: ErasureSubjects, mark: String) {
    directory = groupDirectory
    self.subjects = subjects
    self.mark = mark
  }

  /// Writes all new files, which are on the disk when this returns.
  ///
  /// Publishing them is up to the caller. Of a run that throws no new file is left.
  /// Run again after the new files were published, it finds nothing to do.
  package func run(progress: (SegmentErasureProgress) -> Void = { _ in }) throws
    -> [RewrittenSegment]
  {
    let matcher = try SubjectMatcher(
      ids: subjects.resolved(groupDirectory: directory).ids, groupDirectory: directory)
    let reader = try GroupReader(directory: directory)
    let segments = try reader.snapshot {
      try DatasetType.allCases.flatMap { try reader.segments(of: $0.rawValue) }
    }
    var state = SegmentErasureProgress(rows: 0, totalRows: segments.reduce(0) { $0 + $1.rows })
    var rewritten: [RewrittenSegment] = []
    do {
      for segment in segments {
        guard let type = DatasetType(rawValue: segment.dataset) else { continue }
        let before = state.rows
        func report(_ rows: Int64) {
          state.rows = before + min(rows, segment.rows)
          progress(state)
        }
        let new = newPath(for: segment.path)
        let change =
          type.holdsInteractions
          ? try eraseInteractions(segment, to: new, matcher, report)
          : try eraseRecords(segment, of: type, to: new, matcher, report)
        report(segment.rows)
        guard let change else { continue }
        rewritten.append(
          RewrittenSegment(
            segmentID: segment.id, dataset: segment.dataset, oldFile: Self.name(segment.path),
            newFile: Self.name(new), rowsBefore: segment.rows, rowsRemoved: change.rows,
            valuesRemoved: change.values))
      }
    } catch {
      for segment in segments { try? Files.removeTree(newPath(for: segment.path)) }
      throw error
    }
    return rewritten
  }

  /// What a new file lacks.
  private typealias Change = (rows: Int64, values: Int64)

  private static func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }

  /// The old name with the mark in place of an earlier one.
  private func newPath(for path: String) -> String {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    let old = Self.name(path)
    let stem = old.split(separator: "~").first.map(String.init) ?? old
    let new = "\(stem)~\(mark)"
    return folder + "/" + (new == old ? new + "-again" : new)
  }
}

// MARK: - Interactions

extension SegmentErasure {
  private func eraseInteractions(
    _ segment: Segment, to path: String, _ matcher: SubjectMatcher,
    _ report: (Int64) -> Void
  ) throws -> Change? {
    let reader = try InteractionSegmentReader(path: segment.path)
    var fates: [Int: [UInt32: InteractionSegmentRewriter.Fate]] = [:]
    for (position, column) in reader.columns.enumerated() where column.type == .string {
      let name = column.name.uppercased()
      if name == "ITEM_ID" || name == "ACTION_ID" { continue }
      try reader.forEachString(of: position) { code, text in
        if name == "USER_ID" {
          if matcher.matches(text) { fates[position, default: [:]][code] = .dropsRow }
          return
        }
        switch matcher.remainder(of: text) {
        case .unchanged: break
        case .nothing: fates[position, default: [:]][code] = .becomesNull
        case .text(let left): fates[position, default: [:]][code] = .becomes(left)
        }
      }
    }
    guard !fates.isEmpty else { return nil }
    let outcome = try InteractionSegmentRewriter(reader, fates: fates).write(to: path) {
      report($0.rowsRead)
    }
    return (outcome.rowsDropped, outcome.valuesChanged)
  }
}

// MARK: - Records

extension SegmentErasure {
  private func eraseRecords(
    _ segment: Segment, of type: DatasetType, to path: String, _ matcher: SubjectMatcher,
    _ report: (Int64) -> Void
  ) throws -> Change? {
    let reader = try RecordSegmentReader(path: segment.path)
    func fate(_ id: String, _ body: String) -> RecordFate {
      if type == .users, matcher.matches(id) { return .goes }
      return matcher.scrubbed(record: body, exempt: type.identifierColumn)
        .map { .changes($0) } ?? .stays
    }
    var concerned = false
    // Most segments hold none of the people: to read one is quicker than to write it.
    try reader.forEachRecord { id, body in
      if !concerned, fate(id, body) != .stays { concerned = true }
    }
    guard concerned else { return nil }
    var writer = try RecordSegmentWriter(path: path)
    var change: Change = (0, 0)
    try reader.forEachRecord { id, body in
      switch fate(id, body) {
      case .stays: try writer.add(id: id, body: body)
      case .goes: change.rows += 1
      case .changes(let left):
        change.values += 1
        try writer.add(id: id, body: left)
      }
      if (writer.rows + change.rows) % 65_536 == 0 { report(writer.rows + change.rows) }
    }
    try writer.finish()
    return change
  }

  private enum RecordFate: Equatable {
    case stays
    case goes
    case changes(String)
  }
}
