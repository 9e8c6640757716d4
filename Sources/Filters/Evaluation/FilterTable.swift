/// The fields of all entities of a dataset, by column and entity index, ready for filters.
///
/// Rows can be set again and appended; old values of texts that were set again stay as garbage until
/// the table is built anew. An index beyond the last row is an entity whose fields are all null.
package struct FilterTable: Sendable {
  /// How many rows there are.
  package private(set) var count = 0
  private(set) var texts: [TextColumn] = []
  private(set) var numbers: [NumberColumn] = []
  private let slots: [Slot]
  private let slotsByName: [String: Slot]

  /// A column to be.
  package struct Column: Sendable, Equatable {
    package let name: String
    package let type: ColumnType

    package init(name: String, type: ColumnType) {
      self.name = name
      self.type = type
    }
  }

  /// What a column holds.
  package enum ColumnType: Sendable, Equatable {
    case text
    case number
  }

  /// Where a column is, among those of its type.
  enum Slot: Equatable {
    case text(Int)
    case number(Int)
  }

  /// An empty table; names that differ in case only are one, the first.
  package init(columns: [Column] = []) {
    var slots: [Slot] = []
    var byName: [String: Slot] = [:]
    for column in columns {
      let slot: Slot
      switch column.type {
      case .text:
        slot = .text(texts.count)
        texts.append(TextColumn())
      case .number:
        slot = .number(numbers.count)
        numbers.append(NumberColumn())
      }
      slots.append(slot)
      let key = column.name.lowercased()
      if byName[key] == nil { byName[key] = slot }
    }
    self.slots = slots
    slotsByName = byName
  }

  /// Where the column of that name is, whatever its case.
  func slot(named name: String) -> Slot? { slotsByName[name.lowercased()] }

  /// Adds a row, of a cell a column in the columns' order; cells that are missing, or of another
  /// type than their column, are null.
  package mutating func append(_ cells: [FilterCell]) {
    set(count, to: cells)
  }

  /// Sets the row of an entity; rows before it that do not exist yet become null.
  package mutating func set(_ entity: Int, to cells: [FilterCell]) {
    guard entity >= 0, entity < Int(Int32.max) else { return }
    count = max(count, entity + 1)
    for (index, slot) in slots.enumerated() {
      let cell = index < cells.count ? cells[index] : .null
      switch slot {
      case .text(let column): texts[column].set(entity, to: cell.pieces)
      case .number(let column):
        if case .number(let number) = cell {
          numbers[column].set(entity, to: number)
        } else {
          numbers[column].set(entity, to: .nan)
        }
      }
    }
  }

  /// The fields of one entity.
  package func record(at entity: Int) -> FilterRecord {
    var record = FilterRecord()
    for (name, slot) in slotsByName {
      switch slot {
      case .text(let column):
        let pieces = texts[column].values(of: entity)
        if !pieces.isEmpty { record[name] = .texts(pieces) }
      case .number(let column):
        let number = numbers[column].value(of: entity)
        if !number.isNaN { record[name] = .number(number) }
      }
    }
    return record
  }
}

/// Any number of texts an entity, coded by a dictionary of the column's own.
struct TextColumn: Sendable {
  private var codesByValue: [String: Int32] = [:]
  private var values: [String] = []
  /// All entities' codes; an entity's stand side by side.
  private var codes: [Int32] = []
  private var starts: [Int] = []
  private var lengths: [Int32] = []

  /// The code of a value, if any entity ever had it.
  func code(of value: String) -> Int32? { codesByValue[value] }

  /// Where the entity's codes are; an empty range if it has none.
  @inline(__always) func range(of entity: Int) -> Range<Int> {
    guard entity >= 0, entity < starts.count else { return 0..<0 }
    return starts[entity]..<(starts[entity] + Int(lengths[entity]))
  }

  @inline(__always) subscript(position: Int) -> Int32 { codes[position] }

  func values(of entity: Int) -> [String] { range(of: entity).map { values[Int(codes[$0])] } }

  mutating func set(_ entity: Int, to pieces: [Substring]) {
    while starts.count <= entity {
      starts.append(codes.count)
      lengths.append(0)
    }
    starts[entity] = codes.count
    lengths[entity] = Int32(clamping: pieces.count)
    for piece in pieces { codes.append(intern(String(piece))) }
  }

  private mutating func intern(_ value: String) -> Int32 {
    if let code = codesByValue[value] { return code }
    let code = Int32(clamping: values.count)
    codesByValue[value] = code
    values.append(value)
    return code
  }
}

/// A number an entity; NaN where it is null.
struct NumberColumn: Sendable {
  private var values: [Double] = []

  @inline(__always) func value(of entity: Int) -> Double {
    entity >= 0 && entity < values.count ? values[entity] : .nan
  }

  mutating func set(_ entity: Int, to value: Double) {
    while values.count <= entity { values.append(.nan) }
    values[entity] = value
  }
}
