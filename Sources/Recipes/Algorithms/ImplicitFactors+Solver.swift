import Kernels

/// The ids one row of a half-step is made of.
struct RowIDs {
  let ids: [UInt32]
  let range: Range<Int>
  /// What each of the ids counts, at its place in `ids`; empty where all count alike.
  var weights: [Float] = []
}

/// The half-step of alternating least squares: every row of one side, the other side fixed.
extension ImplicitFactors {
  /// Improves all rows by a few conjugate-gradient steps each, from where they are.
  ///
  /// Rows are independent, so any number of threads gives equal bits (Takács et al. 2011).
  static func improve(
    _ rows: inout [Float], with fixed: [Float], gram: [Float], dimension: Int, options: Options,
    threads: Int, ids: (Int) -> RowIDs
  ) {
    let count = rows.count / dimension
    let fixedCount = fixed.count / dimension
    // Sound: each block writes its own rows; ids are below fixedCount by construction.
    rows.withUnsafeMutableBufferPointer { rows in
      fixed.withUnsafeBufferPointer { fixed in
        gram.withUnsafeBufferPointer { gram in
          guard let rows = rows.baseAddress, let fixed = fixed.baseAddress,
            let gram = gram.baseAddress
          else { return }
          Parallel.forEachBlock(count: count, blockSize: 64, threads: threads) { _, range in
            let solver = RowSolver(
              fixed: fixed, gram: gram, dimension: dimension, steps: options.steps)
            defer { solver.deallocate() }
            for row in range {
              let rowIDs = ids(row)
              let ridge =
                options.regularization
                * (Float(rowIDs.range.count) + options.unobserved * Float(fixedCount))
              solver.improve(rows + row * dimension, ids: rowIDs, ridge: ridge)
            }
          }
        }
      }
    }
  }
}

/// Solves `(gram + ridge + sum y y^T) x = sum y` for one row at a time, with its own scratch.
private struct RowSolver {
  let fixed: UnsafePointer<Float>
  let gram: UnsafePointer<Float>
  let dimension: Int
  let steps: Int
  private let residual: UnsafeMutablePointer<Float>
  private let direction: UnsafeMutablePointer<Float>
  private let product: UnsafeMutablePointer<Float>
  private let gathered: UnsafeMutablePointer<Float>
  private static let gatherCount = 256

  init(fixed: UnsafePointer<Float>, gram: UnsafePointer<Float>, dimension: Int, steps: Int) {
    self.fixed = fixed
    self.gram = gram
    self.dimension = dimension
    self.steps = steps
    residual = .allocate(capacity: dimension)
    direction = .allocate(capacity: dimension)
    product = .allocate(capacity: dimension)
    gathered = .allocate(capacity: dimension * Self.gatherCount)
  }

  func deallocate() {
    residual.deallocate()
    direction.deallocate()
    product.deallocate()
    gathered.deallocate()
  }

  func improve(_ solution: UnsafeMutablePointer<Float>, ids: RowIDs, ridge: Float) {
    guard !ids.range.isEmpty else {
      solution.update(repeating: 0, count: dimension)
      return
    }
    let isShort = ids.range.count <= Self.gatherCount
    if isShort { gather(ids.ids, ids.range) }
    startResidual(solution, ids, isShort, ridge)
    direction.update(from: residual, count: dimension)
    var error = Vector.dot(residual, residual, dimension)
    for _ in 0..<steps {
      guard error > 1e-12 else { return }
      multiply(direction, ids, isShort, ridge)
      let curvature = Vector.dot(direction, product, dimension)
      guard curvature > 0 else { return }
      let step = error / curvature
      Vector.axpy(step, direction, solution, dimension)
      Vector.axpy(-step, product, residual, dimension)
      let next = Vector.dot(residual, residual, dimension)
      Vector.scaleAndAdd(next / error, residual, direction, dimension)
      error = next
    }
  }

  /// `product = (gram + ridge + sum y y^T) vector`.
  private func multiply(
    _ vector: UnsafePointer<Float>, _ ids: RowIDs, _ isShort: Bool, _ ridge: Float
  ) {
    for row in 0..<dimension {
      product[row] =
        Vector.dot(gram + row * dimension, vector, dimension) + ridge * vector[row]
    }
    forEachGathered(ids, isShort) { count, weights in
      GramMatrix.addProduct(
        gathered, count: count, dimension: dimension, weights: weights, vector, into: product)
    }
  }

  /// `residual = sum y - (gram + ridge + sum y y^T) solution`, in one pass over the rows.
  private func startResidual(
    _ solution: UnsafePointer<Float>, _ ids: RowIDs, _ isShort: Bool, _ ridge: Float
  ) {
    for row in 0..<dimension {
      residual[row] =
        -Vector.dot(gram + row * dimension, solution, dimension) - ridge * solution[row]
    }
    forEachGathered(ids, isShort) { count, weights in
      guard let weights else {
        return GramMatrix.addMissing(
          gathered, count: count, dimension: dimension, solution, into: residual)
      }
      for row in 0..<count {
        let base = gathered + row * dimension
        let missing = weights[row] * (1 - Vector.dot(base, solution, dimension))
        Vector.axpy(missing, base, residual, dimension)
      }
    }
  }

  /// Runs `body` with the rows in the gather buffer: at once when short, else by pieces.
  private func forEachGathered(
    _ ids: RowIDs, _ isShort: Bool, _ body: (Int, UnsafePointer<Float>?) -> Void
  ) {
    // Sound: weights are empty or as many as ids.
    func run(_ start: Int, _ count: Int) {
      guard !ids.weights.isEmpty else { return body(count, nil) }
      ids.weights.withUnsafeBufferPointer { weights in
        body(count, weights.baseAddress.map { $0 + start })
      }
    }
    if isShort { return run(ids.range.lowerBound, ids.range.count) }
    var start = ids.range.lowerBound
    while start < ids.range.upperBound {
      let end = min(start + Self.gatherCount, ids.range.upperBound)
      gather(ids.ids, start..<end)
      run(start, end - start)
      start = end
    }
  }

  private func gather(_ ids: [UInt32], _ range: Range<Int>) {
    var target = gathered
    for position in range {
      target.update(from: fixed + Int(ids[position]) * dimension, count: dimension)
      target += dimension
    }
  }
}
