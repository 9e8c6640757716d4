/// Products and sums of Float vectors, eight lanes at a time.
///
/// Pointers must be valid for `count` elements; that is the caller's promise and the reason why
/// these take no arrays: the loops over them are the hottest of the package. The order of
/// summation is fixed, so equal input gives equal bits. Plain twins are in ``PlainVector``.
package enum Vector {
  /// The sum of products of two vectors.
  @inline(__always)
  package static func dot(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ count: Int
  ) -> Float {
    var even = SIMD8<Float>.zero
    var odd = SIMD8<Float>.zero
    var index = 0
    while index + 16 <= count {
      even += load(first, index) * load(second, index)
      odd += load(first, index + 8) * load(second, index + 8)
      index += 16
    }
    if index + 8 <= count {
      even += load(first, index) * load(second, index)
      index += 8
    }
    var sum = (even + odd).sum()
    while index < count {
      sum += first[index] * second[index]
      index += 1
    }
    return sum
  }

  /// Adds `factor` times a vector to another.
  @inline(__always)
  package static func axpy(
    _ factor: Float, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    let factors = SIMD8<Float>(repeating: factor)
    var index = 0
    while index + 8 <= count {
      store(load(target, index) + factors * load(source, index), target, index)
      index += 8
    }
    while index < count {
      target[index] += factor * source[index]
      index += 1
    }
  }

  /// Multiplies a vector by a number and adds another: `target = factor * target + addend`.
  package static func scaleAndAdd(
    _ factor: Float, _ addend: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    let factors = SIMD8<Float>(repeating: factor)
    var index = 0
    while index + 8 <= count {
      store(load(addend, index) + factors * load(target, index), target, index)
      index += 8
    }
    while index < count {
      target[index] = addend[index] + factor * target[index]
      index += 1
    }
  }

  /// The sum and the sum of squares, added up in double precision every 4,096 elements.
  package static func moments(
    _ values: UnsafePointer<Float>, _ count: Int
  ) -> (sum: Double, squares: Double) {
    var total = (sum: 0.0, squares: 0.0)
    var start = 0
    while start < count {
      let end = min(start + 4096, count)
      var sum = SIMD8<Float>.zero
      var squares = SIMD8<Float>.zero
      while start + 8 <= end {
        let lane = load(values, start)
        sum += lane
        squares += lane * lane
        start += 8
      }
      while start < end {
        sum[0] += values[start]
        squares[0] += values[start] * values[start]
        start += 1
      }
      total.sum += Double(sum.sum())
      total.squares += Double(squares.sum())
    }
    return total
  }

  /// The greatest element; minus infinity when there is none.
  package static func maximum(_ values: UnsafePointer<Float>, _ count: Int) -> Float {
    var lanes = SIMD8<Float>(repeating: -.infinity)
    var index = 0
    while index + 8 <= count {
      let lane = load(values, index)
      lanes.replace(with: lane, where: lane .> lanes)
      index += 8
    }
    var highest = lanes.max()
    while index < count {
      highest = max(highest, values[index])
      index += 1
    }
    return highest
  }

  @inline(__always)
  static func load(_ pointer: UnsafePointer<Float>, _ index: Int) -> SIMD8<Float> {
    UnsafeRawPointer(pointer + index).loadUnaligned(as: SIMD8<Float>.self)
  }

  @inline(__always)
  static func store(
    _ lane: SIMD8<Float>, _ pointer: UnsafeMutablePointer<Float>, _ index: Int
  ) {
    UnsafeMutableRawPointer(pointer + index).storeBytes(of: lane, as: SIMD8<Float>.self)
  }
}

/// The plain twins of ``Vector``: one element at a time, in double precision where sums grow.
package enum PlainVector {
  /// The sum of products of two vectors.
  package static func dot(_ first: [Float], _ second: [Float]) -> Float {
    Float(zip(first, second).reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
  }

  /// Adds `factor` times a vector to another.
  package static func axpy(_ factor: Float, _ source: [Float], _ target: inout [Float]) {
    for index in target.indices { target[index] += factor * source[index] }
  }
}
