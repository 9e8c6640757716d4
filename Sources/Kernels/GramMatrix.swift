/// Products with `Y^T Y` for tall matrices Y of Float rows, the heart of least squares.
///
/// The dimension must be a multiple of 8. Pointers must hold `rows * dimension` elements.
package enum GramMatrix {
  /// Adds `Y^T Y` to a full `dimension` x `dimension` matrix, of which only the lower triangle and
  /// its mirror are written.
  package static func accumulate(
    _ rows: UnsafePointer<Float>, count: Int, dimension: Int, into gram: UnsafeMutablePointer<Float>
  ) {
    var row = 0
    while row + 4 <= count {
      let base = rows + row * dimension
      for column in 0..<dimension {
        let lanes = (column / 8 + 1) * 8
        add4(
          base, dimension,
          (
            base[column], base[dimension + column],
            base[2 * dimension + column], base[3 * dimension + column]
          ),
          gram + column * dimension, lanes)
      }
      row += 4
    }
    while row < count {
      let base = rows + row * dimension
      for column in 0..<dimension {
        Vector.axpy(base[column], base, gram + column * dimension, (column / 8 + 1) * 8)
      }
      row += 1
    }
    for first in 0..<dimension {
      for second in 0..<first {
        gram[second * dimension + first] = gram[first * dimension + second]
      }
    }
  }

  /// Adds `sum over k of weight_k (y_k . x) y_k` to `target`; all weights are 1 when `nil`.
  package static func addProduct(
    _ rows: UnsafePointer<Float>, count: Int, dimension: Int, weights: UnsafePointer<Float>?,
    _ vector: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
  ) {
    var row = 0
    while row + 4 <= count {
      let base = rows + row * dimension
      var dots = dot4(base, dimension, vector)
      if let weights {
        dots.0 *= weights[row]
        dots.1 *= weights[row + 1]
        dots.2 *= weights[row + 2]
        dots.3 *= weights[row + 3]
      }
      add4(base, dimension, dots, target, dimension)
      row += 4
    }
    while row < count {
      let base = rows + row * dimension
      let dot = Vector.dot(base, vector, dimension) * (weights?[row] ?? 1)
      Vector.axpy(dot, base, target, dimension)
      row += 1
    }
  }

  /// Adds `sum over k of (1 - y_k . x) y_k` to `target`: what the products lack to be 1.
  package static func addMissing(
    _ rows: UnsafePointer<Float>, count: Int, dimension: Int, _ vector: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>
  ) {
    var row = 0
    while row + 4 <= count {
      let base = rows + row * dimension
      let dots = dot4(base, dimension, vector)
      add4(
        base, dimension, (1 - dots.0, 1 - dots.1, 1 - dots.2, 1 - dots.3), target, dimension)
      row += 4
    }
    while row < count {
      let base = rows + row * dimension
      Vector.axpy(1 - Vector.dot(base, vector, dimension), base, target, dimension)
      row += 1
    }
  }

  /// Scales a vector and adds the rows' products: `target[k] = keep * target[k] + y_k . x`.
  package static func addRowProducts(
    _ rows: UnsafePointer<Float>, count: Int, dimension: Int, _ vector: UnsafePointer<Float>,
    keeping keep: Float, into target: UnsafeMutablePointer<Float>
  ) {
    var row = 0
    while row + 4 <= count {
      let dots = dot4(rows + row * dimension, dimension, vector)
      target[row] = keep * target[row] + dots.0
      target[row + 1] = keep * target[row + 1] + dots.1
      target[row + 2] = keep * target[row + 2] + dots.2
      target[row + 3] = keep * target[row + 3] + dots.3
      row += 4
    }
    while row < count {
      target[row] =
        keep * target[row] + Vector.dot(rows + row * dimension, vector, dimension)
      row += 1
    }
  }

  @inline(__always)
  private static func dot4(
    _ base: UnsafePointer<Float>, _ dimension: Int, _ vector: UnsafePointer<Float>
  ) -> (Float, Float, Float, Float) {
    var sum0 = SIMD8<Float>.zero
    var sum1 = SIMD8<Float>.zero
    var sum2 = SIMD8<Float>.zero
    var sum3 = SIMD8<Float>.zero
    var index = 0
    while index < dimension {
      let lane = Vector.load(vector, index)
      sum0 += Vector.load(base, index) * lane
      sum1 += Vector.load(base, dimension + index) * lane
      sum2 += Vector.load(base, 2 * dimension + index) * lane
      sum3 += Vector.load(base, 3 * dimension + index) * lane
      index += 8
    }
    return (sum0.sum(), sum1.sum(), sum2.sum(), sum3.sum())
  }

  @inline(__always)
  private static func add4(
    _ base: UnsafePointer<Float>, _ dimension: Int, _ factors: (Float, Float, Float, Float),
    _ target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let factor0 = SIMD8<Float>(repeating: factors.0)
    let factor1 = SIMD8<Float>(repeating: factors.1)
    let factor2 = SIMD8<Float>(repeating: factors.2)
    let factor3 = SIMD8<Float>(repeating: factors.3)
    var index = 0
    while index < count {
      var lane = Vector.load(target, index)
      lane += factor0 * Vector.load(base, index)
      lane += factor1 * Vector.load(base, dimension + index)
      lane += factor2 * Vector.load(base, 2 * dimension + index)
      lane += factor3 * Vector.load(base, 3 * dimension + index)
      Vector.store(lane, target, index)
      index += 8
    }
  }
}
