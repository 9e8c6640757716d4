import Kernels

/// Where to look for a user's best items in a catalogue too large to score all of it.
///
/// An inverted file (Sivic and Zisserman 2003; Jégou et al. 2011): items are clustered by their
/// factors, and of the clusters only those nearest to a user's taste are scored, besides what the
/// sparse members name and what is most popular.
struct CandidateIndex: Sendable, Equatable {
  /// Catalogues up to this size are scored as a whole.
  static let exhaustiveLimit = 32_768
  /// The members it knows how to look for.
  static let members: Set<Blend.Member> = [.rules, .neighbours, .taste, .prior, .own, .seen]
  /// How many items stand for all others in the sum under the softmax.
  static let sampleSize = 8_192
  static let headSize = 512
  /// The length of the lists for which it is found out how many clusters must be scored; longer
  /// ones take more.
  static let depth = 25

  /// All items, cluster by cluster; behind the last cluster those without factors, first those
  /// whose popularity adds most to their logits.
  let order: FlatArray<UInt32>
  /// Cluster c has `order[offsets[c]..<offsets[c + 1]]`.
  let offsets: [UInt32]
  /// The mean factors of each cluster.
  let centroids: FlatArray<Float>
  /// The mean log-popularity of each cluster.
  let priors: [Float]
  /// The root mean square distance of each cluster's items from its mean.
  let spreads: [Float]
  /// The items whose popularity adds most to their logits.
  let head: [UInt32]
  /// How many clusters are scored.
  var probes: Int

  var clusterCount: Int { offsets.count - 1 }

  /// The best clusters for a user's factors, best first.
  ///
  /// A cluster counts by what its best items may have: the mean, and two deviations on top.
  func nearest(_ vector: [Float], prior weight: Float, count: Int) -> [Int] {
    let dimension = vector.count
    guard clusterCount > 0, centroids.count == clusterCount * dimension else { return [] }
    // Sound: each centroid has `dimension` numbers, and there are as many as clusters.
    return centroids.withUnsafeBufferPointer { centroids in
      vector.withUnsafeBufferPointer { vector in
        guard let centroids = centroids.baseAddress, let vector = vector.baseAddress else {
          return []
        }
        let length = Vector.dot(vector, vector, dimension).squareRoot()
        let reach = 2 * length / Float(dimension).squareRoot()
        var best = TopK(capacity: count)
        for cluster in 0..<clusterCount {
          let mean = Vector.dot(centroids + cluster * dimension, vector, dimension)
          best.offer(
            index: UInt32(cluster),
            score: mean + weight * priors[cluster] + reach * spreads[cluster])
        }
        return best.sorted().map { Int($0.index) }
      }
    }
  }

  func encode(to file: inout ModelFileWriter) {
    file.add("candordr", order)
    file.add("candoffs", offsets)
    file.add("candcent", centroids)
    file.add("candprio", priors)
    file.add("candsprd", spreads)
    file.add("candhead", head)
    file.add("candprob", [UInt32(probes)])
  }

  /// `nil` where the model has none.
  init?(from file: ModelFileReader, itemCount: Int, dimension: Int) throws(ModelFileError) {
    guard file.has("candordr") else { return nil }
    order = try file.flat("candordr", of: UInt32.self)
    offsets = try file.array("candoffs", of: UInt32.self)
    centroids = try file.flat("candcent", of: Float.self)
    priors = try file.array("candprio", of: Float.self)
    spreads = try file.array("candsprd", of: Float.self)
    head = try file.array("candhead", of: UInt32.self)
    let probes = try file.array("candprob", of: UInt32.self)
    guard let probes = probes.first, order.count == itemCount,
      order.allSatisfy({ $0 < itemCount }), head.allSatisfy({ $0 < itemCount }),
      offsets.first == 0, offsets.last.map({ $0 <= itemCount }) == true,
      zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
      priors.count == offsets.count - 1, spreads.count == priors.count,
      centroids.count == priors.count * dimension
    else { throw .damaged("candidates") }
    self.probes = Int(probes)
  }

  init(
    order: [UInt32], offsets: [UInt32], centroids: [Float], priors: [Float], spreads: [Float],
    head: [UInt32], probes: Int
  ) {
    self.order = FlatArray(order)
    self.offsets = offsets
    self.centroids = FlatArray(centroids)
    self.priors = priors
    self.spreads = spreads
    self.head = head
    self.probes = probes
  }
}
