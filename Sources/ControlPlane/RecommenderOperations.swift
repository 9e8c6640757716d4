package import PersonalizeAPI

extension ControlPlane {
  package func createRecommender(
    _ request: CreateRecommenderRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateRecommenderResponse {
    throw .unavailable("CreateRecommender")
  }

  package func updateRecommender(
    _ request: UpdateRecommenderRequest, _ context: ControlContext
  ) throws(ServiceError) -> UpdateRecommenderResponse {
    throw .unavailable("UpdateRecommender")
  }

  package func startRecommender(
    _ request: StartRecommenderRequest, _ context: ControlContext
  ) throws(ServiceError) -> StartRecommenderResponse {
    throw .unavailable("StartRecommender")
  }

  package func stopRecommender(
    _ request: StopRecommenderRequest, _ context: ControlContext
  ) throws(ServiceError) -> StopRecommenderResponse {
    throw .unavailable("StopRecommender")
  }

  package func describeRecommender(
    _ request: DescribeRecommenderRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeRecommenderResponse {
    DescribeRecommenderResponse(recommender: try context.describe(request.recommenderArn))
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
