import ControlPlane
import PersonalizeAPI
import Platform
import Store
import Testing

@Suite struct RecommenderTests {
  private let scene: Scene
  private var world: World { scene.world }

  init() throws {
    scene = try Scene(domain: .ecommerce, recipe: "aws-ecomm-recommended-for-you")
    try scene.add(.dataset)
  }

  private func request(_ configuration: RecommenderConfig? = nil) -> CreateRecommenderRequest {
    CreateRecommenderRequest(
      name: "home", datasetGroupArn: scene.arn(.datasetGroup), recipeArn: scene.recipe,
      recommenderConfig: configuration)
  }

  private func create(_ configuration: RecommenderConfig? = nil) throws -> String {
    let response = try world.call {
      try $0.createRecommender(request(configuration), $1)
    }
    return try #require(response.recommenderArn)
  }

  private func describe(_ arn: String) throws -> Recommender {
    let response = try world.call {
      try $0.describeRecommender(DescribeRecommenderRequest(recommenderArn: arn), $1)
    }
    return try #require(response.recommender)
  }

  @Test func `a recommender trains at its creation and then shows its metrics`() throws {
    let arn = try create()
    #expect(arn == "arn:aws:personalize:us-east-1:111122223333:recommender/home")
    #expect(try world.jobs(arn) == [.train])
    let pending = try describe(arn)
    #expect(pending.status == "CREATE PENDING")
    #expect(pending.recommenderConfig?.minRecommendationRequestsPerSecond == 1)
    #expect(pending.modelMetrics == nil)
    try world.settle()
    try world.tenant.transaction {
      try $0.attach(.metrics, to: arn, body: Array(#"{"coverage":0.5}"#.utf8))
    }
    #expect(try describe(arn).modelMetrics == ["coverage": 0.5])
  }

  @Test func `a recommender takes a use case of its group's domain`() throws {
    for name in ["aws-sims", "aws-vod-top-picks"] {
      var wrong = request()
      wrong.recipeArn = "arn:aws:personalize:::recipe/\(name)"
      world.refuse(.invalidInput, "Its use cases are: aws-ecomm") { plane, context in
        try plane.createRecommender(wrong, context)
      }
    }
    var unknown = request()
    unknown.recipeArn = "arn:aws:personalize:::recipe/aws-none"
    world.refuse(.resourceNotFound, "aws-none") { plane, context in
      try plane.createRecommender(unknown, context)
    }
  }

  @Test func `the use case's datasets must be there and ACTIVE`() throws {
    let dataset = scene.arn(.dataset)
    try world.setStatus(dataset, .createPending)
    world.refuse(.resourceInUse, dataset) { plane, context in
      try plane.createRecommender(request(), context)
    }
    try scene.remove(dataset)
    world.refuse(.invalidInput, "no Interactions dataset") { plane, context in
      try plane.createRecommender(request(), context)
    }
  }

  @Test func `the configuration must suit the use case and the datasets`() throws {
    func refuse(_ configuration: RecommenderConfig, _ text: String) {
      world.refuse(.invalidInput, text) { plane, context in
        try plane.createRecommender(request(configuration), context)
      }
    }
    refuse(
      RecommenderConfig(itemExplorationConfig: ["explorationWeight": "2"]), "explorationWeight")
    refuse(RecommenderConfig(enableMetadataWithRecommendations: true), "Items dataset")
    refuse(
      RecommenderConfig(
        trainingDataConfig: TrainingDataConfig(
          excludedDatasetColumns: ["INTERACTIONS": ["NONE"]])), "no column NONE")
  }

  @Test func `an update shows beside what holds and keeps what it does not name`() throws {
    let arn = try create(
      RecommenderConfig(
        itemExplorationConfig: ["explorationWeight": "0.1"],
        minRecommendationRequestsPerSecond: 3))
    try world.settle()
    let change = RecommenderConfig(itemExplorationConfig: ["explorationWeight": "0.9"])
    try world.call {
      _ = try $0.updateRecommender(
        UpdateRecommenderRequest(recommenderArn: arn, recommenderConfig: change), $1)
    }
    let during = try describe(arn)
    #expect(during.status == "ACTIVE")
    #expect(during.recommenderConfig?.itemExplorationConfig == ["explorationWeight": "0.1"])
    let update = try #require(during.latestRecommenderUpdate)
    #expect(update.status == "CREATE PENDING")
    #expect(update.recommenderConfig?.itemExplorationConfig == ["explorationWeight": "0.9"])
    #expect(update.recommenderConfig?.minRecommendationRequestsPerSecond == 3)
    #expect(update.creationDateTime == world.clock.now())
    try world.settle()
    #expect(
      try describe(arn).recommenderConfig?.itemExplorationConfig == ["explorationWeight": "0.9"])
    world.refuse(.invalidInput, "explorationWeight") { plane, context in
      try plane.updateRecommender(
        UpdateRecommenderRequest(
          recommenderArn: arn,
          recommenderConfig: RecommenderConfig(itemExplorationConfig: ["explorationWeight": "-1"])),
        context)
    }
  }

  @Test func `a recommender stops, starts and is listed all the while`() throws {
    let arn = try create()
    try world.settle()
    let stop = StopRecommenderRequest(recommenderArn: arn)
    #expect(try world.call { try $0.stopRecommender(stop, $1) }.recommenderArn == arn)
    #expect(try describe(arn).status == "STOP PENDING")
    try world.settle()
    #expect(try describe(arn).status == "INACTIVE")
    let start = StartRecommenderRequest(recommenderArn: arn)
    #expect(try world.call { try $0.startRecommender(start, $1) }.recommenderArn == arn)
    #expect(try describe(arn).status == "START PENDING")
    try world.settle()
    #expect(try describe(arn).status == "ACTIVE")
    let list = try world.call {
      try $0.listRecommenders(
        ListRecommendersRequest(datasetGroupArn: scene.arn(.datasetGroup)), $1)
    }
    #expect(list.recommenders?.map(\.recommenderArn) == [arn])
    #expect(list.recommenders?.first?.recommenderConfig != nil)
  }
}
