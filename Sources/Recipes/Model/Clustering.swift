import Kernels

/// k-means of rows (Lloyd 1982) in two levels, each on samples: linear in the rows.
///
/// Deterministic: equal rows and seeds give equal groups whatever the number of threads.
struct Clustering {
  private let values: FlatArray<Float>
  private let dimension: Int

  private static let iterations = 8
  /// How many rows a cluster are looked at to find its place.
  private static let samplesPerCluster = 64

  /// - Parameter values: `dimension` numbers a row, a multiple of 8.
  init(_ values: FlatArray<Float>, dimension: Int) {
    self.values = values
    self.dimension = dimension
  }

  /// Groups of rows that are near each other, about `count` of them, none empty.
  func groups(of rows: [UInt32], count: Int, seed: UInt64, threads: Int) -> [[UInt32]] {
    guard count > 1, rows.count > 1 else { return rows.isEmpty ? [] : [rows] }
    let coarse = split(rows, into: Int(Double(count).squareRoot().rounded()), seed, threads)
    var parts = [[[UInt32]]](repeating: [], count: coarse.count)
    parts.withUnsafeMutableBufferPointer { parts in
      // Sound: each coarse group has a slot of its own.
      nonisolated(unsafe) let slots = parts
      Parallel.forEachBlock(count: coarse.count, blockSize: 1, threads: threads) { number, _ in
        let share = (coarse[number].count * count + rows.count / 2) / rows.count
        slots[number] = split(coarse[number], into: share, seed ^ UInt64(number + 1), 1)
      }
    }
    return parts.flatMap { $0 }
  }

  /// The mean of some rows, and the root mean square distance from it.
  func moments(of rows: [UInt32]) -> (mean: [Float], spread: Float) {
    var mean = [Float](repeating: 0, count: dimension)
    var squares: Float = 0
    for row in rows {
      for place in 0..<dimension {
        let value = values[Int(row) * dimension + place]
        mean[place] += value
        squares += value * value
      }
    }
    let count = Float(max(rows.count, 1))
    for place in 0..<dimension { mean[place] /= count }
    let length = mean.reduce(0) { $0 + $1 * $1 }
    return (mean, max(squares / count - length, 0).squareRoot())
  }

  private func split(
    _ rows: [UInt32], into count: Int, _ seed: UInt64, _ threads: Int
  ) -> [[UInt32]] {
    guard count > 1, rows.count > count else { return [rows] }
    var random = SeededRandom(seed: seed)
    let size = min(rows.count, count * Self.samplesPerCluster)
    let sample = (0..<size).map { place in
      // One of each stretch of equal length.
      let (start, end) = (place * rows.count / size, (place + 1) * rows.count / size)
      return rows[start + Int(random.next() % UInt64(end - start))]
    }
    var centroids = (0..<count).flatMap { cluster in
      let row = Int(sample[cluster * size / count])
      return values[row * dimension..<(row + 1) * dimension]
    }
    for _ in 0..<Self.iterations {
      let nearest = nearest(sample, centroids, threads)
      var sums = [Float](repeating: 0, count: centroids.count)
      var counts = [Float](repeating: 0, count: count)
      for (row, cluster) in zip(sample, nearest) {
        counts[cluster] += 1
        for place in 0..<dimension {
          sums[cluster * dimension + place] += values[Int(row) * dimension + place]
        }
      }
      for cluster in 0..<count where counts[cluster] > 0 {
        for place in cluster * dimension..<(cluster + 1) * dimension {
          centroids[place] = sums[place] / counts[cluster]
        }
      }
    }
    var groups = [[UInt32]](repeating: [], count: count)
    for (row, cluster) in zip(rows, nearest(rows, centroids, threads)) {
      groups[cluster].append(row)
    }
    return groups.filter { !$0.isEmpty }
  }

  /// The nearest centroid of each row: the one with the greatest product less half its square.
  private func nearest(_ rows: [UInt32], _ centroids: [Float], _ threads: Int) -> [Int] {
    let count = centroids.count / dimension
    var result = [Int](repeating: 0, count: rows.count)
    // Sound: rows are numbers of rows of `values`; each block writes its own results.
    values.withUnsafeBufferPointer { values in
      centroids.withUnsafeBufferPointer { centroids in
        result.withUnsafeMutableBufferPointer { result in
          guard let values = values.baseAddress, let centroids = centroids.baseAddress else {
            return
          }
          let halves = (0..<count).map {
            let centroid = centroids + $0 * dimension
            return -0.5 * Vector.dot(centroid, centroid, dimension)
          }
          nonisolated(unsafe) let slots = result
          Parallel.forEachBlock(count: rows.count, blockSize: 1024, threads: threads) { _, range in
            var scores = halves
            scores.withUnsafeMutableBufferPointer { scores in
              guard let scores = scores.baseAddress else { return }
              for place in range {
                for cluster in 0..<count { scores[cluster] = halves[cluster] }
                GramMatrix.addRowProducts(
                  centroids, count: count, dimension: dimension,
                  values + Int(rows[place]) * dimension, keeping: 1, into: scores)
                var best = 0
                for cluster in 1..<count where scores[cluster] > scores[best] { best = cluster }
                slots[place] = best
              }
            }
          }
        }
      }
    }
    return result
  }
}
