/// Everything a recipe learns from: interactions as compressed sparse rows, and metadata.
///
/// Interactions are sorted by user, then time, then arrival; user u's are the rows
/// `userOffsets[u]..<userOffsets[u + 1]` of every column. Ids are 32-bit numbers into the tables.
package struct TrainingData: Sendable {
  /// An optional column of the interactions, such as the device.
  package struct ContextColumn: Sendable {
    package let name: String
    /// One value a row, a number in `vocabulary`; `nullCode` where null.
    package let codes: [UInt32]
    package let vocabulary: IdentifierTable
    /// Whether the values are numbers in text, which count by size.
    package var isNumeric = false

    /// The code of a null.
    package static let nullCode = UInt32.max
  }

  package let users: IdentifierTable
  package let items: IdentifierTable
  /// Names of the event types; ids compare without case only where the caller folded them.
  package let eventTypes: IdentifierTable
  /// `users.count + 1` row numbers.
  package internal(set) var userOffsets: [Int]
  package internal(set) var itemIDs: [UInt32]
  /// Epoch seconds.
  package internal(set) var timestamps: [Int64]
  /// Empty when no row has an event type, else one a row; `noEventType` where null.
  package internal(set) var eventTypeIDs: [UInt16]
  /// Empty when no row has a value, else one a row; NaN where null.
  package internal(set) var eventValues: [Float]
  /// Empty when all interactions count alike, else what each counts; 1 on average.
  package internal(set) var rowWeights: [Float] = []
  package internal(set) var contextColumns: [ContextColumn]
  package var itemMetadata: MetadataTable
  package var userMetadata: MetadataTable
  /// Empty, or one creation time an item in epoch seconds; `unknownTime` where unknown.
  package var itemCreationTimes: [Int64]
  /// The items' titles, where a recipe asks for them.
  package var itemTitles: MetadataColumn?
  package var actions = ActionData.none

  /// The id of a missing event type.
  package static let noEventType = UInt16.max
  /// The value of an unknown time.
  package static let unknownTime = Int64.min

  /// The number of interactions.
  package var count: Int { itemIDs.count }

  /// The rows of one user.
  package func rows(ofUser user: Int) -> Range<Int> { userOffsets[user]..<userOffsets[user + 1] }
}

/// What is wrong with the rows given to a builder.
package enum TrainingDataError: Error, Sendable, Equatable {
  /// A row names a user, item or event type number beyond its table.
  case numberOutOfRange(row: Int)
  /// More rows than 32-bit row numbers can count.
  case tooManyRows
}
