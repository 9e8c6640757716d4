import Store

/// What the cells of one column of a dataset must be.
struct ImportColumn: Sendable {
  /// The rule for a cell that is not empty.
  enum Rule: Sendable {
    /// Text of at most so many characters; longer ones are refused, or cut when `isCut`.
    case text(limit: Int, isCut: Bool)
    case integer(ClosedRange<Int64>)
    /// Epoch seconds.
    case timestamp
    case real
    case boolean
  }

  let name: String
  let rule: Rule
  let isNullable: Bool

  static let identifierLimit = 256
  static let categoricalLimit = 1000
  static let textualLimit = 20_000
  /// From here on (the year 5138) a number of seconds is taken for one of milliseconds.
  static let timestampLimit: Int64 = 100_000_000_000

  private static let identifiers: Set<String> = ["USER_ID", "ITEM_ID", "ACTION_ID"]
  private static let timestamps: Set<String> = [
    "TIMESTAMP", "CREATION_TIMESTAMP", "EXPIRATION_TIMESTAMP", "ACTION_EXPIRATION_TIMESTAMP",
  ]

  init(_ field: AvroSchema.Field) {
    name = field.name
    let reserved = field.name.uppercased()
    let isIdentifier = Self.identifiers.contains(reserved)
    isNullable = field.isNullable && !isIdentifier
    let isTimestamp = Self.timestamps.contains(reserved)
    rule =
      switch field.type {
      case .string where isIdentifier: .text(limit: Self.identifierLimit, isCut: false)
      case .string where field.isTextual: .text(limit: Self.textualLimit, isCut: true)
      case .string: .text(limit: Self.categoricalLimit, isCut: false)
      case .int: .integer(Int64(Int32.min)...Int64(Int32.max))
      case .long where isTimestamp: .timestamp
      // The least number stands for null in storage.
      case .long: .integer(Int64.min + 1...Int64.max)
      case .float, .double: .real
      case .boolean: .boolean
      }
  }

  /// What a cell turned out to hold.
  enum Cell {
    case null
    case text(Range<Int>)
    case integer(Int64)
    case real(Double)
    case boolean(Bool)
  }

  /// Why a cell cannot be taken.
  enum Refusal: Error {
    case tooLong(limit: Int)
    case rule(String)
  }

  /// Reads a cell.
  func cell(_ bytes: [UInt8], _ range: Range<Int>) throws(Refusal) -> Cell {
    if range.isEmpty {
      guard isNullable else { throw .rule("the value is empty, but the column is not nullable") }
      return .null
    }
    switch rule {
    case .text(let limit, let isCut):
      if isCut { return .text(CellParser.prefix(limit, bytes, range)) }
      if range.count > limit, CellParser.characters(bytes, range) > limit {
        throw .tooLong(limit: limit)
      }
      return .text(range)
    case .integer(let bounds):
      guard let value = CellParser.integer(bytes, range), bounds.contains(value) else {
        throw .rule(
          "the value must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound), "
            + "such as 42")
      }
      return .integer(value)
    case .timestamp:
      return .integer(try timestamp(bytes, range))
    case .real:
      guard let value = CellParser.real(bytes, range) else {
        throw .rule("the value must be a decimal number, such as 4.5 or 1e3")
      }
      return .real(value)
    case .boolean:
      guard let value = CellParser.boolean(bytes, range) else {
        throw .rule("the value must be true or false, in lower case")
      }
      return .boolean(value)
    }
  }

  private func timestamp(_ bytes: [UInt8], _ range: Range<Int>) throws(Refusal) -> Int64 {
    guard let value = CellParser.integer(bytes, range) else {
      throw .rule(
        "the value must be a whole number of seconds since 1970-01-01 UTC, such as 1700000000")
    }
    guard value.magnitude < Self.timestampLimit else {
      throw .rule(
        "the value is too large for a number of seconds since 1970-01-01 UTC; if these are "
          + "milliseconds, divide them by 1000")
    }
    return value
  }
}
