import Store

/// Which field of a CSV row belongs to which column of a schema.
struct CSVHeader {
  /// The names as they stand in the file.
  let names: [String]
  /// For each column of the schema, in its order, the number of the field.
  let positions: [Int]

  /// Matches columns by name: exactly, else without regard to case and blanks around it.
  ///
  /// Fields that no column wants are left out.
  init(names: [String], columns: [String], file: String) throws(ImportError) {
    self.names = names
    var positions: [Int] = []
    var missing: [String] = []
    for column in columns {
      let exact = names.indices.filter { names[$0] == column }
      let folded = Self.folded(column)
      let found =
        exact.isEmpty ? names.indices.filter { Self.folded(names[$0]) == folded } : exact
      if found.count > 1 { throw .repeatedColumn(column, file: file) }
      if let position = found.first { positions.append(position) } else { missing.append(column) }
    }
    guard missing.isEmpty else { throw .missingColumns(missing, file: file) }
    self.positions = positions
  }

  /// Refuses a file of a folder whose columns are others than the first one's.
  func check(sameAs first: CSVHeader, file: String, firstFile: String) throws(ImportError) {
    let ours = Set(names)
    let theirs = Set(first.names)
    guard ours != theirs else { return }
    throw .otherHeader(
      file: file, first: firstFile, missing: theirs.subtracting(ours).sorted(),
      extra: ours.subtracting(theirs).sorted())
  }

  private static func folded(_ name: String) -> String {
    String(name.lowercased().drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
