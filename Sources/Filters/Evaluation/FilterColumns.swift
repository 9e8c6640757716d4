import Platform

/// Any number of texts an entity and column, coded by one dictionary for all columns, so that a
/// value is looked up once however many columns it is compared with.
///
/// All rows lie in the same few arrays: an array of columns would have to be copied, and counted,
/// to look into one of them.
struct TextColumns: Sendable {
  private let width: Int
  private var codesByValue: [ExactText: Int32] = [:]
  private var values: [String] = []
  /// The codes of each entity and column, side by side.
  private(set) var codes: [Int32] = []
  /// Where they are, by entity and then by column.
  private var spans: [Span] = []
  private var rowCount = 0

  private struct Span {
    let start: Int
    let count: Int
  }

  init(width: Int) {
    self.width = width
  }

  /// The code of a value, if any entity ever had it.
  func code(of value: String) -> Int32? { codesByValue[ExactText(value)] }

  /// Codes lie below this.
  var codeCount: Int { values.count }

  /// Where the entity's codes are in `codes`; an empty range if it has none.
  @inline(__always) func range(_ column: Int, of entity: Int) -> Range<Int> {
    guard entity >= 0, entity < rowCount else { return 0..<0 }
    let span = spans[entity * width + column]
    return span.start..<(span.start + span.count)
  }

  func values(_ column: Int, of entity: Int) -> [String] {
    range(column, of: entity).map { values[Int(codes[$0])] }
  }

  mutating func set(_ column: Int, of entity: Int, to pieces: [Substring]) {
    rowCount = max(rowCount, entity + 1)
    while spans.count < (entity + 1) * width { spans.append(Span(start: 0, count: 0)) }
    spans[entity * width + column] = Span(start: codes.count, count: pieces.count)
    for piece in pieces { codes.append(intern(String(piece))) }
  }

  private mutating func intern(_ value: String) -> Int32 {
    if let code = codesByValue[ExactText(value)] { return code }
    let code = Int32(clamping: values.count)
    codesByValue[ExactText(value)] = code
    values.append(value)
    return code
  }
}

/// A number an entity and column, by entity and then by column; NaN where it is null.
struct NumberColumns: Sendable {
  private let width: Int
  private var values: [Double] = []
  private var rowCount = 0

  init(width: Int) { self.width = width }

  @inline(__always) func value(_ column: Int, of entity: Int) -> Double {
    guard entity >= 0, entity < rowCount else { return .nan }
    return values[entity * width + column]
  }

  mutating func set(_ column: Int, of entity: Int, to value: Double) {
    rowCount = max(rowCount, entity + 1)
    while values.count < (entity + 1) * width { values.append(.nan) }
    values[entity * width + column] = value
  }
}
