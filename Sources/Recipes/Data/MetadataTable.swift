/// The metadata of all items or all users: columns whose rows are the item or user numbers.
package struct MetadataTable: Sendable {
  package let columns: [MetadataColumn]

  package init(columns: [MetadataColumn] = []) { self.columns = columns }
}

/// One metadata column in the form algorithms read.
package struct MetadataColumn: Sendable {
  /// A column's values by row.
  package enum Values: Sendable {
    /// Row r has the codes `codes[offsets[r]..<offsets[r + 1]]`, numbers in `vocabulary`.
    case categorical(offsets: [Int], codes: [UInt32], vocabulary: IdentifierTable)
    /// One number a row; NaN where null.
    case numeric([Float])
    /// One text a row, empty where null: row r is `bytes[offsets[r]..<offsets[r + 1]]`, UTF-8.
    case text(offsets: [Int], bytes: [UInt8])
  }

  package let name: String
  package let values: Values

  package init(name: String, values: Values) {
    self.name = name
    self.values = values
  }
}

/// Collects one metadata column; rows come in any order, a later value of a row replaces it.
package struct MetadataColumnBuilder: Sendable {
  /// What a column holds.
  package enum Kind: Sendable {
    /// Pieces separated by `|`, each a value of its own.
    case categorical
    case numeric
    case text
  }

  package let name: String
  package let kind: Kind
  private var textOfRow: [UInt32: String] = [:]
  private var numbers: [Float] = []

  package init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// Sets a categorical or textual value; ignored by a numeric column.
  package mutating func set(row: UInt32, text: String) {
    guard kind != .numeric else { return }
    textOfRow[row] = text
  }

  /// Sets a number; ignored by the other columns.
  package mutating func set(row: UInt32, number: Float) {
    guard kind == .numeric else { return }
    let row = Int(row)
    if row >= numbers.count {
      numbers.append(
        contentsOf: repeatElement(.nan, count: max(row + 1, numbers.count * 2) - numbers.count))
    }
    numbers[row] = number
  }

  /// The column for rows `0..<rows`; values of other rows are left out, missing ones are null.
  package consuming func build(rows: Int) -> MetadataColumn {
    switch kind {
    case .numeric:
      var values = [Float](repeating: .nan, count: rows)
      for row in 0..<min(rows, numbers.count) { values[row] = numbers[row] }
      return MetadataColumn(name: name, values: .numeric(values))
    case .categorical:
      var vocabulary = IdentifierTable()
      var offsets = [0]
      var codes: [UInt32] = []
      offsets.reserveCapacity(rows + 1)
      for row in 0..<rows {
        if let text = textOfRow[UInt32(row)] {
          for piece in text.unicodeScalars.split(separator: "|") {
            codes.append(vocabulary.intern(String(piece)))
          }
        }
        offsets.append(codes.count)
      }
      return MetadataColumn(
        name: name, values: .categorical(offsets: offsets, codes: codes, vocabulary: vocabulary))
    case .text:
      var offsets = [0]
      var bytes: [UInt8] = []
      offsets.reserveCapacity(rows + 1)
      for row in 0..<rows {
        if let text = textOfRow[UInt32(row)] { bytes.append(contentsOf: text.utf8) }
        offsets.append(bytes.count)
      }
      return MetadataColumn(name: name, values: .text(offsets: offsets, bytes: bytes))
    }
  }
}
