/// Trainings that are to favour items of high worth, or to weigh events.
extension Trainer {
  /// What an objective adds to the items' logits, and its strength; empty without one.
  func objective(_ blend: Blend, _ cases: [BlendFitting.Case]) -> ([Float], Float) {
    guard recipe.capabilities.supportsObjective, let objective = configuration.objective,
      objective.sensitivity != .off, let values = objective.values(data.itemMetadata)
    else { return ([], 0) }
    let standardized = Objective.standardized(values)
    let strength = objective.strength(blend, standardized, cases: cases, threads: threads)
    return (standardized.map { $0 * strength }, strength)
  }

  /// The objective of an older model over the items of now.
  func objective(like older: [Float]) -> [Float] {
    guard recipe.capabilities.supportsObjective, !older.isEmpty,
      let values = configuration.objective?.values(data.itemMetadata)
    else { return [] }
    let standardized = Objective.standardized(values)
    func length(_ numbers: [Float]) -> Float {
      (numbers.reduce(0) { $0 + $1 * $1 } / Float(max(numbers.count, 1))).squareRoot()
    }
    let strength = length(older) / max(length(standardized), 1e-6)
    return standardized.map { $0 * strength }
  }

  /// The metrics that only such trainings have.
  func weightedMetrics(_ lists: [[Int]], _ split: Evaluation.Split) -> [String: Double] {
    var metrics = Evaluation.weightedGains(lists, split)
    if recipe.capabilities.supportsObjective,
      let values = configuration.objective?.values(data.itemMetadata)
    {
      metrics.merge(Evaluation.averageRewards(lists, split, values: values)) { $1 }
    }
    return metrics
  }
}
