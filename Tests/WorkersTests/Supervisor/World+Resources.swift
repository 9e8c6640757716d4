import Foundation
import PersonalizeAPI
import Platform
import Store

@testable import Workers

extension World {
  static func arn(_ tail: String) -> String {
    "arn:aws:personalize:us-east-1:111122223333:" + tail
  }

  static let group = arn("dataset-group/shop")
  static let interactions = arn("dataset/shop/INTERACTIONS")
  static let items = arn("dataset/shop/ITEMS")
  static let solution = arn("solution/taste")
  static let version = arn("solution/taste/0a1b2c3d")
  static let campaign = arn("campaign/live")
  static let recommender = arn("recommender/r")

  private func insert(
    _ kind: ResourceKind, _ arn: String, _ body: some APIStructure, parent: String? = nil,
    status: Status = .active, references: [String] = [], job: JobKind? = nil
  ) throws {
    let now = clock.now()
    try tenant.transaction { database in
      try database.insert(
        Resource(
          kind: kind, arn: arn, name: String(arn.split(separator: "/").last ?? ""),
          groupARN: kind == .schema || kind == .datasetGroup ? nil : Self.group,
          parentARN: parent, status: job == nil ? status : .createPending, createdAt: now,
          body: body.encoded()),
        references: references)
      if let job { try database.enqueue(job, on: arn, notBefore: now) }
    }
  }

  /// The group, pending with its job when `isNew`.
  func addGroup(isNew: Bool = false) throws {
    try insert(
      .datasetGroup, Self.group, DatasetGroup(name: "shop"), job: isNew ? .create : nil)
  }

  func addDataset(_ arn: String, schema text: String) throws {
    let type = String(arn.split(separator: "/").last ?? "")
    let schema = Self.arn("schema/\(type)")
    try insert(.schema, schema, DatasetSchema(schemaArn: schema, schema: text))
    try insert(
      .dataset, arn, Dataset(datasetArn: arn, datasetType: type, schemaArn: schema),
      parent: Self.group, references: [schema])
  }

  @discardableResult
  func addImport(
    _ name: String, key: String = "rows.csv", mode: ImportMode = .full,
    dataset: String = World.interactions
  ) throws -> String {
    let arn = Self.arn("dataset-import-job/\(name)")
    try insert(
      .datasetImportJob, arn,
      DatasetImportJob(
        jobName: name, datasetArn: dataset,
        dataSource: DataSource(dataLocation: "s3://data/\(key)"), importMode: mode),
      parent: dataset, references: [dataset], job: .importDataset)
    return arn
  }

  /// An export into the folder `out` of the bucket.
  @discardableResult
  func addExport(
    _ name: String, mode: IngestionMode, of dataset: String = World.interactions,
    to path: String = "s3://data/out/"
  ) throws -> String {
    let arn = Self.arn("dataset-export-job/\(name)")
    try insert(
      .datasetExportJob, arn,
      DatasetExportJob(
        jobName: name, datasetExportJobArn: arn, datasetArn: dataset, ingestionMode: mode,
        jobOutput: DatasetExportJobOutput(s3DataDestination: S3DataConfig(path: path))),
      parent: dataset, references: [dataset], job: .export)
    return arn
  }

  /// - Parameter frequency: a scheduling expression turns automatic training on.
  func addSolution(
    recipe: String = "aws-popularity-count", frequency: String? = nil,
    arn: String = World.solution
  ) throws {
    try insert(
      .solution, arn,
      Solution(
        solutionArn: arn, performAutoTraining: frequency != nil,
        recipeArn: "arn:aws:personalize:::recipe/\(recipe)",
        solutionConfig: SolutionConfig(
          autoTrainingConfig: AutoTrainingConfig(schedulingExpression: frequency))),
      parent: Self.group)
  }

  /// A recommender of a recipe that any group can train; pending with its job unless a status is
  /// given.
  func addRecommender(status: Status? = nil, config: RecommenderConfig? = nil) throws {
    try insert(
      .recommender, Self.recommender,
      Recommender(
        recommenderArn: Self.recommender,
        recipeArn: "arn:aws:personalize:::recipe/aws-popularity-count", recommenderConfig: config),
      parent: Self.group, status: status ?? .active, job: status == nil ? .train : nil)
  }

  /// Changes a resource as the control plane does, and queues the work that follows.
  func change(_ arn: String, job: JobKind, _ body: (inout Resource) throws -> Void) throws {
    let now = clock.now()
    try tenant.transaction { database in
      var resource = try require(database.resource(arn))
      try body(&resource)
      resource.updatedAt = now
      try database.update(resource)
      try database.enqueue(job, on: arn, notBefore: now)
    }
  }

  @discardableResult
  func addVersion(
    _ id: String = "0a1b2c3d", recipe: String = "aws-popularity-count", eventType: String? = nil,
    mode: TrainingMode = .full, of solution: String = World.solution, optimises: Bool = false,
    chooses: Bool = false, config: SolutionConfig? = nil
  ) throws -> String {
    let arn = solution + "/" + id
    try insert(
      .solutionVersion, arn,
      SolutionVersion(
        solutionVersionArn: arn, solutionArn: solution, performHPO: optimises,
        performAutoML: chooses,
        recipeArn: "arn:aws:personalize:::recipe/\(recipe)", eventType: eventType,
        solutionConfig: config, trainingMode: mode),
      parent: solution, references: [solution], job: .train)
    return arn
  }

  func addCampaign(serving version: String = World.version, follows: Bool = false) throws {
    try insert(
      .campaign, Self.campaign,
      Campaign(
        campaignArn: Self.campaign, solutionVersionArn: version, minProvisionedTPS: 1,
        campaignConfig: CampaignConfig(syncWithLatestSolutionVersion: follows)),
      parent: Self.solution, references: [version], job: .create)
  }

  /// Asks for another version, as UpdateCampaign does.
  func updateCampaign(to version: String) throws {
    let now = clock.now()
    try tenant.transaction { database in
      var resource = try require(database.resource(Self.campaign))
      var body = try Campaign.decode(resource.body)
      body.latestCampaignUpdate = CampaignUpdateSummary(
        solutionVersionArn: version, minProvisionedTPS: 3,
        status: Status.createPending.rawValue, creationDateTime: now, lastUpdatedDateTime: now)
      resource.body = body.encoded()
      try database.update(resource)
      try database.enqueue(.update, on: Self.campaign, notBefore: now)
    }
  }

  func delete(_ arn: String) throws {
    let now = clock.now()
    try tenant.transaction { database in
      try database.setStatus(of: arn, to: .deletePending, at: now)
      try database.enqueue(.delete, on: arn, notBefore: now)
    }
  }

  /// A group with an interactions dataset, and a CSV file of so many rows in the bucket.
  func addInteractions(rows: Int = 400) throws {
    try addGroup()
    try addDataset(Self.interactions, schema: ImportFixture.interactions)
    try put(Self.csv(rows: rows), at: "rows.csv")
  }

  static func csv(rows: Int, user: String = "u") -> String {
    var text = "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP\n"
    for row in 0..<rows {
      let item = (row * row + row / 7) % 23
      text += "\(user)\(row % 37),i\(item),\(row % 3 == 0 ? "buy" : "view"),1,\(1000 + row)\n"
    }
    return text
  }

  func rows(of dataset: String = "INTERACTIONS") throws -> Int64 {
    try tenant.group(named: "shop").reader().segments(of: dataset).reduce(0) { $0 + $1.rows }
  }

  func files(_ folder: String) -> [String] {
    Files.names(in: tenant.directory + "/groups/shop/" + folder)
  }
}
