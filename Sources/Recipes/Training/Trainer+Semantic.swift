import Kernels

/// The recipe that compares texts.
extension Trainer {
  func runSemantic(_ progress: (TrainingProgress) -> Void) throws(TrainingError) -> TrainedModel {
    let texts = data.textColumns
    progress(TrainingProgress(fraction: 0.05, stage: "reading texts"))
    let (features, items) = SemanticIndex.features(
      titles: data.itemTitles, texts: texts, itemCount: data.items.count, threads: threads)
    guard items.contains(where: { !$0.isEmpty }) else { throw .noItemTexts }
    progress(TrainingProgress(fraction: 0.3, stage: "training"))
    let index = SemanticIndex(items, bucketCount: features.bucketCount, threads: threads)
    let sequences = Sequences(data)
    let model = makeModel(sequences, .semantic(index))
    var metrics: [String: Double]?
    if configuration.measures {
      progress(TrainingProgress(fraction: 0.85, stage: "evaluating"))
      metrics = semanticMetrics(model, index, sequences)
    }
    progress(TrainingProgress(fraction: 1, stage: "done"))
    let log = [
      "\(items.count { !$0.isEmpty }) of \(items.count) items have texts in "
        + "\(texts.count + (data.itemTitles == nil ? 0 : 1)) columns"
    ]
    return TrainedModel(model: model, metrics: metrics, log: log)
  }

  /// What the lists hold: how popular, new and alike the items are; and, where there are
  /// interactions, whether they foretell a user's next items from the one before.
  private func semanticMetrics(
    _ model: Model, _ index: SemanticIndex, _ sequences: Sequences
  ) -> [String: Double] {
    var metrics: [String: Double] = [:]
    if sequences.count > 0 {
      let split = makeSplit(sequences)
      metrics = measure(model, split).metrics
    }
    let popularity = model.statistics.popularityShares
    let freshness = model.statistics.freshnessShares
    var sums = (popularity: 0.0, freshness: 0.0, similarity: 0.0)
    var covered = [Bool](repeating: false, count: model.items.count)
    var places = 0
    for item in 0..<model.items.count {
      let rows = index.neighbours
      for entry in rows.range(ofRow: item).prefix(Evaluation.depth) {
        let other = Int(rows.columns[entry])
        covered[other] = true
        places += 1
        sums.popularity += Double(popularity[other])
        sums.freshness += Double(freshness[other])
        sums.similarity += Double(rows.values[entry])
      }
    }
    let total = Double(max(places, 1))
    metrics["coverage"] = Evaluation.rounded(
      Double(covered.count { $0 }) / Double(max(covered.count, 1)))
    metrics["item_popularity"] = Evaluation.rounded(sums.popularity / total)
    metrics["item_freshness"] = Evaluation.rounded(sums.freshness / total)
    metrics["item_similarity"] = Evaluation.rounded(sums.similarity / total)
    return metrics
  }
}

extension TrainingData {
  /// The items' columns of prose.
  var textColumns: [MetadataColumn] {
    itemMetadata.columns.filter { column in
      if case .text = column.values { true } else { false }
    }
  }
}
