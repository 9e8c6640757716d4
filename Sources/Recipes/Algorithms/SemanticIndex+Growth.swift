import Kernels

/// Items that came or changed after the training.
extension SemanticIndex {
  /// Takes in items without training again: new ones get vectors and neighbours, and become
  /// neighbours of others; changed ones do so anew.
  ///
  /// Takes time in proportion to the changed items times all items.
  /// - Parameters:
  ///   - changed: item numbers with their features; numbers from `itemCount` on are new and must
  ///     go up to `newCount` without a gap.
  ///   - newCount: how many items there are then.
  ///   - threads: the most to use.
  /// - Returns: the grown index; rarities stay as they were learnt.
  func updated(
    _ changed: [(item: Int, entries: [TextFeatures.Entry])], newCount: Int, threads: Int
  ) -> SemanticIndex {
    let dimension = TextEmbedding.dimension
    var grown = self
    grown.vectors.append(
      contentsOf: repeatElement(0, count: max(0, newCount * dimension - vectors.count)))
    for (item, entries) in changed where item < newCount {
      var vector = [Float](repeating: 0, count: dimension)
      vector.withUnsafeMutableBufferPointer { vector in
        guard let vector = vector.baseAddress else { return }
        TextEmbedding.project(embedding.weighted(entries), into: vector)
        // The company of a new text is found among the items as they were.
        let company = nearest(vector, limit: Options.company, except: item)
        let total = company.reduce(Float(0)) { $0 + $1.score * $1.score }
        guard total > 0 else { return }
        for entry in company {
          for index in 0..<dimension {
            vector[index] +=
              Options.pull * entry.score * entry.score / total
              * Float(vectors[Int(entry.index) * dimension + index]) / 127
          }
        }
        TextEmbedding.normalize(vector)
      }
      for index in 0..<dimension {
        grown.vectors[item * dimension + index] =
          Int8(max(-127, min(127, (vector[index] * 127).rounded())))
      }
    }
    grown.neighbours = grown.rows(
      changed: changed.map(\.item), newCount: newCount, threads: threads)
    return grown
  }

  /// All rows, those of changed items made anew and the others with changed items in their places.
  private func rows(changed: [Int], newCount: Int, threads: Int) -> SparseRows {
    let isChanged = changed.reduce(into: [Bool](repeating: false, count: newCount)) {
      if $1 < newCount { $0[$1] = true }
    }
    var lists = [[TopK.Entry]](repeating: [], count: newCount)
    var additions = [[TopK.Entry]](repeating: [], count: newCount)
    for item in isChanged.indices where isChanged[item] {
      let vector = unpacked(item)
      lists[item] = vector.withUnsafeBufferPointer { vector in
        vector.baseAddress.map { nearest($0, limit: Options.limit, except: item) } ?? []
      }
      for entry in lists[item] where !isChanged[Int(entry.index)] {
        additions[Int(entry.index)].append(TopK.Entry(index: UInt32(item), score: entry.score))
      }
    }
    return SparseRows.build(rows: newCount, columns: newCount, threads: threads) {
      item, accumulator in
      if isChanged[item] {
        for entry in lists[item] { accumulator.add(entry.score, to: entry.index) }
      } else {
        if item < neighbours.rowCount {
          for entry in neighbours.range(ofRow: item)
          where !isChanged[Int(neighbours.columns[entry])] {
            accumulator.add(neighbours.values[entry], to: neighbours.columns[entry])
          }
        }
        for entry in additions[item] { accumulator.add(entry.score, to: entry.index) }
      }
      accumulator.keep(Options.limit, order: .byValue) { $1.sum }
    }
  }

  private func unpacked(_ item: Int) -> [Float] {
    let start = item * TextEmbedding.dimension
    return vectors[start..<start + TextEmbedding.dimension].map { Float($0) / 127 }
  }

  /// The items with the highest positive cosine to a vector of unit length.
  private func nearest(
    _ vector: UnsafePointer<Float>, limit: Int, except own: Int
  ) -> [TopK.Entry] {
    let dimension = TextEmbedding.dimension
    var best = TopK(capacity: limit)
    // Sound: vectors has itemCount rows of `dimension` elements, vector has `dimension`.
    vectors.withUnsafeBufferPointer { vectors in
      for item in 0..<itemCount where item != own {
        var sum = SIMD8<Float>.zero
        for index in stride(from: 0, to: dimension, by: 8) {
          let packed = UnsafeRawPointer(vectors.baseAddress.map { $0 + item * dimension + index })?
            .loadUnaligned(as: SIMD8<Int8>.self)
          let lane = UnsafeRawPointer(vector + index).loadUnaligned(as: SIMD8<Float>.self)
          sum += SIMD8<Float>(packed ?? .zero) * lane
        }
        let cosine = sum.sum() / 127
        if cosine > 0.02 { best.offer(index: UInt32(item), score: cosine) }
      }
    }
    return best.sorted()
  }
}

// MARK: - File

extension SemanticIndex {
  func encode(to file: inout ModelFileWriter) {
    file.add("rarity", embedding.rarity)
    file.add("textvecs", vectors)
    neighbours.encode(to: &file)
  }

  init(from file: ModelFileReader, itemCount: Int) throws(ModelFileError) {
    let rarity = try file.array("rarity", of: Float.self)
    let vectors = try file.flat("textvecs", of: Int8.self)
    guard TextFeatures(bucketCount: rarity.count) != nil,
      vectors.count == itemCount * TextEmbedding.dimension
    else { throw .damaged("texts") }
    self.init(
      features: rarity.count, embedding: TextEmbedding(rarity: rarity), vectors: vectors,
      neighbours: try SparseRows(from: file, itemCount: itemCount))
  }

  private init(
    features: Int, embedding: TextEmbedding, vectors: FlatArray<Int8>, neighbours: SparseRows
  ) {
    self.features = features
    self.embedding = embedding
    self.vectors = vectors
    self.neighbours = neighbours
  }
}
