import Kernels

/// Numbers the values of users' attributes and of the circumstances of an interaction.
///
/// Each category and each quantile bin of a number is a feature. A column's features are
/// neighbours, the columns of users come before those of interactions.
struct AttributeEncoding: Sendable, Equatable {
  /// Where a column's values come from.
  enum Source: UInt32, Sendable {
    case user = 0
    case context = 1
  }

  /// How values become features.
  enum Values: Sendable, Equatable {
    /// Pieces separated by `|`, each its own feature.
    case categories(IdentifierTable)
    /// The number of ascending bounds that are not above the value.
    case bins([Float])
  }

  struct Column: Sendable, Equatable {
    let name: String
    let source: Source
    let values: Values
    let firstFeature: Int

    var featureCount: Int {
      switch values {
      case .categories(let table): table.count
      case .bins(let bounds): bounds.count + 1
      }
    }
  }

  private(set) var columns: [Column] = []
  /// The column of each feature.
  private(set) var columnOfFeature: [UInt32] = []

  static let none = AttributeEncoding()

  /// Numbers beyond this many in one column are binned.
  private static let binCount = 10

  var featureCount: Int { columnOfFeature.count }

  mutating func append(name: String, source: Source, values: Values) {
    let column = Column(
      name: name, source: source, values: values, firstFeature: columnOfFeature.count)
    columnOfFeature.append(
      contentsOf: repeatElement(UInt32(columns.count), count: column.featureCount))
    columns.append(column)
  }

  /// The features of texts by column name, ascending; unknown values and null have none.
  func features(_ source: Source, _ value: (String) -> String?) -> [UInt32] {
    var features: [UInt32] = []
    for column in columns where column.source == source {
      if let text = value(column.name) { features += column.features(of: text) }
    }
    return features
  }

  /// Bounds that cut numbers into bins of about equal size; distinct values while they are few.
  static func bounds(of numbers: some Sequence<Float>) -> [Float] {
    let sorted = numbers.filter { !$0.isNaN }.sorted()
    guard let first = sorted.first else { return [] }
    let distinct = Set(sorted)
    if distinct.count <= binCount { return distinct.sorted().dropFirst().map { $0 } }
    let cuts = (1..<binCount).map { sorted[sorted.count * $0 / binCount] }
    return Set(cuts.filter { $0 > first }).sorted()
  }
}

extension AttributeEncoding.Column {
  /// The features of one value, ascending.
  func features(of text: String) -> [UInt32] {
    switch values {
    case .categories(let table):
      let codes = text.unicodeScalars.split(separator: "|").compactMap {
        table.index(of: String($0))
      }
      return Set(codes).sorted().map { UInt32(firstFeature + $0) }
    case .bins:
      return Float(text).map(feature(of:)).flatMap { $0 }.map { [$0] } ?? []
    }
  }

  /// The feature of a number; `nil` for NaN and in a column of categories.
  func feature(of number: Float) -> UInt32? {
    guard case .bins(let bounds) = values, !number.isNaN else { return nil }
    return UInt32(firstFeature + bounds.count { $0 <= number })
  }
}

// MARK: - Files

extension AttributeEncoding {
  func encode(to file: inout ModelFileWriter) {
    var names = IdentifierTable()
    var shapes: [UInt32] = []
    var categories = IdentifierTable()
    var categoryCodes: [UInt32] = []
    var bounds: [Float] = []
    for column in columns {
      names.intern("\(column.source.rawValue)\(column.name)")
      switch column.values {
      case .categories(let table):
        shapes += [column.source.rawValue, 0, UInt32(table.count)]
        for index in 0..<table.count { categoryCodes.append(categories.intern(table[index])) }
      case .bins(let cuts):
        shapes += [column.source.rawValue, 1, UInt32(cuts.count)]
        bounds += cuts
      }
    }
    file.add("attrname", names.bytes)
    file.add("attrnoff", names.offsets)
    file.add("attrshap", shapes)
    file.add("attrcatb", categories.bytes)
    file.add("attrcato", categories.offsets)
    file.add("attrcatc", categoryCodes)
    file.add("attrcuts", bounds)
  }

  init(from file: ModelFileReader) throws(ModelFileError) {
    let shapes = try file.array("attrshap", of: UInt32.self)
    let codes = try file.array("attrcatc", of: UInt32.self)
    let bounds = try file.array("attrcuts", of: Float.self)
    guard
      let names = IdentifierTable(
        bytes: try file.flat("attrname", of: UInt8.self),
        offsets: try file.flat("attrnoff", of: UInt32.self)),
      let categories = IdentifierTable(
        bytes: try file.flat("attrcatb", of: UInt8.self),
        offsets: try file.flat("attrcato", of: UInt32.self)),
      shapes.count == names.count * 3, codes.allSatisfy({ $0 < categories.count })
    else { throw .damaged("attributes") }
    var (code, bound) = (0, 0)
    for index in 0..<names.count {
      let count = Int(shapes[index * 3 + 2])
      guard let source = Source(rawValue: shapes[index * 3]) else { throw .damaged("attributes") }
      let name = String(names[index].dropFirst())
      if shapes[index * 3 + 1] == 0 {
        guard codes.count - code >= count else { throw .damaged("attributes") }
        let table = IdentifierTable(codes[code..<code + count].map { categories[Int($0)] })
        guard table.count == count else { throw .damaged("attributes") }
        append(name: name, source: source, values: .categories(table))
        code += count
      } else {
        guard bounds.count - bound >= count else { throw .damaged("attributes") }
        append(name: name, source: source, values: .bins(Array(bounds[bound..<bound + count])))
        bound += count
      }
    }
    guard code == codes.count, bound == bounds.count else { throw .damaged("attributes") }
  }
}
