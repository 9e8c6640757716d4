import Glibc
import Kernels

/// Ranks users by how likely they are to interact with an item, or with any of a set of items.
///
/// A user's logit is the weighted sum of three z-scores over all users: what the wanted items'
/// neighbours say of the user's decayed history, the product of the user's and the items' implicit
/// factors, and how active the user is.
struct UserAffinity: Sendable, Equatable {
  /// How much each member counts; found on held-out interactions.
  struct Weights: Sendable, Equatable {
    var history: Float = 1
    var taste: Float = 1
    var activity: Float = 0.5
    /// Added for users who already interacted with the one item asked for.
    var seen: Float = 0
  }

  /// The k-th newest event of a user weighs exp(-k/decay).
  static let decay: Float = 20
  /// The most events of a user that count.
  static let maxEvents = 200

  /// Each item's neighbours by shared users and metadata, best first.
  let neighbours: SparseRows
  let taste: ImplicitFactors
  /// User u's factors are `userFactors[u * dimension..<(u + 1) * dimension]`.
  let userFactors: FlatArray<Float>
  let attributes: ItemAttributes
  var weights = Weights()

  var itemCount: Int { taste.itemCount }
  var userCount: Int { taste.dimension == 0 ? 0 : userFactors.count / taste.dimension }

  /// All users' logits for one item.
  func logits(forItem item: Int, _ histories: UserHistories) -> [Float] {
    let range = neighbours.range(ofRow: item)
    var wanted: [(item: Int, weight: Float)] = [(item, 1)]
    let best = range.isEmpty ? 1 : neighbours.values[range.lowerBound]
    for entry in range {
      wanted.append((Int(neighbours.columns[entry]), neighbours.values[entry] / best))
    }
    var logits = logits(wanted, histories)
    guard weights.seen != 0 else { return logits }
    for user in logits.indices where histories.items(ofUser: user).contains(UInt32(item)) {
      logits[user] += weights.seen
    }
    return logits
  }

  /// All users' logits for whichever of some items.
  func logits(forItems items: [Int], _ histories: UserHistories) -> [Float] {
    logits(items.map { ($0, 1) }, histories)
  }

  /// All users' logits for weighted items.
  private func logits(
    _ wanted: [(item: Int, weight: Float)], _ histories: UserHistories
  ) -> [Float] {
    var weightOf = [Float](repeating: 0, count: itemCount)
    for entry in wanted { weightOf[entry.item] = max(weightOf[entry.item], entry.weight) }
    var history = [Float](repeating: 0, count: userCount)
    var activity = history
    for user in 0..<userCount {
      let items = histories.items(ofUser: user)
      var sum: Float = 0
      for (age, item) in items.reversed().prefix(Self.maxEvents).enumerated() {
        let weight = weightOf[Int(item)]
        if weight != 0 { sum += weight * expf(-Float(age) / Self.decay) }
      }
      history[user] = sum
      activity[user] = log1pf(Float(items.count))
    }
    var logits = taste(wanted)
    Self.standardize(&logits, times: weights.taste)
    Self.standardize(&history, times: weights.history)
    Self.standardize(&activity, times: weights.activity)
    for user in logits.indices { logits[user] += history[user] + activity[user] }
    return logits
  }

  /// The products of all users' factors with the mean of the items', by their weights.
  private func taste(_ wanted: [(item: Int, weight: Float)]) -> [Float] {
    let dimension = taste.dimension
    var mean = [Float](repeating: 0, count: dimension)
    for (item, weight) in wanted {
      for index in 0..<dimension { mean[index] += weight * taste.values[item * dimension + index] }
    }
    var products = [Float](repeating: 0, count: userCount)
    // Sound: userFactors has userCount rows of `dimension` elements, mean has `dimension`.
    userFactors.withUnsafeBufferPointer { factors in
      mean.withUnsafeBufferPointer { mean in
        products.withUnsafeMutableBufferPointer { products in
          guard let factors = factors.baseAddress, let mean = mean.baseAddress,
            let products = products.baseAddress
          else { return }
          GramMatrix.addRowProducts(
            factors, count: userCount, dimension: dimension, mean, keeping: 0, into: products)
        }
      }
    }
    return products
  }

  private static func standardize(_ values: inout [Float], times weight: Float) {
    let (mean, deviation) = values.withUnsafeBufferPointer { values in
      values.baseAddress.map { Blend.standard($0, values.count) } ?? (0, 0)
    }
    let factor = deviation > 0 ? weight / deviation : 0
    for index in values.indices { values[index] = (values[index] - mean) * factor }
  }
}

// MARK: - File

extension UserAffinity {
  func encode(to file: inout ModelFileWriter) {
    neighbours.encode(to: &file)
    file.add("factors", taste.values)
    file.add("gram", taste.gram)
    file.add("userfact", userFactors)
    file.add("dims", [UInt32(taste.dimension)])
    file.add(
      "weights",
      [
        weights.history, weights.taste, weights.activity, weights.seen, taste.unobserved,
        taste.regularization,
      ])
    attributes.encode(to: &file)
  }

  init(from file: ModelFileReader, itemCount: Int, userCount: Int) throws(ModelFileError) {
    let dimensions = try file.array("dims", of: UInt32.self)
    let numbers = try file.array("weights", of: Float.self)
    let factors = try file.flat("factors", of: Float.self)
    let gram = try file.array("gram", of: Float.self)
    let users = try file.flat("userfact", of: Float.self)
    guard dimensions.count == 1, numbers.count == 6, dimensions[0] > 0, dimensions[0] % 8 == 0,
      dimensions[0] <= 4096, factors.count == itemCount * Int(dimensions[0]),
      gram.count == Int(dimensions[0]) * Int(dimensions[0]),
      users.count == userCount * Int(dimensions[0])
    else { throw .damaged("affinity") }
    self.init(
      neighbours: try SparseRows(from: file, itemCount: itemCount),
      taste: ImplicitFactors(
        dimension: Int(dimensions[0]), values: factors, gram: gram, unobserved: numbers[4],
        regularization: numbers[5]),
      userFactors: users, attributes: try ItemAttributes(from: file, itemCount: itemCount),
      weights: Weights(
        history: numbers[0], taste: numbers[1], activity: numbers[2], seen: numbers[3]))
  }
}
