import Platform
import Privacy
import Store

/// How many rows of a person an import left out.
package struct LeftOutRows: Codable, Sendable, Equatable {
  /// The 32 bytes of a ``SubjectHash``.
  package var subject: [UInt8]
  package var rows: Int64
}

/// Leaves out the rows of people who were erased or are suppressed.
///
/// Asks for each person's hash once, however many rows they have.
struct RowExclusion {
  /// How many rows of each were left out.
  var leftOut: [LeftOutRows] {
    counts.sorted { $0.key < $1.key }.map { LeftOutRows(subject: $0.key.bytes, rows: $0.value) }
  }

  private let exclusions: SubjectExclusions
  private let userColumn: Int
  private let timeColumn: Int?
  /// Users met, by code whether their rows are looked at one by one.
  private var users = StringInterner()
  private var isConcerned: [Bool] = []
  private var counts: [SubjectHash: Int64] = [:]

  /// - Returns: `nil` when there is nobody to leave out, or rows of the dataset have no user.
  init?(_ exclusions: SubjectExclusions?, schema: AvroSchema, type: DatasetType) {
    func column(_ name: String) -> Int? {
      schema.fields.firstIndex { $0.name.uppercased() == name }
    }
    guard let exclusions, exclusions.count > 0, type != .items, type != .actions,
      let user = column("USER_ID")
    else { return nil }
    self.exclusions = exclusions
    userColumn = user
    timeColumn = type.holdsInteractions ? column("TIMESTAMP") : nil
  }

  /// Whether the row that `row` stands on is left out; it is counted then.
  mutating func leavesOut(
    _ row: borrowing CSVReader, _ layout: RowLayout
  ) throws(ImportError) -> Bool {
    guard case .text(let range) = try layout.cell(userColumn, of: row) else { return false }
    let code = Int(users.code(of: row.bytes, range))
    if code > isConcerned.count {
      isConcerned.append(exclusions.standing(of: Array(row.bytes[range])) != .free)
    }
    guard isConcerned[code - 1] else { return false }
    var time: Timestamp?
    if let timeColumn, case .integer(let seconds) = try layout.cell(timeColumn, of: row) {
      time = Timestamp(seconds: seconds)
    }
    let user = Array(row.bytes[range])
    guard exclusions.leavesOut(userID: user, rowTime: time, fileModified: layout.modified) else {
      return false
    }
    counts[exclusions.hasher.hash(of: user), default: 0] += 1
    return true
  }
}
