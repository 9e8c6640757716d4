/// What can be done with users besides recommending items, and what they did about it.
///
/// Rows are sorted by user, then time, then arrival; user u's are
/// `userOffsets[u]..<userOffsets[u + 1]`, users being those of the ``TrainingData``.
package struct ActionData: Sendable {
  /// What a user did with an action.
  package enum Response: UInt8, Sendable {
    case taken = 1
    case notTaken = 2
    case viewed = 3
  }

  package let actions: IdentifierTable
  package let rules: ActionRules
  /// The newest streamed interaction with an action that is among the rows, by its place in the log.
  package let lastEvent: Int64
  /// One a user and one more; empty when nobody did anything.
  let userOffsets: [Int]
  let actionIDs: [UInt32]
  let responses: [Response]
  /// Epoch seconds.
  let timestamps: [Int64]

  /// No actions at all.
  package static let none = ActionDataBuilder().build(userCount: 0)

  /// The number of interactions with actions.
  package var count: Int { actionIDs.count }

  /// The rows of one user; none for a user beyond those known when the rows were sorted.
  func rows(ofUser user: Int) -> Range<Int> {
    guard user >= 0, user + 1 < userOffsets.count else { return 0..<0 }
    return userOffsets[user]..<userOffsets[user + 1]
  }
}

/// What decides, besides a user's inclination, whether and where an action is shown; by action.
package struct ActionRules: Sendable, Equatable {
  /// Of equally likely actions the more valuable one is first; `defaultValue` where none is given.
  package var values: [Float]
  /// From when on an action is not shown, epoch seconds; `Int64.max` for never.
  package var expirations: [Int64]
  /// For how many seconds an action is not shown after a user has interacted with it.
  package var pauses: [Int64]

  /// The value of an action that has none.
  package static let defaultValue: Float = 1
  /// The longest `REPEAT_FREQUENCY`, in days.
  package static let maxRepeatDays: Int64 = 30

  /// Rules that withhold nothing.
  package init(count: Int) {
    values = Array(repeating: Self.defaultValue, count: count)
    expirations = Array(repeating: .max, count: count)
    pauses = Array(repeating: 0, count: count)
  }

  /// Sets an action's rules as its columns have them.
  /// - Parameters:
  ///   - action: a number below the count given at first; others are ignored.
  ///   - value: `VALUE`, 1 to 10, or `nil`.
  ///   - expiration: `EXPIRATION_TIMESTAMP`, epoch seconds, or `nil`.
  ///   - repeatDays: `REPEAT_FREQUENCY`, or `nil`.
  package mutating func set(_ action: Int, value: Float?, expiration: Int64?, repeatDays: Int64?) {
    guard values.indices.contains(action) else { return }
    values[action] = value ?? Self.defaultValue
    expirations[action] = expiration ?? .max
    pauses[action] = min(max(repeatDays ?? 0, 0), Self.maxRepeatDays) * 86_400
  }
}

/// Collects actions and what users did about them, in any order.
package struct ActionDataBuilder: Sendable {
  /// Intern actions here, those nobody met too.
  package var actions = IdentifierTable()
  /// The newest streamed interaction given, by its place in the log.
  package var lastEvent: Int64 = 0
  private var columns: [UInt32: (value: Float?, expiration: Int64?, repeatDays: Int64?)] = [:]
  private var rows: [Row] = []

  private struct Row: Sendable {
    let user: UInt32
    let action: UInt32
    let response: ActionData.Response
    let timestamp: Int64
  }

  package init() {}

  /// Takes an action's columns in place of earlier ones; see ``ActionRules``.
  package mutating func set(
    _ action: UInt32, value: Float?, expiration: Int64?, repeatDays: Int64?
  ) {
    columns[action] = (value, expiration, repeatDays)
  }

  /// Adds what a user did with an action.
  /// - Parameters:
  ///   - user: a number in the users of the training data.
  ///   - action: a number in `actions`.
  ///   - response: what they did.
  ///   - timestamp: epoch seconds.
  package mutating func append(
    user: UInt32, action: UInt32, response: ActionData.Response, timestamp: Int64
  ) {
    rows.append(Row(user: user, action: action, response: response, timestamp: timestamp))
  }

  /// Sorts and hands over; rows that are equal in all columns count once, rows of users beyond
  /// `userCount` or actions beyond the table are left out.
  package consuming func build(userCount: Int) -> ActionData {
    var rules = ActionRules(count: actions.count)
    for (action, column) in columns {
      rules.set(
        Int(action), value: column.value, expiration: column.expiration,
        repeatDays: column.repeatDays)
    }
    let sorted = rows.enumerated()
      .filter { $0.element.user < userCount && $0.element.action < actions.count }
      .sorted {
        ($0.element.user, $0.element.timestamp, $0.offset)
          < ($1.element.user, $1.element.timestamp, $1.offset)
      }
      .map(\.element)
    var offsets = [Int](repeating: 0, count: sorted.isEmpty ? 0 : userCount + 1)
    var kept: [Row] = []
    for row in sorted {
      let isRepeated = kept.reversed()
        .prefix { $0.user == row.user && $0.timestamp == row.timestamp }
        .contains { $0.action == row.action && $0.response == row.response }
      if isRepeated { continue }
      kept.append(row)
      offsets[Int(row.user) + 1] += 1
    }
    for user in offsets.indices.dropFirst() { offsets[user] += offsets[user - 1] }
    return ActionData(
      actions: actions, rules: rules, lastEvent: lastEvent, userOffsets: offsets,
      actionIDs: kept.map(\.action),
      responses: kept.map(\.response), timestamps: kept.map(\.timestamp))
  }
}
