/// One value of a field, on its way into a table or a record.
package enum FilterCell: Sendable, Equatable {
  case null
  /// Text, of which bars separate several values: `comedy|drama`.
  case text(String)
  /// Text that is one value, whatever is in it.
  case identifier(String)
  case number(Double)

  /// The values of a text; empty pieces are none.
  var pieces: [Substring] {
    switch self {
    case .text(let text): text.utf8.split(separator: UInt8(ascii: "|")).map { Substring($0) }
    case .identifier(let text): text.isEmpty ? [] : [text[...]]
    case .null, .number: []
    }
  }
}

/// The fields of one entity, by name in any case: of a user, say, whose conditions are checked.
package struct FilterRecord: Sendable, Equatable {
  /// What a field has; one that is null has none.
  enum Values: Sendable, Equatable {
    case texts([String])
    case number(Double)
  }

  /// Of an entity that its dataset does not know.
  package static let absent = FilterRecord(exists: false)

  /// Whether the dataset knows the entity.
  let exists: Bool
  private var fields: [String: Values] = [:]

  private init(exists: Bool) { self.exists = exists }

  /// A record of these fields; without any, all are null.
  package init(_ cells: [String: FilterCell] = [:]) {
    exists = true
    for (name, cell) in cells { set(name, to: cell) }
  }

  /// Sets a field.
  package mutating func set(_ name: String, to cell: FilterCell) {
    let values: Values?
    if case .number(let number) = cell {
      values = number.isNaN ? nil : .number(number)
    } else {
      let pieces = cell.pieces
      values = pieces.isEmpty ? nil : .texts(pieces.map(String.init))
    }
    fields[name.lowercased()] = values
  }

  /// What the field has; nil if it is null, or there is none of that name.
  subscript(name: String) -> Values? {
    get { fields[name.lowercased()] }
    set { fields[name.lowercased()] = newValue }
  }
}
