import Glibc
import Kernels

/// Items whose titles and descriptions mean something similar.
///
/// Texts that share rare words are found through an inverted index; an item's vector is then drawn
/// towards those of its neighbours, so that texts are near that share their company rather than
/// their words; neighbours of neighbours are compared by these vectors.
struct SemanticIndex: Sendable, Equatable {
  /// How an index is made.
  enum Options {
    /// The neighbours an item keeps.
    static let limit = 200
    /// Buckets of more texts than this find nobody: they say too little.
    static let maxOwners = 300
    /// The heaviest features of a text that look for others.
    static let probes = 24
    /// Neighbours by words that draw a vector towards them.
    static let company = 10
    /// How far they draw it.
    static let pull: Float = 0.5
    /// Neighbours whose neighbours are compared as well.
    static let hops = 12
  }

  let features: Int
  let embedding: TextEmbedding
  /// Item i's vector is `vectors[i * dimension..<(i + 1) * dimension]`, unit length times 127.
  var vectors: FlatArray<Int8>
  /// Each item's neighbours by cosine, best first.
  var neighbours: SparseRows

  /// - Parameters:
  ///   - texts: each item's features; empty for items without text.
  ///   - bucketCount: of the features.
  ///   - threads: the most to use.
  init(_ texts: [[TextFeatures.Entry]], bucketCount: Int, threads: Int) {
    features = bucketCount
    embedding = TextEmbedding(texts, bucketCount: bucketCount)
    let weighted = Self.map(texts.count, threads: threads) { [embedding] in
      embedding.weighted(texts[$0])
    }
    let words = Self.neighboursByWords(weighted, bucketCount: bucketCount, threads: threads)
    var plain = [Float](repeating: 0, count: texts.count * TextEmbedding.dimension)
    plain.withUnsafeMutableBufferPointer { plain in
      // Sound: each item's vector is written by the block that has the item.
      guard let base = plain.baseAddress else { return }
      nonisolated(unsafe) let vectors = base
      Parallel.forEachBlock(count: texts.count, blockSize: 64, threads: threads) { _, range in
        for item in range {
          TextEmbedding.project(weighted[item], into: vectors + item * TextEmbedding.dimension)
        }
      }
    }
    let drawn = Self.drawn(plain, by: words, threads: threads)
    neighbours = Self.neighbours(drawn, from: words, threads: threads)
    vectors = FlatArray(drawn.map { Int8(max(-127, min(127, ($0 * 127).rounded()))) })
  }

  var itemCount: Int { vectors.count / TextEmbedding.dimension }

  /// Items that share rare words, by the sum of products of what the words weigh in both.
  private static func neighboursByWords(
    _ weighted: [[TextFeatures.Entry]], bucketCount: Int, threads: Int
  ) -> SparseRows {
    var starts = [Int](repeating: 0, count: bucketCount + 1)
    for entry in weighted.joined() { starts[Int(entry.bucket) + 1] += 1 }
    for bucket in 0..<bucketCount { starts[bucket + 1] += starts[bucket] }
    var next = starts
    var owners = [UInt32](repeating: 0, count: starts[bucketCount])
    var weights = [Float](repeating: 0, count: starts[bucketCount])
    for (item, entries) in weighted.enumerated() {
      for entry in entries {
        owners[next[Int(entry.bucket)]] = UInt32(item)
        weights[next[Int(entry.bucket)]] = entry.weight
        next[Int(entry.bucket)] += 1
      }
    }
    let count = weighted.count
    return SparseRows.build(rows: count, columns: count, threads: threads) { item, accumulator in
      let probes = weighted[item].sorted { ($1.weight, $0.bucket) < ($0.weight, $1.bucket) }
        .filter { starts[Int($0.bucket) + 1] - starts[Int($0.bucket)] <= Options.maxOwners }
        .prefix(Options.probes)
      for entry in probes {
        for place in starts[Int(entry.bucket)]..<starts[Int(entry.bucket) + 1]
        where Int(owners[place]) != item {
          accumulator.add(entry.weight * weights[place], to: owners[place])
        }
      }
      accumulator.keep(Options.limit, order: .byValue) { $1.sum }
    }
  }

  /// Each vector drawn towards those of its nearest neighbours, at unit length.
  private static func drawn(_ plain: [Float], by words: SparseRows, threads: Int) -> [Float] {
    let dimension = TextEmbedding.dimension
    var drawn = plain
    drawn.withUnsafeMutableBufferPointer { drawn in
      plain.withUnsafeBufferPointer { plain in
        guard let target = drawn.baseAddress, let source = plain.baseAddress else { return }
        // Sound: each item's vector is written by the block that has the item, from the plain ones.
        nonisolated(unsafe) let (vectors, plain) = (target, source)
        Parallel.forEachBlock(count: words.rowCount, blockSize: 64, threads: threads) { _, range in
          for item in range {
            let company = words.range(ofRow: item).prefix(Options.company)
            let total = company.reduce(Float(0)) { $0 + words.values[$1] }
            guard total > 0 else { continue }
            for entry in company {
              Vector.axpy(
                Options.pull * words.values[entry] / total,
                plain + Int(words.columns[entry]) * dimension, vectors + item * dimension,
                dimension)
            }
            TextEmbedding.normalize(vectors + item * dimension)
          }
        }
      }
    }
    return drawn
  }

  /// The best by cosine among neighbours by words and their neighbours.
  private static func neighbours(
    _ vectors: [Float], from words: SparseRows, threads: Int
  ) -> SparseRows {
    let dimension = TextEmbedding.dimension
    let count = words.rowCount
    return SparseRows.build(rows: count, columns: count, threads: threads) { item, accumulator in
      for entry in words.range(ofRow: item) { accumulator.add(1, to: words.columns[entry]) }
      for hop in words.range(ofRow: item).prefix(Options.hops) {
        for entry in words.range(ofRow: Int(words.columns[hop])).prefix(Options.hops)
        where Int(words.columns[entry]) != item {
          accumulator.add(1, to: words.columns[entry])
        }
      }
      vectors.withUnsafeBufferPointer { vectors in
        // Sound: items are below count, each with `dimension` elements.
        guard let base = vectors.baseAddress else { return }
        accumulator.keep(Options.limit, order: .byValue) { column, _ in
          Vector.dot(base + item * dimension, base + Int(column) * dimension, dimension)
        }
      }
    }
  }

  private static func map<Value: Sendable>(
    _ count: Int, threads: Int, _ make: (Int) -> Value
  ) -> [Value] {
    var values = [Value?](repeating: nil, count: count)
    values.withUnsafeMutableBufferPointer { values in
      // Sound: each element is written by the block that has its index.
      nonisolated(unsafe) let values = values
      Parallel.forEachBlock(count: count, blockSize: 64, threads: threads) { _, range in
        for index in range { values[index] = make(index) }
      }
    }
    return values.compactMap { $0 }
  }
}

extension SemanticIndex {
  /// Reads the features of all items' titles and descriptions, side by side.
  static func features(
    titles: MetadataColumn?, texts: [MetadataColumn], itemCount: Int, threads: Int
  ) -> (features: TextFeatures, items: [[TextFeatures.Entry]]) {
    let features = TextFeatures(textCount: itemCount)
    let items = map(itemCount, threads: threads) { item in
      var entries = titles.map {
        features.entries($0.text(ofRow: item), times: TextEmbedding.titleFactor)
      }
      for text in texts {
        let more = features.entries(text.text(ofRow: item), times: 1)
        entries = entries.map { TextFeatures.joined($0, more) } ?? more
      }
      return entries ?? []
    }
    return (features, items)
  }
}

extension MetadataColumn {
  /// The UTF-8 of a row; empty where null, beyond the rows, or in a column of no texts.
  func text(ofRow row: Int) -> ArraySlice<UInt8> {
    guard case .text(let offsets, let bytes) = values, row >= 0, row + 1 < offsets.count else {
      return []
    }
    return bytes[offsets[row]..<offsets[row + 1]]
  }
}
