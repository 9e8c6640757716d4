/// What users' attributes and the circumstances of a request add to a blend's logits.
struct BlendAttributes: Sendable, Equatable {
  /// How much each column counts; found on users the lifts were not counted from.
  struct Weights: Sendable, Equatable {
    /// By column, for a user without history.
    var new: [Float]
    /// By column, for a user with a history: of users' columns, before ``fading``.
    var known: [Float]
    /// After so many events a user's attributes count half.
    var fading: Float

    init(columnCount: Int) {
      new = [Float](repeating: 0, count: columnCount)
      known = new
      fading = 0
    }

    /// What a column's lifts are multiplied with for a user with so many events.
    func factor(column: Int, isUser: Bool, events: Int) -> Float {
      guard events > 0 else { return new[column] }
      guard isUser else { return known[column] }
      return fading > 0 ? known[column] * fading / (fading + Float(events)) : 0
    }

    var isZero: Bool { new.allSatisfy { $0 == 0 } && known.allSatisfy { $0 == 0 } }
  }

  let encoding: AttributeEncoding
  /// A row of item lifts for each feature.
  let lifts: SparseRows
  /// The features of the users trained on.
  let users: FeatureRows
  var weights: Weights

  static let none = BlendAttributes(
    encoding: .none, lifts: .empty, users: .none, weights: Weights(columnCount: 0))

  /// The weights of the same columns in another encoding; 0 for columns that are not here.
  func weights(for other: AttributeEncoding) -> Weights {
    var found = Weights(columnCount: other.columns.count)
    found.fading = weights.fading
    for (place, column) in other.columns.enumerated() {
      let own = encoding.columns.firstIndex {
        $0.name == column.name && $0.source == column.source
      }
      guard let own else { continue }
      found.new[place] = weights.new[own]
      found.known[place] = weights.known[own]
    }
    return found
  }

  var isEmpty: Bool { encoding.featureCount == 0 }

  /// What a column's lifts are multiplied with for a user with so many events.
  func factor(column: Int, events: Int) -> Float {
    weights.factor(
      column: column, isUser: encoding.columns[column].source == .user, events: events)
  }

  /// Adds the features' lifts.
  /// - Parameters:
  ///   - features: numbers of this encoding.
  ///   - events: how many interactions of the user count.
  ///   - logits: one element an item.
  func add(_ features: [UInt32], events: Int, to logits: UnsafeMutablePointer<Float>) {
    for (feature, factor) in factors(features, events: events) {
      lifts.add(row: feature, times: factor, to: logits)
    }
  }

  /// The features that count, and what their lifts are multiplied with.
  func factors(_ features: [UInt32], events: Int) -> [(feature: Int, factor: Float)] {
    features.compactMap { feature in
      guard feature < encoding.featureCount else { return nil }
      let factor = factor(column: Int(encoding.columnOfFeature[Int(feature)]), events: events)
      return factor == 0 ? nil : (Int(feature), factor)
    }
  }

  /// The features of a query: of the record given with it, else of the one trained on.
  func features(of query: Query) -> [UInt32] {
    guard !isEmpty else { return [] }
    let user = query.userFeatures ?? query.user.map { Array(users[$0]) } ?? []
    return user + query.contextFeatures
  }
}

// MARK: - Files

extension BlendAttributes {
  func encode(to file: inout ModelFileWriter) {
    encoding.encode(to: &file)
    lifts.encode(to: &file, as: .lifts)
    users.encode(to: &file)
    file.add("attrwgts", weights.new + weights.known + [weights.fading])
  }

  init(from file: ModelFileReader, itemCount: Int) throws(ModelFileError) {
    let encoding = try AttributeEncoding(from: file)
    let numbers = try file.array("attrwgts", of: Float.self)
    let count = encoding.columns.count
    guard numbers.count == 2 * count + 1 else { throw .damaged("attributes") }
    var weights = Weights(columnCount: count)
    weights.new = Array(numbers[..<count])
    weights.known = Array(numbers[count..<2 * count])
    weights.fading = numbers[2 * count]
    self.init(
      encoding: encoding,
      lifts: try SparseRows(
        from: file, rowCount: encoding.featureCount, columnCount: itemCount, as: .lifts),
      users: try FeatureRows(from: file, featureCount: encoding.featureCount), weights: weights)
  }
}
