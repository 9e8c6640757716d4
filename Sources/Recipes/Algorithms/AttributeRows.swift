/// Which features each user has, and each interaction by its circumstances.
struct AttributeRows: Sendable {
  let encoding: AttributeEncoding
  /// User u's features are `features[offsets[u]..<offsets[u + 1]]`.
  let users: FeatureRows
  /// One a context column of the data: the features of each code of its vocabulary.
  private let contexts: [(codes: [UInt32], features: [[UInt32]])]

  /// Encodes the metadata of all users and the circumstances of all interactions.
  /// - Parameters:
  ///   - data: what is trained on.
  ///   - usesMetadata: whether the users' attributes count.
  ///   - usesContext: whether the circumstances count.
  init(_ data: TrainingData, usesMetadata: Bool, usesContext: Bool) {
    var encoding = AttributeEncoding()
    let userColumns = usesMetadata ? data.userMetadata.columns : []
    var kept: [MetadataColumn] = []
    for column in userColumns {
      guard let values = Self.values(of: column) else { continue }
      encoding.append(name: column.name, source: .user, values: values)
      kept.append(column)
    }
    users = FeatureRows(kept, encoding, count: data.users.count)
    var contexts: [(codes: [UInt32], features: [[UInt32]])] = []
    for column in usesContext ? data.contextColumns : [] {
      encoding.append(name: column.name, source: .context, values: Self.values(of: column))
      guard let added = encoding.columns.last else { continue }
      let features = (0..<column.vocabulary.count).map {
        added.features(of: column.vocabulary[$0])
      }
      contexts.append((column.codes, features))
    }
    self.encoding = encoding
    self.contexts = contexts
  }

  var isEmpty: Bool { encoding.featureCount == 0 }

  /// The features of the circumstances of one interaction.
  func context(ofRow row: Int) -> [UInt32] {
    contexts.flatMap { column in
      let code = Int(column.codes[row])
      return column.features.indices.contains(code) ? column.features[code] : []
    }
  }

  /// Calls `body` with each feature of the circumstances of one interaction.
  @inline(__always)
  func forEachContext(ofRow row: Int, _ body: (UInt32) -> Void) {
    for column in contexts {
      let code = Int(column.codes[row])
      guard code < column.features.count else { continue }
      for feature in column.features[code] { body(feature) }
    }
  }

  private static func values(of column: MetadataColumn) -> AttributeEncoding.Values? {
    switch column.values {
    case .categorical(_, _, let vocabulary): .categories(vocabulary)
    case .numeric(let numbers): .bins(AttributeEncoding.bounds(of: numbers))
    case .text: nil
    }
  }

  private static func values(of column: TrainingData.ContextColumn) -> AttributeEncoding.Values {
    guard column.isNumeric else {
      var pieces = IdentifierTable()
      for code in 0..<column.vocabulary.count {
        for piece in column.vocabulary[code].unicodeScalars.split(separator: "|") {
          pieces.intern(String(piece))
        }
      }
      return .categories(pieces)
    }
    let numbers = (0..<column.vocabulary.count).map { Float(column.vocabulary[$0]) ?? .nan }
    // Every row counts, so that frequent values get finer bins.
    let values = column.codes.lazy.filter { $0 < numbers.count }.map { numbers[Int($0)] }
    return .bins(AttributeEncoding.bounds(of: values))
  }
}

/// Features by row, without values.
struct FeatureRows: Sendable, Equatable {
  let offsets: FlatArray<UInt32>
  let features: FlatArray<UInt32>

  static let none = FeatureRows(offsets: [0], features: [])

  init(offsets: FlatArray<UInt32>, features: FlatArray<UInt32>) {
    self.offsets = offsets
    self.features = features
  }

  fileprivate init(_ columns: [MetadataColumn], _ encoding: AttributeEncoding, count: Int) {
    var offsets: [UInt32] = [0]
    var features: [UInt32] = []
    offsets.reserveCapacity(count + 1)
    for row in 0..<(columns.isEmpty ? 0 : count) {
      for (column, encoded) in zip(columns, encoding.columns) {
        switch column.values {
        case .categorical(let starts, let codes, _) where row + 1 < starts.count:
          let start = features.count
          for code in codes[starts[row]..<starts[row + 1]] {
            let feature = UInt32(encoded.firstFeature) + code
            if !features[start...].contains(feature) { features.append(feature) }
          }
        case .numeric(let numbers) where row < numbers.count:
          if let feature = encoded.feature(of: numbers[row]) { features.append(feature) }
        case .categorical, .numeric, .text: break
        }
      }
      offsets.append(UInt32(features.count))
    }
    self.init(offsets: FlatArray(offsets), features: FlatArray(features))
  }

  var rowCount: Int { offsets.count - 1 }

  /// A row's features; none for a number beyond the rows.
  subscript(row: Int) -> Slice<FlatArray<UInt32>> {
    guard row >= 0, row < rowCount else { return features[..<0] }
    return features[Int(offsets[row])..<Int(offsets[row + 1])]
  }

  /// Some of the rows alone.
  func keeping(_ rows: [Int]) -> FeatureRows {
    guard rowCount > 0 else { return self }
    return FeatureRows(
      offsets: offsets.keepingOffsets(rows: rows),
      features: features.keeping(rows: rows, offsets: offsets))
  }

  func encode(to file: inout ModelFileWriter) {
    file.add("attruoff", offsets)
    file.add("attrufea", features)
  }

  init(
    from file: ModelFileReader, featureCount: Int
  ) throws(ModelFileError) {
    offsets = try file.flat("attruoff", of: UInt32.self)
    features = try file.flat("attrufea", of: UInt32.self)
    guard offsets.first == 0, offsets.last.map(Int.init) == features.count,
      offsets.isAscending,
      features.allSatisfy({ $0 < featureCount })
    else { throw .damaged("attributes") }
  }
}
