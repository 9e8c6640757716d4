import FoundationEssentials
import Platform
import Privacy
import Store

/// Rows of datasets, streamed and imported, and what the control database holds of people.
extension Erasure {
  mutating func eraseRows() throws -> Next {
    try keepRewrittenThatExist()
    guard state.isRewritten else {
      return .work(
        .rewriteRows(
          RowErasureTask(
            scene: scene, subjects: try subjects(), mark: "e\(claimed.job.id).segment")))
    }
    let ids = try subjects()
    if state.streamed == nil {
      state.streamed = try group.countUsers(ids)
      try note()
    }
    try markOutdatedModels()
    try group.replaceSegments(
      state.rewritten.map {
        SegmentReplacement(
          id: $0.segmentID, oldFile: $0.oldFile, newFile: $0.newFile,
          rows: $0.rowsBefore - $0.rowsRemoved)
      })
    ErasureMoment.segmentsReplaced.reached()
    guard try eraseStreamed(ids) else { return try again() }
    ErasureMoment.streamedErased.reached()
    if !state.isControlErased {
      try eraseControl(ids)
      ErasureMoment.controlErased.reached()
      state.isControlErased = true
    }
    // What was read while rows were going holds some of them.
    try group.raiseErasureEpoch()
    try announce()
    return try goOn()
  }

  mutating func take(_ segments: [RewrittenSegment], _ before: PlaceCounts) throws -> Next {
    let known = Set(segments.map(\.segmentID))
    state.rewritten = state.rewritten.filter { !known.contains($0.segmentID) } + segments
    state.isRewritten = true
    state.before = state.before ?? before
    try note()
    ErasureMoment.rewrittenNoted.reached()
    return try eraseRows()
  }

  /// Forgets rewritten files that went with a crash before they took their place.
  private mutating func keepRewrittenThatExist() throws {
    guard state.isRewritten else { return }
    let files = try group.segmentFiles()
    let kept = state.rewritten.filter { segment in
      switch files[segment.segmentID] {
      // Replaced by an import, or in its place already.
      case nil, segment.newFile: true
      case segment.oldFile:
        FileManager.default.fileExists(atPath: group.segmentPath(file: segment.newFile))
      default: false
      }
    }
    state.isRewritten = kept.count == state.rewritten.count
    state.rewritten = kept
  }

  /// - Returns: whether all is deleted; `false` when the server is about to stop.
  private mutating func eraseStreamed(_ ids: [String]) throws -> Bool {
    _ = try group.eraseUsers(ids, mayGoOn: mayGoOn)
    guard mayGoOn() else { return false }
    let matcher = try SubjectMatcher(ids: ids, groupDirectory: group.directory)
    let revision = StreamedRevision(matcher: matcher)
    for table in GroupStore.RevisedTable.allCases {
      let changed = try group.revise(table, mayGoOn: mayGoOn) { column, text in
        revision.decide(table, column, text)
      }
      state.streamed?.mentions += changed
    }
    let metrics = try group.reviseMetrics { revision.decide(optional: $0) }
    state.streamed?.mentions += metrics
    try group.removeSessions(mayGoOn: mayGoOn) { matcher.remainder(of: $0) != .unchanged }
    return mayGoOn()
  }
}

/// What becomes of texts in rows of others that name people.
struct StreamedRevision {
  let matcher: SubjectMatcher

  func decide(
    _ table: GroupStore.RevisedTable, _ column: String, _ text: String
  ) -> GroupStore.Revision {
    switch column {
    case "properties", "body":
      return matcher.scrubbed(record: text).map { .replace($0) } ?? .keep
    case "event_id", "session_id", "event_type":
      // These may not be missing: something that says nothing takes their place.
      guard matcher.remainder(of: text) != .unchanged else { return .keep }
      return .replace(column == "event_id" ? nil : "erased")
    default:
      return decide(optional: text)
    }
  }

  /// What becomes of a text that may be missing.
  func decide(optional text: String) -> GroupStore.Revision {
    switch matcher.remainder(of: text) {
    case .unchanged: .keep
    case .nothing: .replace(nil)
    case .text(let left): .replace(left)
    }
  }
}
