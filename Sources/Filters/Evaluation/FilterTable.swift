/// The fields of all entities of a dataset, by column and entity index, ready for filters.
///
/// Rows can be set again and appended; old values of texts that were set again stay as garbage until
/// the table is built anew. An entity whose row was never set has no fields at all, which is less than
/// fields that are null: no condition on its dataset holds for it, not even a negated one.
package struct FilterTable: Sendable {
  /// How many rows there are.
  package private(set) var count = 0
  private(set) var texts: TextColumns
  private(set) var numbers: NumberColumns
  private var rows: [Bool] = []
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
    var textCount = 0
    var numberCount = 0
    for column in columns {
      let slot: Slot
      switch column.type {
      case .text:
        slot = .text(textCount)
        textCount += 1
      case .number:
        slot = .number(numberCount)
        numberCount += 1
      }
      slots.append(slot)
      let key = column.name.lowercased()
      if byName[key] == nil { byName[key] = slot }
    }
    self.slots = slots
    slotsByName = byName
    texts = TextColumns(width: textCount)
    numbers = NumberColumns(width: numberCount)
  }

  /// Where the column of that name is, whatever its case.
  func slot(named name: String) -> Slot? { slotsByName[name.lowercased()] }

  /// Whether the entity has a row.
  @inline(__always) func hasRow(_ entity: Int) -> Bool {
    entity >= 0 && entity < count && rows[entity]
  }

  /// Adds a row, of a cell a column in the columns' order; cells that are missing, or of another
  /// type than their column, are null.
  package mutating func append(_ cells: [FilterCell]) {
    set(count, to: cells)
  }

  /// Sets the row of an entity.
  package mutating func set(_ entity: Int, to cells: [FilterCell]) {
    guard entity >= 0, entity < Int(Int32.max) else { return }
    while count <= entity {
      rows.append(false)
      count += 1
    }
    rows[entity] = true
    for (index, slot) in slots.enumerated() {
      let cell = index < cells.count ? cells[index] : .null
      switch slot {
      case .text(let column): texts.set(column, of: entity, to: cell.pieces)
      case .number(let column):
        if case .number(let number) = cell {
          numbers.set(column, of: entity, to: number)
        } else {
          numbers.set(column, of: entity, to: .nan)
        }
      }
    }
  }

  /// The fields of one entity.
  package func record(at entity: Int) -> FilterRecord {
    guard hasRow(entity) else { return .absent }
    var record = FilterRecord()
    for (name, slot) in slotsByName {
      switch slot {
      case .text(let column):
        let pieces = texts.values(column, of: entity)
        if !pieces.isEmpty { record[name] = .texts(pieces) }
      case .number(let column):
        let number = numbers.value(column, of: entity)
        if !number.isNaN { record[name] = .number(number) }
      }
    }
    return record
  }
}
