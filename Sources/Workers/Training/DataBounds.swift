import Platform
import Store

/// Which rows of a dataset group a training reads: those there were at one moment.
///
/// With them it can be done again later on the same rows, as long as no full import has replaced
/// any and no record was overwritten.
package struct DataBounds: Codable, Sendable, Equatable {
  /// The newest streamed event.
  var lastEvent: Int64
  /// The newest streamed interaction with an action.
  var lastActionEvent: Int64
  /// The files of bulk rows, of all datasets.
  var segments: Set<Int64>
  /// When the newest record was written, in epoch milliseconds.
  var lastRecord: Int64

  /// Everything there is now.
  init(of reader: GroupReader) throws {
    lastEvent = try reader.lastEvent()
    lastActionEvent = try reader.lastActionEvent()
    segments = []
    lastRecord = 0
    for type in DatasetType.allCases {
      segments.formUnion(try reader.segments(of: type.rawValue).map(\.id))
      lastRecord = max(lastRecord, try reader.lastRecords(of: type.rawValue).time.milliseconds)
    }
  }

  /// Those of a dataset's files that are meant; all when they were all replaced since.
  func select(_ present: [Segment]) -> [Segment] {
    let meant = present.filter { segments.contains($0.id) }
    return meant.isEmpty ? present : meant
  }

  /// Whether all the files that are meant are still there.
  func areIntact(in reader: GroupReader) throws -> Bool {
    segments.isSubset(of: try DataBounds(of: reader).segments)
  }
}
