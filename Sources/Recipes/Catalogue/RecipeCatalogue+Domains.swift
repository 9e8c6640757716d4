/// The use cases of domain dataset groups.
extension RecipeCatalogue {
  static let ecommerce: [Recipe] = [
    make(
      "aws-ecomm-popular-items-by-views", .popularItems, "ECOMMERCE",
      "Most viewed: items ranked by how often they were viewed.",
      listed.with { $0.eventType = "View" }, by: .interactionCount),
    make(
      "aws-ecomm-popular-items-by-purchases", .popularItems, "ECOMMERCE",
      "Best sellers: items ranked by how often they were bought.",
      listed.with { $0.eventType = "Purchase" }, by: .interactionCount),
    make(
      "aws-ecomm-frequently-bought-together", .relatedItems, "ECOMMERCE",
      "Items that the buyers of a given item bought as well.",
      listed.with {
        $0.userID = .forFilter
        $0.itemID = .required
        $0.eventType = "Purchase"
      }, by: .baskets),
    make(
      "aws-ecomm-customers-who-viewed-x-also-viewed", .relatedItems, "ECOMMERCE",
      "Items viewed by those who viewed a given item, without what the user bought.",
      listed.with {
        $0.itemID = .required
        $0.eventType = "View"
        $0.automaticFilter = .purchased
      }, by: .coOccurrence),
    make(
      "aws-ecomm-recommended-for-you", .userPersonalization, "ECOMMERCE",
      "Items picked for a user, without what the user bought.",
      picked.with { $0.automaticFilter = .purchased }, exploration, by: .blend),
  ]

  static let videoOnDemand: [Recipe] = [
    make(
      "aws-vod-because-you-watched-x", .relatedItems, "VIDEO_ON_DEMAND",
      "Videos watched by those who watched a given one, without what the user has watched.",
      listed.with {
        $0.itemID = .required
        $0.eventType = "Watch"
        $0.automaticFilter = .watched
      }, by: .coOccurrence),
    make(
      "aws-vod-more-like-x", .relatedItems, "VIDEO_ON_DEMAND",
      "Videos similar to a given one, without what the user has watched.",
      listed.with {
        $0.itemID = .required
        $0.automaticFilter = .watched
      }, needs: [.interactions, .items], by: .similarItems),
    make(
      "aws-vod-most-popular", .popularItems, "VIDEO_ON_DEMAND",
      "Videos ranked by how often they were watched.",
      listed.with { $0.eventType = "Watch" }, by: .interactionCount),
    make(
      "aws-vod-trending-now", .popularItems, "VIDEO_ON_DEMAND",
      "Videos that gain interactions faster than before.",
      listed.with {
        $0.userID = .forFilter
        $0.usesLiveEvents = true
        $0.updatesAutomatically = true
      }, by: .trend),
    make(
      "aws-vod-top-picks", .userPersonalization, "VIDEO_ON_DEMAND",
      "Videos picked for a user, without what the user has watched.",
      picked.with { $0.automaticFilter = .watched }, exploration, by: .blend),
  ]

  private static let listed = RecipeCapabilities(userID: .required).with { $0.promotions = true }

  private static let picked = personalized.with {
    $0.batchInference = false
    $0.scores = .none
  }

  private static func make(
    _ name: String, _ type: Recipe.RecipeType, _ domain: String, _ description: String,
    _ capabilities: RecipeCapabilities, _ hyperparameters: [Hyperparameter] = [],
    needs: [Recipe.Dataset] = [.interactions], by trainer: Recipe.Algorithm
  ) -> Recipe {
    Recipe(
      name: name, type: type, domain: domain, algorithmName: name,
      featureTransformationName: name, description: description,
      creationTime: day(2021, 11, 29), lastUpdatedTime: lastUpdated,
      hyperparameters: hyperparameters, capabilities: capabilities, requiredDatasets: needs,
      algorithm: trainer)
  }
}
