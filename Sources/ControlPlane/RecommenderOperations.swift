package import PersonalizeAPI
import Platform
import Recipes
import Store

extension ControlPlane {
  package func createRecommender(
    _ request: CreateRecommenderRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateRecommenderResponse {
    let group = try context.find(.datasetGroup, request.datasetGroupArn)
    guard let recipe = RecipeCatalogue.recipe(arn: request.recipeArn) else {
      throw .notFound(request.recipeArn)
    }
    try context.check(group, allowCreateOf: .recommender)
    let rules = RecommenderRules(recipe: recipe, group: group, context: context)
    try rules.checkUseCase()
    let defaults = RecommenderConfig(minRecommendationRequestsPerSecond: 1)
    let configuration = defaults.changed(by: request.recommenderConfig ?? RecommenderConfig())
    try rules.check(configuration)
    let arn = context.arn(.recommender, request.name)
    try context.create(
      Recommender(
        recommenderArn: arn, datasetGroupArn: group.arn, name: request.name,
        recipeArn: recipe.arn, recommenderConfig: configuration),
      arn: arn, name: request.name, group: group.arn, parent: group.arn, tags: request.tags)
    return CreateRecommenderResponse(recommenderArn: arn)
  }

  package func updateRecommender(
    _ request: UpdateRecommenderRequest, _ context: ControlContext
  ) throws(ServiceError) -> UpdateRecommenderResponse {
    let resource = try context.find(.recommender, request.recommenderArn)
    var recommender = try Recommender(resource)
    try context.checkUpdatable(resource, recommender)
    let recipeARN = recommender.recipeArn ?? ""
    guard let recipe = RecipeCatalogue.recipe(arn: recipeARN) else { throw .notFound(recipeARN) }
    let group = try context.find(.datasetGroup, recommender.datasetGroupArn ?? "")
    let current = recommender.recommenderConfig ?? RecommenderConfig()
    let configuration = current.changed(by: request.recommenderConfig)
    try RecommenderRules(recipe: recipe, group: group, context: context).check(configuration)
    let now = context.clock.now()
    recommender.latestRecommenderUpdate = RecommenderUpdateSummary(
      recommenderConfig: configuration, creationDateTime: now, lastUpdatedDateTime: now,
      status: Recommender.beginningUpdate)
    try context.update(resource, recommender)
    return UpdateRecommenderResponse(recommenderArn: resource.arn)
  }

  package func startRecommender(
    _ request: StartRecommenderRequest, _ context: ControlContext
  ) throws(ServiceError) -> StartRecommenderResponse {
    try context.take(.start, Recommender.self, request.recommenderArn)
    return StartRecommenderResponse(recommenderArn: request.recommenderArn)
  }

  package func stopRecommender(
    _ request: StopRecommenderRequest, _ context: ControlContext
  ) throws(ServiceError) -> StopRecommenderResponse {
    try context.take(.stop, Recommender.self, request.recommenderArn)
    return StopRecommenderResponse(recommenderArn: request.recommenderArn)
  }

  package func describeRecommender(
    _ request: DescribeRecommenderRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeRecommenderResponse {
    var recommender: Recommender = try context.describe(request.recommenderArn)
    if recommender.modelMetrics == nil {
      recommender.modelMetrics = try context.metrics(of: request.recommenderArn)
    }
    return DescribeRecommenderResponse(recommender: recommender)
  }

  package func listRecommenders(
    _ request: ListRecommendersRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListRecommendersResponse {
    let page = try context.list(
      parent: request.datasetGroupArn, nextToken: request.nextToken,
      maxResults: request.maxResults
    ) { (recommender: Recommender) in
      RecommenderSummary(
        name: recommender.name, recommenderArn: recommender.recommenderArn,
        datasetGroupArn: recommender.datasetGroupArn, recipeArn: recommender.recipeArn,
        recommenderConfig: recommender.recommenderConfig, status: recommender.status,
        creationDateTime: recommender.creationDateTime,
        lastUpdatedDateTime: recommender.lastUpdatedDateTime)
    }
    return ListRecommendersResponse(recommenders: page.elements, nextToken: page.nextToken)
  }

  package func deleteRecommender(
    _ request: DeleteRecommenderRequest, _ context: ControlContext
  ) throws(ServiceError) {
    try context.delete(Recommender.self, request.recommenderArn)
  }
}
