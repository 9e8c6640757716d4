import Glibc
import PersonalizeAPI
import Platform

/// The steps of the demo, each a call that any AWS client could make.
struct DemoTour {
  private let shop: FashionShop
  private let client: DemoClient
  private let address: String
  private let s3Root: String
  private let startedAt = Clock.monotonicNanoseconds()

  init(address: String, s3Root: String, seed: UInt64) throws {
    shop = FashionShop(seed: seed, now: Clock.running().now().seconds)
    client = try DemoClient(address: address)
    self.address = address
    self.s3Root = s3Root
  }

  mutating func run() throws {
    say("A server is ready at \(address).")
    let group = try makeGroup()
    try importData(into: group)
    let version = try train(in: group)
    let campaign = try deploy(version)
    let tracker = try makeTracker(in: group)
    try show(campaign: campaign, tracker: tracker)
    explainNext(campaign: campaign, tracker: tracker)
  }

  private func makeGroup() throws -> String {
    let response = try client.call(
      .createDatasetGroup, CreateDatasetGroupRequest(name: "demo-shop"),
      CreateDatasetGroupResponse.self)
    let arn = response.datasetGroupArn ?? ""
    try waitUntilActive("dataset group") {
      try client.call(
        .describeDatasetGroup, DescribeDatasetGroupRequest(datasetGroupArn: arn),
        DescribeDatasetGroupResponse.self
      ).datasetGroup?.progress
    }
    return arn
  }

  /// - Returns: the tracking id.
  private func makeTracker(in group: String) throws -> String {
    let response = try client.call(
      .createEventTracker,
      CreateEventTrackerRequest(name: "demo-tracker", datasetGroupArn: group),
      CreateEventTrackerResponse.self)
    try waitUntilActive("event tracker") {
      try client.call(
        .describeEventTracker,
        DescribeEventTrackerRequest(eventTrackerArn: response.eventTrackerArn ?? ""),
        DescribeEventTrackerResponse.self
      ).eventTracker?.progress
    }
    return response.trackingId ?? ""
  }

  private func importData(into group: String) throws {
    try shop.write(to: s3Root + "/demo")
    for dataset in shop.datasets {
      let schema =
        try client.call(
          .createSchema, CreateSchemaRequest(name: "demo-\(dataset.type)", schema: dataset.schema),
          CreateSchemaResponse.self
        ).schemaArn ?? ""
      let arn =
        try client.call(
          .createDataset,
          CreateDatasetRequest(
            name: "demo-\(dataset.type)", schemaArn: schema, datasetGroupArn: group,
            datasetType: dataset.type), CreateDatasetResponse.self
        ).datasetArn ?? ""
      try waitUntilActive("dataset \(dataset.type)") {
        try client.call(
          .describeDataset, DescribeDatasetRequest(datasetArn: arn), DescribeDatasetResponse.self
        )
        .dataset?.progress
      }
      let job =
        try client.call(
          .createDatasetImportJob,
          CreateDatasetImportJobRequest(
            jobName: "demo-\(dataset.type)", datasetArn: arn,
            dataSource: DataSource(dataLocation: "s3://demo/\(dataset.type.lowercased()).csv"),
            roleArn: "arn:aws:iam::000000000000:role/demo"),
          CreateDatasetImportJobResponse.self
        ).datasetImportJobArn ?? ""
      try waitUntilActive("import of \(dataset.type)") {
        try client.call(
          .describeDatasetImportJob, DescribeDatasetImportJobRequest(datasetImportJobArn: job),
          DescribeDatasetImportJobResponse.self
        ).datasetImportJob?.progress
      }
    }
    say(
      "Imported \(shop.visits.count) visits of \(shop.shoppers.count) shoppers to "
        + "\(shop.articles.count) articles.")
  }

  private func train(in group: String) throws -> String {
    let solution =
      try client.call(
        .createSolution,
        CreateSolutionRequest(
          name: "demo-for-you", performAutoTraining: false,
          recipeArn: "arn:aws:personalize:::recipe/aws-user-personalization",
          datasetGroupArn: group), CreateSolutionResponse.self
      ).solutionArn ?? ""
    try waitUntilActive("solution") {
      try client.call(
        .describeSolution, DescribeSolutionRequest(solutionArn: solution),
        DescribeSolutionResponse.self
      ).solution?.progress
    }
    let version =
      try client.call(
        .createSolutionVersion, CreateSolutionVersionRequest(solutionArn: solution),
        CreateSolutionVersionResponse.self
      ).solutionVersionArn ?? ""
    try waitUntilActive("solution version") {
      try client.call(
        .describeSolutionVersion, DescribeSolutionVersionRequest(solutionVersionArn: version),
        DescribeSolutionVersionResponse.self
      ).solutionVersion?.progress
    }
    let metrics = try client.call(
      .getSolutionMetrics, GetSolutionMetricsRequest(solutionVersionArn: version),
      GetSolutionMetricsResponse.self)
    say("Trained aws-user-personalization. Measured on visits it had not seen:")
    for (key, value) in (metrics.metrics ?? [:]).sorted(by: { $0.key < $1.key }) {
      Bespoke.say("    \(key.padded(to: 46)) \(value)")
    }
    return version
  }

  private func deploy(_ version: String) throws -> String {
    let campaign =
      try client.call(
        .createCampaign, CreateCampaignRequest(name: "demo-for-you", solutionVersionArn: version),
        CreateCampaignResponse.self
      ).campaignArn ?? ""
    try waitUntilActive("campaign") {
      try client.call(
        .describeCampaign, DescribeCampaignRequest(campaignArn: campaign),
        DescribeCampaignResponse.self
      ).campaign?.progress
    }
    say("Deployed it as the campaign \(campaign).")
    return campaign
  }

  private func show(campaign: String, tracker: String) throws {
    guard let shopper = shop.shoppers.first else { return }
    say("\(shopper.id) mostly buys \(FashionShop.styles[shopper.tribe]). Recommended:")
    try printRecommendations(campaign, shopper.id)
    let other = FashionShop.styles[(shopper.tribe + 1) % FashionShop.styles.count]
    let seen = shop.articles.filter { $0.style == other }.prefix(3)
    let now = Clock.running().now()
    try client.put(
      PutEventsRequest(
        trackingId: tracker, userId: shopper.id, sessionId: "demo-session",
        eventList: seen.enumerated().map { index, article in
          Event(
            eventType: "View", itemId: article.id,
            sentAt: now.adding(milliseconds: Int64(index) * 1000))
        }))
    say("\(shopper.id) looks at three \(other) articles (PutEvents). Recommended now:")
    for article in seen { Bespoke.say("    looked at: \(article.title)") }
    try printRecommendations(campaign, shopper.id)
  }

  private func printRecommendations(_ campaign: String, _ shopper: String) throws {
    let response = try client.recommend(
      GetRecommendationsRequest(campaignArn: campaign, userId: shopper, numResults: 8))
    for item in response.itemList ?? [] {
      let article = item.itemId.flatMap { shop.article($0) }
      let score = item.score.map { $0.text(decimals: 4) } ?? ""
      Bespoke.say("    \(score)  \(article?.title ?? "?") (\(item.itemId ?? "?"))")
    }
  }

  private func explainNext(campaign: String, tracker: String) {
    Bespoke.say(
      """

      Try it yourself, with any credentials:

        export AWS_ENDPOINT_URL=\(address) AWS_DEFAULT_REGION=us-east-1
        export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any
        aws personalize list-campaigns
        aws personalize-runtime get-recommendations --user-id shopper-1001 \\
          --campaign-arn \(campaign)

        import boto3
        runtime = boto3.client("personalize-runtime")
        runtime.get_recommendations(userId="shopper-1002", numResults=5,
            campaignArn="\(campaign)")
        boto3.client("personalize-events").put_events(trackingId="\(tracker)",
            userId="shopper-1002", sessionId="s1",
            eventList=[{"eventType": "View", "itemId": "dre-101", "sentAt": 1795219200}])

      """)
  }

  private func say(_ text: String) {
    let seconds = Double(Clock.monotonicNanoseconds() - startedAt) / 1e9
    Bespoke.say("[\(seconds.text(decimals: 2).aligned(to: 5)) s] \(text)")
  }

  /// Asks again and again, as scripts do, until the resource is active.
  private func waitUntilActive(
    _ what: String, _ describe: () throws -> (status: String, reason: String?)?
  ) throws {
    let deadline = Clock.monotonicNanoseconds() + 120_000_000_000
    while Clock.monotonicNanoseconds() < deadline {
      guard let progress = try describe() else { break }
      if progress.status == "ACTIVE" { return }
      if progress.status.hasSuffix("FAILED") {
        throw DemoError(message: "The \(what) failed: \(progress.reason ?? "no reason given")")
      }
      usleep(20_000)
    }
    throw DemoError(message: "The \(what) did not become active within two minutes.")
  }
}

/// A demo that did not go as it should.
struct DemoError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}

extension PersonalizeAPI.DatasetGroup {
  fileprivate var progress: (status: String, reason: String?) { (status ?? "", failureReason) }
}

extension PersonalizeAPI.Dataset {
  fileprivate var progress: (status: String, reason: String?) { (status ?? "", nil) }
}

extension EventTracker {
  fileprivate var progress: (status: String, reason: String?) { (status ?? "", nil) }
}

extension DatasetImportJob {
  fileprivate var progress: (status: String, reason: String?) { (status ?? "", failureReason) }
}

extension Solution {
  fileprivate var progress: (status: String, reason: String?) { (status ?? "", nil) }
}

extension SolutionVersion {
  fileprivate var progress: (status: String, reason: String?) { (status ?? "", failureReason) }
}

extension Campaign {
  fileprivate var progress: (status: String, reason: String?) { (status ?? "", failureReason) }
}
