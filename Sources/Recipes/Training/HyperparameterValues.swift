/// The values of a recipe's hyperparameters: given ones, else defaults.
struct HyperparameterValues: Sendable {
  private var texts: [String: String]

  /// - Throws: `invalidHyperparameter` for an unknown name or an unacceptable value.
  init(_ recipe: Recipe, _ configuration: TrainingConfiguration) throws(TrainingError) {
    texts = recipe.defaults(.algorithm)
    texts.merge(recipe.defaults(.featureTransformation)) { $1 }
    let given: [(Hyperparameter.Kind, [String: String])] = [
      (.algorithm, configuration.algorithmHyperparameters),
      (.featureTransformation, configuration.featureTransformationParameters),
    ]
    for (kind, values) in given {
      // A tuned value of a parameter that only a search can set is accepted here.
      let settable = values.filter { name, _ in
        recipe.hyperparameters(kind).first { $0.name == name }?.isSettable ?? true
      }
      if let problem = recipe.problem(with: settable, kind: kind) {
        throw .invalidHyperparameter(problem)
      }
      texts.merge(values) { $1 }
    }
  }

  func integer(_ name: String, default fallback: Int) -> Int {
    texts[name].flatMap { Int($0) } ?? fallback
  }

  func double(_ name: String, default fallback: Double) -> Double {
    texts[name].flatMap { Double($0) } ?? fallback
  }

  func flag(_ name: String, default fallback: Bool) -> Bool {
    texts[name].map { $0 == "true" } ?? fallback
  }

  func text(_ name: String) -> String? { texts[name] }
}
