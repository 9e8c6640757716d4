import Platform
import Recipes
import Store

/// What a dataset group holds at one moment, in the form recipes learn from.
struct TrainingSnapshot {
  let data: TrainingData
  /// The rows that are in the data.
  let bounds: DataBounds

  /// Reads the group's bulk rows, streamed events and put records: all of now, or those meant.
  init(groupDirectory: String, columns: TrainingColumns, bounds given: DataBounds?) throws {
    let reader = try GroupReader(directory: groupDirectory)
    var loader = TrainingDataLoader(columns: columns, bounds: given)
    bounds = try reader.snapshot {
      // Records first: a record is replaced as a whole by a newer one, whose time decides.
      try loader.load(records: .items, from: reader)
      try loader.load(records: .users, from: reader)
      try loader.loadInteractions(from: reader)
      if columns.usesActions {
        try loader.load(records: .actions, from: reader)
        try loader.loadActionInteractions(from: reader)
      }
      return try given ?? DataBounds(of: reader)
    }
    data = try loader.finish()
  }

  /// Reads the group, again if an import replaced a file between finding and opening it.
  static func read(
    groupDirectory: String, columns: TrainingColumns, bounds: DataBounds? = nil,
    attempts: Int = 3
  ) throws -> TrainingSnapshot {
    for _ in 1..<attempts {
      if let snapshot = try? TrainingSnapshot(
        groupDirectory: groupDirectory, columns: columns, bounds: bounds)
      {
        return snapshot
      }
    }
    return try TrainingSnapshot(
      groupDirectory: groupDirectory, columns: columns, bounds: bounds)
  }
}
