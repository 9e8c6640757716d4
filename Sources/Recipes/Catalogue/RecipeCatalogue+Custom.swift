/// The recipes of custom dataset groups.
extension RecipeCatalogue {
  static let custom: [Recipe] = personalization + ranking + popular + related + segments + legacy

  /// The capabilities most personalised recipes share.
  static let personalized = RecipeCapabilities(userID: .required).with {
    $0.usesLiveEvents = true
    $0.exploration = .configurable
    $0.updatesAutomatically = true
    $0.usesContext = true
    $0.usesMetadata = true
    $0.promotions = true
    $0.batchInference = true
    $0.scores = .catalogue
  }

  private static let personalization = [
    make(
      "aws-user-personalization-v2", .userPersonalization, created: day(2024, 5, 2),
      "Recommends items a user is likely to want next, learnt from the order of events over large "
        + "catalogues, with new items explored by itself.",
      recencyBias,
      personalized.with {
        $0.exploration = .automatic
        $0.metadata = .always
        $0.supportsEventWeights = true
      },
      by: .blend),
    make(
      "aws-user-personalization", .userPersonalization, created: day(2020, 8, 17),
      transformation: "JSON-percentile-filtering",
      "Recommends items a user is likely to want next, learnt from the order of events, with "
        + "adjustable exploration of new items.",
      sequenceModel() + exploration,
      personalized.with {
        $0.supportsUpdate = true
        $0.supportsHPO = true
        $0.supportsObjective = true
      },
      by: .blend),
  ]

  private static let rankingCapabilities = RecipeCapabilities(userID: .required).with {
    $0.usesLiveEvents = true
    $0.usesContext = true
    $0.usesMetadata = true
    $0.batchInference = true
    $0.scores = .inputList
  }

  private static let ranking = [
    make(
      "aws-personalized-ranking-v2", .personalizedRanking, created: day(2024, 5, 2),
      "Orders a given list of items for a user with the sequence model for large catalogues.",
      recencyBias,
      rankingCapabilities.with {
        $0.metadata = .always
        $0.supportsEventWeights = true
      },
      by: .blend),
    make(
      "aws-personalized-ranking", .personalizedRanking, created: day(2019, 6, 10),
      transformation: "JSON-percentile-filtering",
      "Orders a given list of items by a user's interest.",
      sequenceModel(),
      rankingCapabilities.with {
        $0.supportsHPO = true
        $0.supportsObjective = true
      },
      by: .blend),
  ]

  private static let unpersonalized = RecipeCapabilities(userID: .forFilter).with {
    $0.promotions = true
    $0.batchInference = true
  }

  private static let popular = [
    make(
      "aws-popularity-count", .popularItems, created: day(2019, 6, 10), transformation: "sims",
      "Ranks items by the number of different users who interacted with them.",
      [], unpersonalized, by: .userCount),
    make(
      "aws-trending-now", .popularItems, created: day(2022, 11, 14),
      algorithm: "aws-trending-now-custom",
      "Ranks items by how much faster they gain interactions than in the window before.",
      trendingNow,
      unpersonalized.with {
        $0.batchInference = false
        $0.usesLiveEvents = true
      },
      by: .trend),
  ]

  private static let relatedCapabilities = unpersonalized.with { $0.itemID = .required }

  private static let related = [
    make(
      "aws-similar-items", .relatedItems, created: day(2021, 10, 5),
      "Finds items like a given one from shared users and from the items' metadata.",
      similarItems, relatedCapabilities.with { $0.supportsHPO = true }, by: .similarItems),
    make(
      "aws-sims", .relatedItems, created: day(2019, 6, 10), transformation: "sims",
      "Finds items that the same users interacted with.",
      sims, relatedCapabilities.with { $0.supportsHPO = true }, by: .coOccurrence),
    make(
      "aws-semantic-similarity", .relatedItems, created: lastUpdated,
      "Finds items whose titles and descriptions mean something similar.",
      [],
      relatedCapabilities.with {
        $0.metadata = .always
        $0.supportsIncrementalUpdate = true
      },
      needs: [.items], by: .texts),
    make(
      "aws-next-best-action", .personalizedActions, created: day(2023, 8, 11),
      "Predicts which actions a user is most likely to take.",
      nextBestAction,
      RecipeCapabilities(userID: .required).with {
        $0.usesLiveEvents = true
        $0.exploration = .automatic
        $0.updatesAutomatically = true
        $0.scores = .propensity
        $0.metadata = .never
      },
      needs: [.interactions, .actions], by: .actions),
  ]

  private static let segmentCapabilities = RecipeCapabilities(userID: .unused).with {
    $0.batchSegments = true
    $0.metadata = .never
    $0.deployable = false
  }

  private static let segments = [
    make(
      "aws-item-affinity", .userSegmentation, created: day(2021, 7, 15),
      transformation: "item-affinity",
      "Finds the users most likely to interact with a given item.",
      affinity, segmentCapabilities, by: .itemAffinity),
    make(
      "aws-item-attribute-affinity", .userSegmentation, created: day(2021, 8, 25),
      transformation: "item-attribute-affinity",
      "Finds the users most likely to interact with items of given attributes.",
      affinity, segmentCapabilities, needs: [.interactions, .items], by: .attributeAffinity),
  ]

  private static let legacyCapabilities = RecipeCapabilities(userID: .required).with {
    $0.usesLiveEvents = true
    $0.batchInference = true
    $0.scores = .catalogue
    $0.supportsHPO = true
  }

  private static let legacy = [
    make(
      "aws-hrnn", .userPersonalization, created: day(2019, 6, 10),
      transformation: "JSON-percentile-filtering",
      "Predicts a user's next items from the order of events. Superseded by user-personalization.",
      sequenceModel(hiddenDimension: 43), legacyCapabilities, by: .blend),
    make(
      "aws-hrnn-metadata", .userPersonalization, created: day(2019, 6, 10),
      transformation: "featurize_metadata",
      "Predicts a user's next items from events and metadata. Superseded by "
        + "user-personalization.",
      sequenceModel(hiddenDimension: 43),
      legacyCapabilities.with {
        $0.usesContext = true
        $0.usesMetadata = true
      },
      by: .blend),
    make(
      "aws-hrnn-coldstart", .userPersonalization, created: day(2019, 6, 10),
      transformation: "featurize_coldstart",
      "Predicts a user's next items and lets new items in. Superseded by user-personalization.",
      sequenceModel() + coldStart,
      legacyCapabilities.with {
        $0.usesContext = true
        $0.usesMetadata = true
        $0.supportsUpdate = true
      },
      needs: [.interactions, .items], by: .blend),
  ]

  private static func make(
    _ name: String, _ type: Recipe.RecipeType, created: Int64, algorithm: String? = nil,
    transformation: String? = nil, _ description: String, _ hyperparameters: [Hyperparameter],
    _ capabilities: RecipeCapabilities, needs: [Recipe.Dataset] = [.interactions],
    by trainer: Recipe.Algorithm? = nil
  ) -> Recipe {
    Recipe(
      name: name, type: type, domain: nil, algorithmName: algorithm ?? name,
      featureTransformationName: transformation ?? name, description: description,
      creationTime: created, lastUpdatedTime: lastUpdated, hyperparameters: hyperparameters,
      capabilities: capabilities, requiredDatasets: needs, algorithm: trainer)
  }
}
