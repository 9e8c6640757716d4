/// The items' categories and numbers, to find those an expression names.
struct ItemAttributes: Sendable, Equatable {
  struct Column: Sendable, Equatable {
    let name: String
    /// Item i has the codes `codes[offsets[i]..<offsets[i + 1]]`; empty for a column of numbers.
    let offsets: [UInt32]
    let codes: [UInt32]
    let vocabulary: IdentifierTable
    /// One an item, NaN where null; empty for a column of categories.
    let numbers: [Float]

    var isNumeric: Bool { offsets.count < 2 }
  }

  let columns: [Column]

  init(_ table: MetadataTable, itemCount: Int) {
    columns = table.columns.compactMap { column in
      switch column.values {
      case .categorical(let offsets, let codes, let vocabulary) where itemCount > 0:
        return Column(
          name: column.name, offsets: offsets.map { UInt32($0) }, codes: codes,
          vocabulary: vocabulary, numbers: [])
      case .numeric(let numbers):
        return Column(
          name: column.name, offsets: [0], codes: [], vocabulary: IdentifierTable(),
          numbers: numbers)
      case .categorical, .text:
        return nil
      }
    }
  }

  /// The items for which all conditions hold.
  /// - Throws: ``AttributeExpressionError`` for a column that is not there or of another type.
  func items(
    where expression: AttributeExpression, itemCount: Int
  ) throws(AttributeExpressionError) -> [Int] {
    var found = Array(0..<itemCount)
    for condition in expression.conditions {
      guard
        let column = columns.first(where: { Self.isSame($0.name, condition.column) })
      else {
        throw .unknownColumn(condition.column, known: columns.map(\.name))
      }
      switch condition.value {
      case .text(let text):
        guard !column.isNumeric else { throw .notANumber(column: column.name, given: text) }
        guard let code = column.vocabulary.index(of: text) else { return [] }
        found = found.filter { item in
          column.codes[Int(column.offsets[item])..<Int(column.offsets[item + 1])]
            .contains(UInt32(code))
        }
      case .number(let number):
        guard column.isNumeric else { throw .notAText(column: column.name) }
        found = found.filter { column.numbers[$0] == Float(number) }
      }
    }
    return found
  }

  private static func isSame(_ first: String, _ second: String) -> Bool {
    TrainingData.isSameEventType(first, second)
  }
}

// MARK: - File

extension ItemAttributes {
  /// The columns' sections, one after the other; names are not known before, so all share one.
  func encode(to file: inout ModelFileWriter) {
    var names = IdentifierTable()
    for column in columns { names.intern(column.name) }
    file.add("attrbyte", names.bytes)
    file.add("attroffs", names.offsets)
    file.add(
      "attrsize",
      columns.flatMap { column in
        [
          UInt32(column.offsets.count), UInt32(column.codes.count),
          UInt32(column.vocabulary.bytes.count), UInt32(column.vocabulary.offsets.count),
          UInt32(column.numbers.count),
        ]
      })
    file.add("attrrows", columns.flatMap(\.offsets))
    file.add("attrcode", columns.flatMap(\.codes))
    file.add("attrtext", columns.flatMap(\.vocabulary.bytes))
    file.add("attrends", columns.flatMap(\.vocabulary.offsets))
    file.add("attrnums", columns.flatMap(\.numbers))
  }

  init(from file: ModelFileReader, itemCount: Int) throws(ModelFileError) {
    guard
      let names = IdentifierTable(
        bytes: try file.flat("attrbyte", of: UInt8.self),
        offsets: try file.flat("attroffs", of: UInt32.self))
    else { throw .damaged("attributes") }
    let sizes = try file.array("attrsize", of: UInt32.self).map { Int($0) }
    var rows = try file.array("attrrows", of: UInt32.self)[...]
    var codes = try file.array("attrcode", of: UInt32.self)[...]
    var texts = try file.array("attrtext", of: UInt8.self)[...]
    var ends = try file.array("attrends", of: UInt32.self)[...]
    var numbers = try file.array("attrnums", of: Float.self)[...]
    guard sizes.count == names.count * 5 else { throw .damaged("attributes") }
    var columns: [Column] = []
    for index in 0..<names.count {
      let size = sizes[index * 5..<index * 5 + 5].map { $0 }
      guard
        let vocabulary = IdentifierTable(
          bytes: FlatArray(Self.take(size[2], from: &texts)),
          offsets: FlatArray(Self.take(size[3], from: &ends)))
      else { throw .damaged("attributes") }
      let column = Column(
        name: names[index], offsets: Self.take(size[0], from: &rows),
        codes: Self.take(size[1], from: &codes), vocabulary: vocabulary,
        numbers: Self.take(size[4], from: &numbers))
      guard column.isConsistent(itemCount: itemCount) else { throw .damaged("attributes") }
      columns.append(column)
    }
    self.columns = columns
  }

  private static func take<Element>(_ count: Int, from rest: inout ArraySlice<Element>) -> [Element]
  {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
}

extension ItemAttributes.Column {
  fileprivate func isConsistent(itemCount: Int) -> Bool {
    if isNumeric { return numbers.count == itemCount }
    return offsets.count == itemCount + 1 && offsets.first == 0
      && offsets.last.map(Int.init) == codes.count
      && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
      && codes.allSatisfy { $0 < vocabulary.count }
  }
}
