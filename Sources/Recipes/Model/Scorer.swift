/// How a model finds its items.
enum Scorer: Sendable, Equatable {
  /// By a user's sequence.
  case blend(Blend)
  /// By a seed item: each row's neighbours, best first.
  case neighbours(SparseRows)
  /// The same for everyone.
  case popularity
  /// The same for everyone, by growth from window to window.
  case trend(Trend)
  /// By a seed item's text.
  case semantic(SemanticIndex)
  /// Users for items; items are the same for everyone.
  case affinity(UserAffinity)
  /// Actions for users; items are the same for everyone.
  case actions(NextBestAction)

  private enum Kind: UInt32 {
    case blend = 1
    case neighbours = 2
    case popularity = 3
    case trend = 4
    case semantic = 5
    case affinity = 6
    case actions = 7
  }

  func encode(to file: inout ModelFileWriter) {
    switch self {
    case .blend(let blend):
      file.add("scorer", [Kind.blend.rawValue])
      blend.encode(to: &file)
    case .neighbours(let rows):
      file.add("scorer", [Kind.neighbours.rawValue])
      rows.encode(to: &file)
    case .popularity:
      file.add("scorer", [Kind.popularity.rawValue])
    case .trend(let trend):
      file.add("scorer", [Kind.trend.rawValue])
      trend.encode(to: &file)
    case .semantic(let index):
      file.add("scorer", [Kind.semantic.rawValue])
      index.encode(to: &file)
    case .affinity(let affinity):
      file.add("scorer", [Kind.affinity.rawValue])
      affinity.encode(to: &file)
    case .actions(let actions):
      file.add("scorer", [Kind.actions.rawValue])
      actions.encode(to: &file)
    }
  }

  init(
    from file: ModelFileReader, itemCount: Int, userCount: Int
  ) throws(ModelFileError) {
    switch try file.array("scorer", of: UInt32.self).first.flatMap(Kind.init) {
    case .blend: self = .blend(try Blend(from: file, itemCount: itemCount))
    case .neighbours: self = .neighbours(try SparseRows(from: file, itemCount: itemCount))
    case .popularity: self = .popularity
    case .trend: self = .trend(try Trend(from: file, itemCount: itemCount))
    case .semantic: self = .semantic(try SemanticIndex(from: file, itemCount: itemCount))
    case .affinity:
      self = .affinity(
        try UserAffinity(from: file, itemCount: itemCount, userCount: userCount))
    case .actions:
      self = .actions(
        try NextBestAction(from: file, itemCount: itemCount, userCount: userCount))
    case nil: throw .damaged("scorer")
    }
  }
}

extension SparseRows {
  /// The names of the sections a matrix is stored in.
  struct SectionNames {
    var offsets: StaticString = "rowoffs"
    var columns: StaticString = "rowcols"
    var values: StaticString = "rowvals"

    static let main = SectionNames()
    static let near = SectionNames(offsets: "nearoffs", columns: "nearcols", values: "nearvals")
    static let cold = SectionNames(offsets: "coldoffs", columns: "coldcols", values: "coldvals")
    static let lifts = SectionNames(offsets: "liftoffs", columns: "liftcols", values: "liftvals")
  }

  func encode(to file: inout ModelFileWriter, as names: SectionNames = .main) {
    file.add(names.offsets, offsets)
    file.add(names.columns, columns)
    file.add(names.values, values)
  }

  /// A square matrix over the items, or one without rows where that is allowed.
  init(
    from file: ModelFileReader, itemCount: Int, as names: SectionNames = .main,
    mayBeEmpty: Bool = false
  ) throws(ModelFileError) {
    try self.init(
      from: file, rowCount: itemCount, columnCount: itemCount, as: names, mayBeEmpty: mayBeEmpty)
  }

  /// A matrix of given size, or one without rows where that is allowed.
  init(
    from file: ModelFileReader, rowCount: Int, columnCount: Int, as names: SectionNames,
    mayBeEmpty: Bool = false
  ) throws(ModelFileError) {
    offsets = try file.flat(names.offsets, of: UInt32.self)
    columns = try file.flat(names.columns, of: UInt32.self)
    values = try file.flat(names.values, of: Float.self)
    guard self.rowCount == rowCount || (mayBeEmpty && self.rowCount == 0),
      isConsistent(columnCount: columnCount)
    else { throw .damaged("rows") }
  }
}

extension Blend {
  func encode(to file: inout ModelFileWriter) {
    rules.encode(to: &file)
    neighbours.encode(to: &file, as: .near)
    cold.encode(to: &file)
    attributes.encode(to: &file)
    file.add("objectiv", objective)
    candidates?.encode(to: &file)
    file.add("factors", taste.values)
    file.add("gram", taste.gram)
    file.add("prior", prior)
    file.add("dims", [UInt32(taste.dimension), UInt32(decay.maxEvents)])
    file.add("weights", weights.values)
    file.add("scales", [decay.rules, decay.taste, taste.unobserved, taste.regularization])
  }

  init(from file: ModelFileReader, itemCount: Int) throws(ModelFileError) {
    let dimensions = try file.array("dims", of: UInt32.self)
    let numbers = try file.array("scales", of: Float.self)
    let weights = Weights(values: try file.array("weights", of: Float.self))
    let factors = try file.flat("factors", of: Float.self)
    let gram = try file.array("gram", of: Float.self)
    let prior = try file.flat("prior", of: Float.self)
    guard let weights, dimensions.count == 2, numbers.count == 4, prior.count == itemCount,
      dimensions[0] > 0, dimensions[0] % 8 == 0, dimensions[0] <= 4096,
      factors.isEmpty || factors.count == itemCount * Int(dimensions[0]),
      gram.count == Int(dimensions[0]) * Int(dimensions[0])
    else { throw .damaged("blend") }
    self.init(
      rules: try SparseRows(from: file, itemCount: itemCount, mayBeEmpty: true),
      neighbours: try SparseRows(from: file, itemCount: itemCount, as: .near, mayBeEmpty: true),
      taste: ImplicitFactors(
        dimension: Int(dimensions[0]), values: factors, gram: gram, unobserved: numbers[2],
        regularization: numbers[3]),
      prior: prior, weights: weights,
      decay: Decay(rules: numbers[0], taste: numbers[1], maxEvents: Int(dimensions[1])),
      cold: try ColdStart.Borrowing(from: file, itemCount: itemCount),
      attributes: try BlendAttributes(from: file, itemCount: itemCount),
      objective: try file.array("objectiv", of: Float.self),
      candidates: try CandidateIndex(
        from: file, itemCount: itemCount, dimension: Int(dimensions[0])))
  }
}
