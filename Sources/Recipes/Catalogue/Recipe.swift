/// One recipe or domain use case of the catalogue, as data.
package struct Recipe: Sendable, Equatable {
  /// What a recipe's requests look like.
  package enum RecipeType: String, Sendable, CaseIterable {
    case userPersonalization = "USER_PERSONALIZATION"
    case popularItems = "POPULAR_ITEMS"
    case personalizedRanking = "PERSONALIZED_RANKING"
    case relatedItems = "RELATED_ITEMS"
    case personalizedActions = "PERSONALIZED_ACTIONS"
    case userSegmentation = "USER_SEGMENTATION"
  }

  /// A kind of dataset, by its wire name.
  package enum Dataset: String, Sendable, CaseIterable {
    case interactions = "Interactions"
    case items = "Items"
    case users = "Users"
    case actions = "Actions"
    case actionInteractions = "Action_Interactions"
  }

  /// The families of algorithms; one serves many recipes.
  enum Algorithm: Sendable, Equatable {
    /// Counts different users an item.
    case userCount
    /// Counts interactions an item.
    case interactionCount
    /// Growth from one window of time to the next.
    case trend
    /// Items the same users had, closer ones counting more.
    case coOccurrence
    /// Items of the same purchase.
    case baskets
    /// Co-occurrence joined with the items' metadata.
    case similarItems
    /// Rules, taste and popularity, blended by weights the data decide.
    case blend
    /// Texts compared by random projections of their words.
    case texts
    /// A propensity for each action, by the user's attributes, taste and past.
    case actions
    /// Users for an item.
    case itemAffinity
    /// Users for items of some attributes.
    case attributeAffinity
  }

  /// `aws-sims`, say.
  package let name: String
  package let type: RecipeType
  /// The domain of a use case, `ECOMMERCE` or `VIDEO_ON_DEMAND`; `nil` for a custom recipe.
  package let domain: String?
  package let algorithmName: String
  package let featureTransformationName: String
  package let description: String
  /// Midnight UTC of the release day, epoch seconds.
  package let creationTime: Int64
  /// The same for all recipes, epoch seconds.
  package let lastUpdatedTime: Int64
  package let hyperparameters: [Hyperparameter]
  package let capabilities: RecipeCapabilities
  /// The datasets training cannot do without.
  package let requiredDatasets: [Dataset]
  /// What trains it; `nil` while nothing here can.
  let algorithm: Algorithm?

  /// Whether this version can train it; the others are refused by name.
  package var isAvailable: Bool { algorithm != nil }
  package var arn: String { "arn:aws:personalize:::recipe/\(name)" }
  package var algorithmARN: String { "arn:aws:personalize:::algorithm/\(algorithmName)" }
  package var featureTransformationARN: String {
    "arn:aws:personalize:::feature-transformation/\(featureTransformationName)"
  }
  /// Recipes, algorithms and feature transformations are always active.
  package var status: String { "ACTIVE" }

  /// The parameters of one kind.
  package func hyperparameters(_ kind: Hyperparameter.Kind) -> [Hyperparameter] {
    hyperparameters.filter { $0.kind == kind }
  }

  /// Names and default values of one kind, as the wire has them.
  package func defaults(_ kind: Hyperparameter.Kind) -> [String: String] {
    var defaults: [String: String] = [:]
    for parameter in hyperparameters(kind) { defaults[parameter.name] = parameter.defaultText }
    return defaults
  }

  /// Why given parameters are not acceptable, or `nil` when they are.
  /// - Parameters:
  ///   - given: name to wire value.
  ///   - kind: the request member they came in.
  /// - Returns: a sentence fit for an error message, or `nil`.
  package func problem(with given: [String: String], kind: Hyperparameter.Kind) -> String? {
    let known = hyperparameters(kind)
    for (name, text) in given.sorted(by: { $0.key < $1.key }) {
      guard let parameter = known.first(where: { $0.name == name }) else {
        return "Unknown hyperparameter \(name) for recipe \(arn)."
      }
      guard parameter.isSettable else {
        return "Hyperparameter \(name) can only be given as a range for optimization."
      }
      guard parameter.accepts(text) else {
        return "Invalid value \(text) for hyperparameter \(name): must be \(parameter.rangeText)."
      }
    }
    return nil
  }
}
