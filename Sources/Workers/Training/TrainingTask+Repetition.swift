import Recipes

extension TrainingTask {
  /// The training of a model once more, after rows that it has learnt from were erased.
  ///
  /// Where models are sums, such as counts, trends and co-occurrences, the new one is bit for bit
  /// the one that training without those rows would have given from the start: the same rows in
  /// the same order meet the same settings and the same seed, and rewritten segments number users
  /// and items as an import of the others alone would have. The same holds for all other recipes
  /// when the first training measured nothing; else its held-out users had a say in the weights.
  ///
  /// Done by counting again, not by subtracting: a file holds what remains of the sums, the best
  /// neighbours of each item by a normalised count, and the next best, which would move up, are not
  /// in it. To keep all pairs only to be able to subtract would make each model many times larger,
  /// while counting again takes seconds a million rows and needs nothing but the rows.
  ///
  /// - Parameters:
  ///   - lastEvent: that of the model in use. When it is not that of the rows the task reads, the
  ///     model was brought up to date since, and the repetition learns from all rows there are.
  ///   - path: the model file to write.
  ///   - threads: the most to use; no matter for the result.
  /// - Returns: `train(progress:)` of it throws a `TrainingError` whose `isLackOfData` is true when
  ///   what is left is too little for any model.
  func repeated(lastEvent: Int64, to path: String, threads: Int) -> TrainingTask {
    var task = self
    if bounds?.lastEvent != lastEvent { task.bounds = nil }
    // What it once carried on had learnt from the erased rows.
    task.basePath = nil
    // Little data is better than no model.
    task.acceptsFewerRows = true
    // The metrics stay those of the first training.
    task.evaluates = false
    task.purpose = .model
    task.path = path
    task.threads = threads
    return task
  }
}
