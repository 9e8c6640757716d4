import FoundationEssentials
import Platform
import Recipes
import Store

/// How far a dataset group's data have come: what tells whether there are new ones.
struct DataAmount: Codable, Equatable {
  /// The newest streamed event.
  var lastEvent: Int64 = 0
  /// The newest file of bulk rows.
  var lastSegment: Int64 = 0
  /// The newest file of items, or of actions for a recipe that recommends these.
  var lastItemSegment: Int64 = 0
  /// When the newest of them was put in, in epoch milliseconds, and how many were then.
  var lastItem: Int64 = 0
  var lastItemCount = 0

  /// Reads the amount of what a recipe learns from.
  init(of group: GroupStore, for recipe: Recipe?) throws {
    let reader = try group.reader()
    let learnsActions = recipe?.type == .personalizedActions
    let type: DatasetType = learnsActions ? .actionInteractions : .interactions
    lastSegment = try reader.segments(of: type.rawValue).last?.id ?? 0
    lastEvent = try learnsActions ? reader.lastActionEvent() : reader.lastEvent()
    let items: DatasetType = learnsActions ? .actions : .items
    lastItemSegment = try reader.segments(of: items.rawValue).last?.id ?? 0
    let newest = try reader.lastRecords(of: items.rawValue)
    (lastItem, lastItemCount) = (newest.time.milliseconds, newest.count)
  }

  init() {}

  /// Whether interactions came since.
  func hasInteractions(since earlier: DataAmount) -> Bool {
    lastEvent > earlier.lastEvent || lastSegment > earlier.lastSegment
  }

  /// Whether items came or changed since.
  func hasItems(since earlier: DataAmount) -> Bool {
    lastItemSegment > earlier.lastItemSegment
      || (lastItem, lastItemCount) > (earlier.lastItem, earlier.lastItemCount)
  }

  /// What the newest training of a solution that has begun began with; nothing if none has.
  static func trained(_ solution: Resource, _ database: ControlDatabase) throws -> DataAmount {
    let versions = try database.list(
      .solutionVersion, parent: solution.arn, newestFirst: true, limit: .max)
    for version in versions {
      if let stored = try database.attachment(.trainedData, of: version.arn) {
        return try JSONDecoder().decode(DataAmount.self, from: Data(stored))
      }
    }
    return DataAmount()
  }

  func attach(to version: Resource, _ database: ControlDatabase) throws {
    try database.attach(
      .trainedData, to: version.arn, body: [UInt8](try JSONEncoder().encode(self)))
  }
}

/// What is remembered of a solution's or recommender's schedule.
struct ScheduleMark: Codable {
  /// When the frequency last changed.
  var beginning: Int64?
  /// When a training was last due, and left out or begun.
  var lastTurn: Int64?
  /// When an update of the model was last due, and left out or begun.
  var lastUpdate: Int64?

  /// The mark of a resource; empty when there is none.
  init(of arn: String, _ database: ControlDatabase) throws {
    guard let stored = try database.attachment(.schedule, of: arn) else { return }
    self = try JSONDecoder().decode(Self.self, from: Data(stored))
  }

  /// The mark of a schedule that begins now.
  init(beginning: Timestamp) {
    self.beginning = beginning.milliseconds
  }

  func attach(to arn: String, _ database: ControlDatabase) throws {
    try database.attach(.schedule, to: arn, body: [UInt8](try JSONEncoder().encode(self)))
  }
}
