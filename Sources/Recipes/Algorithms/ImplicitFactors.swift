import Kernels

/// Item factors of implicit alternating least squares, served by folding a profile in.
///
/// Rendle et al. 2022 (iALS revisited): every pair counts with weight `unobserved`, observed pairs
/// with 1 more; the regularisation of a row grows with its number of interactions.
struct ImplicitFactors: Sendable, Equatable {
  /// How the factors are found.
  struct Options: Sendable {
    /// Rounded up to a multiple of 8.
    var dimension = 64
    /// The most that a pair without interaction weighs.
    var unobserved: Float = 0.3
    /// All pairs together weigh at most this many times the interactions: else factors vanish
    /// where data are sparse.
    var unobservedRatio: Float = 10
    var regularization: Float = 0.005
    var iterations = 10
    /// Steps of the conjugate-gradient solver a row.
    var steps = 3
    /// Iterations when there are factors of nearly the same data to start from.
    var furtherIterations = 4
  }

  /// A multiple of 8.
  let dimension: Int
  /// Item i's factors are `values[i * dimension..<(i + 1) * dimension]`.
  let values: FlatArray<Float>
  /// `unobserved` times the sum of outer products of all items' factors.
  let gram: [Float]
  let unobserved: Float
  let regularization: Float
  /// The sum of all items' factors.
  private let sums: [Float]

  init(
    dimension: Int, values: FlatArray<Float>, gram: [Float], unobserved: Float,
    regularization: Float
  ) {
    self.dimension = dimension
    self.values = values
    self.gram = gram
    self.unobserved = unobserved
    self.regularization = regularization
    var sums = [Float](repeating: 0, count: dimension)
    // Sound: values has whole rows of `dimension` elements.
    values.withUnsafeBufferPointer { values in
      for row in stride(from: 0, through: values.count - dimension, by: dimension) {
        for place in 0..<dimension { sums[place] += values[row + place] }
      }
    }
    self.sums = sums
  }

  var itemCount: Int { dimension == 0 ? 0 : values.count / dimension }

  /// No factors of no items: all scores are 0.
  static let empty = ImplicitFactors(
    dimension: 8, values: [], gram: [Float](repeating: 0, count: 64), unobserved: 0,
    regularization: 0)

  /// - Parameters:
  ///   - sequences: what to learn from.
  ///   - occurrences: the same by item.
  ///   - earlier: factors of nearly the same data, to start from.
  ///   - seed: of the random start where there are none.
  ///   - progress: called after each half of an iteration with the share done.
  static func train(
    _ sequences: Sequences, _ occurrences: Occurrences, options: Options,
    from earlier: ImplicitFactors? = nil, seed: UInt64, threads: Int,
    progress: (Double) -> Void = { _ in }
  ) -> ImplicitFactors {
    let dimension = max(8, (options.dimension + 7) / 8 * 8)
    var options = options
    let pairs = Float(max(sequences.userCount, 1)) * Float(max(sequences.itemCount, 1))
    let density = Float(sequences.count) / pairs
    options.unobserved = min(options.unobserved, max(options.unobservedRatio * density, 1e-6))
    var items: [Float]
    var iterations = options.iterations
    if let earlier, earlier.dimension == dimension, earlier.itemCount == sequences.itemCount {
      items = Array(earlier.values)
      iterations = options.furtherIterations
    } else {
      items = randomStart(count: sequences.itemCount, dimension: dimension, seed: seed)
    }
    var users = [Float](repeating: 0, count: sequences.userCount * dimension)
    var gram: [Float] = []
    let itemWeights =
      sequences.weights.isEmpty
      ? [] : occurrences.positions.map { sequences.weights[Int($0)] }
    for iteration in 0..<iterations {
      gram = scaledGram(items, dimension, options.unobserved, threads)
      improve(
        &users, with: items, gram: gram, dimension: dimension, options: options, threads: threads
      ) { user in
        RowIDs(
          ids: sequences.items, range: sequences.range(ofUser: user), weights: sequences.weights)
      }
      progress((Double(iteration) + 0.5) / Double(iterations))
      let userGram = scaledGram(users, dimension, options.unobserved, threads)
      improve(
        &items, with: users, gram: userGram, dimension: dimension, options: options,
        threads: threads
      ) { item in
        RowIDs(
          ids: occurrences.users, range: occurrences.range(ofItem: item), weights: itemWeights)
      }
      progress(Double(iteration + 1) / Double(iterations))
    }
    gram = scaledGram(items, dimension, options.unobserved, threads)
    return ImplicitFactors(
      dimension: dimension, values: FlatArray(items), gram: gram, unobserved: options.unobserved,
      regularization: options.regularization)
  }

  private static func randomStart(count: Int, dimension: Int, seed: UInt64) -> [Float] {
    var random = SeededRandom(seed: seed)
    let scale = 0.1 / Float(dimension).squareRoot()
    return (0..<count * dimension).map { _ in scale * random.normal() }
  }

  /// The standard deviation over all items of their products with a vector.
  ///
  /// From the first and second moments of the factors, without a pass over the items.
  func deviation(_ vector: [Float]) -> Float {
    guard itemCount > 0, unobserved > 0 else { return 0 }
    var squares = 0.0
    var mean = 0.0
    // Sound: gram has dimension rows of dimension elements, vector and sums dimension elements.
    gram.withUnsafeBufferPointer { gram in
      vector.withUnsafeBufferPointer { vector in
        guard let gram = gram.baseAddress, let vector = vector.baseAddress else { return }
        for row in 0..<dimension {
          squares += Double(vector[row] * Vector.dot(gram + row * dimension, vector, dimension))
          mean += Double(vector[row] * sums[row])
        }
      }
    }
    mean /= Double(itemCount)
    let variance = squares / (Double(unobserved) * Double(itemCount)) - mean * mean
    return variance > 1e-20 ? Float(variance.squareRoot()) : 0
  }

  /// `scores = keep * scores + products of every item's factors with the vector`.
  func addScores(
    _ vector: [Float], keeping keep: Float, to scores: UnsafeMutablePointer<Float>
  ) {
    // Sound: scores has itemCount elements by contract, values itemCount * dimension.
    values.withUnsafeBufferPointer { values in
      vector.withUnsafeBufferPointer { vector in
        guard let values = values.baseAddress, let vector = vector.baseAddress else { return }
        GramMatrix.addRowProducts(
          values, count: itemCount, dimension: dimension, vector, keeping: keep, into: scores)
      }
    }
  }

  /// The product of one item's factors with a vector of `dimension` numbers.
  func score(_ item: Int, _ vector: [Float]) -> Float {
    guard item >= 0, item < itemCount, vector.count == dimension else { return 0 }
    // Sound: the item is below itemCount.
    return values.withUnsafeBufferPointer { values in
      vector.withUnsafeBufferPointer { vector in
        guard let values = values.baseAddress, let vector = vector.baseAddress else { return 0 }
        return Vector.dot(values + item * dimension, vector, dimension)
      }
    }
  }

  /// `factor` times the Gram matrix of the rows, added up in fixed blocks.
  private static func scaledGram(
    _ rows: [Float], _ dimension: Int, _ factor: Float, _ threads: Int
  ) -> [Float] {
    let count = rows.count / dimension
    let blockSize = max(1024, count / 64 + 1)
    let blocks = count == 0 ? 0 : (count - 1) / blockSize + 1
    let size = dimension * dimension
    var parts = [Float](repeating: 0, count: max(blocks, 1) * size)
    // Sound: each block reads its rows and writes its own part.
    rows.withUnsafeBufferPointer { rows in
      parts.withUnsafeMutableBufferPointer { parts in
        guard let rows = rows.baseAddress, let parts = parts.baseAddress else { return }
        Parallel.forEachBlock(count: count, blockSize: blockSize, threads: threads) {
          block, range in
          GramMatrix.accumulate(
            rows + range.lowerBound * dimension, count: range.count, dimension: dimension,
            into: parts + block * size)
        }
      }
    }
    var sum = [Float](repeating: 0, count: size)
    for block in 0..<max(blocks, 1) {
      for index in 0..<size { sum[index] += parts[block * size + index] }
    }
    return sum.map { $0 * factor }
  }
}
