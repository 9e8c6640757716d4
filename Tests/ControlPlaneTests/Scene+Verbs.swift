import ControlPlane
import PersonalizeAPI
import Store

/// Every verb of every kind, by kind.
extension Scene {
  /// Creates a resource of a kind from what the scene has.
  ///
  /// - Returns: its ARN.
  func create(_ kind: ResourceKind, type: DatasetType = .interactions, tags: [Tag]? = nil) throws
    -> String?
  {
    try world.call { plane, context in
      try create(kind, type, kind == .schema ? nil : tags, plane, context)
    }
  }

  func create(
    _ kind: ResourceKind, _ type: DatasetType, _ tags: [Tag]?, _ plane: ControlPlane,
    _ context: ControlContext
  ) throws -> String? {
    let group = arn(.datasetGroup)
    switch kind {
    case .schema:
      return try plane.createSchema(
        CreateSchemaRequest(name: "new", schema: Self.schema(type)), context
      ).schemaArn
    case .datasetGroup:
      return try plane.createDatasetGroup(
        CreateDatasetGroupRequest(name: "new", tags: tags), context
      ).datasetGroupArn
    case .dataset:
      return try plane.createDataset(
        CreateDatasetRequest(
          name: "new", schemaArn: arn(.schema, type), datasetGroupArn: group,
          datasetType: type.rawValue, tags: tags), context
      ).datasetArn
    case .eventTracker:
      return try plane.createEventTracker(
        CreateEventTrackerRequest(name: "new", datasetGroupArn: group, tags: tags), context
      ).eventTrackerArn
    case .filter:
      return try plane.createFilter(
        CreateFilterRequest(
          name: "new", datasetGroupArn: group,
          filterExpression: #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("buy")"#,
          tags: tags), context
      ).filterArn
    case .solution:
      return try plane.createSolution(
        CreateSolutionRequest(
          name: "new", recipeArn: recipe, datasetGroupArn: group, tags: tags), context
      ).solutionArn
    case .solutionVersion:
      return try plane.createSolutionVersion(
        CreateSolutionVersionRequest(solutionArn: arn(.solution), tags: tags), context
      ).solutionVersionArn
    case .campaign:
      return try plane.createCampaign(
        CreateCampaignRequest(
          name: "new", solutionVersionArn: arn(.solutionVersion), tags: tags), context
      ).campaignArn
    case .recommender:
      return try plane.createRecommender(
        CreateRecommenderRequest(
          name: "new", datasetGroupArn: group, recipeArn: recipe, tags: tags), context
      ).recommenderArn
    case .metricAttribution:
      return try plane.createMetricAttribution(
        CreateMetricAttributionRequest(
          name: "new", datasetGroupArn: group,
          metrics: [
            MetricAttribute(eventType: "buy", metricName: "m", expression: "SAMPLECOUNT()")
          ], metricsOutputConfig: MetricAttributionOutput(roleArn: Self.role)), context
      ).metricAttributionArn
    default: return try createJob(kind, type, tags, plane, context)
    }
  }

  private func createJob(
    _ kind: ResourceKind, _ type: DatasetType, _ tags: [Tag]?, _ plane: ControlPlane,
    _ context: ControlContext
  ) throws -> String? {
    switch kind {
    case .datasetImportJob:
      return try plane.createDatasetImportJob(
        CreateDatasetImportJobRequest(
          jobName: "new", datasetArn: arn(.dataset, type),
          dataSource: DataSource(dataLocation: "s3://bucket/a.csv"), roleArn: Self.role,
          tags: tags), context
      ).datasetImportJobArn
    case .datasetExportJob:
      return try plane.createDatasetExportJob(
        CreateDatasetExportJobRequest(
          jobName: "new", datasetArn: arn(.dataset, type), roleArn: Self.role,
          jobOutput: DatasetExportJobOutput(s3DataDestination: Self.output), tags: tags), context
      ).datasetExportJobArn
    case .batchInferenceJob:
      return try plane.createBatchInferenceJob(
        CreateBatchInferenceJobRequest(
          jobName: "new", solutionVersionArn: arn(.solutionVersion), filterArn: arn(.filter),
          jobInput: BatchInferenceJobInput(s3DataSource: Self.input),
          jobOutput: BatchInferenceJobOutput(s3DataDestination: Self.output), roleArn: Self.role,
          tags: tags), context
      ).batchInferenceJobArn
    case .batchSegmentJob:
      return try plane.createBatchSegmentJob(
        CreateBatchSegmentJobRequest(
          jobName: "new", solutionVersionArn: arn(.solutionVersion), filterArn: arn(.filter),
          jobInput: BatchSegmentJobInput(s3DataSource: Self.input),
          jobOutput: BatchSegmentJobOutput(s3DataDestination: Self.output), roleArn: Self.role,
          tags: tags), context
      ).batchSegmentJobArn
    default:
      return try plane.createDataDeletionJob(
        CreateDataDeletionJobRequest(
          jobName: "new", datasetGroupArn: arn(.datasetGroup),
          dataSource: DataSource(dataLocation: "s3://bucket/users.csv"), roleArn: Self.role,
          tags: tags), context
      ).dataDeletionJobArn
    }
  }

  /// What a kind without the verb does: nothing.
  static func delete(
    _ kind: ResourceKind, _ arn: String, _ plane: ControlPlane, _ context: ControlContext
  ) throws {
    switch kind {
    case .schema: try plane.deleteSchema(DeleteSchemaRequest(schemaArn: arn), context)
    case .datasetGroup:
      try plane.deleteDatasetGroup(DeleteDatasetGroupRequest(datasetGroupArn: arn), context)
    case .dataset: try plane.deleteDataset(DeleteDatasetRequest(datasetArn: arn), context)
    case .eventTracker:
      try plane.deleteEventTracker(DeleteEventTrackerRequest(eventTrackerArn: arn), context)
    case .filter: try plane.deleteFilter(DeleteFilterRequest(filterArn: arn), context)
    case .solution: try plane.deleteSolution(DeleteSolutionRequest(solutionArn: arn), context)
    case .campaign: try plane.deleteCampaign(DeleteCampaignRequest(campaignArn: arn), context)
    case .recommender:
      try plane.deleteRecommender(DeleteRecommenderRequest(recommenderArn: arn), context)
    case .metricAttribution:
      try plane.deleteMetricAttribution(
        DeleteMetricAttributionRequest(metricAttributionArn: arn), context)
    default: break
    }
  }

  func update(
    _ kind: ResourceKind, _ arn: String, type: DatasetType, _ plane: ControlPlane,
    _ context: ControlContext
  ) throws {
    switch kind {
    case .dataset:
      _ = try plane.updateDataset(
        UpdateDatasetRequest(datasetArn: arn, schemaArn: self.arn(.schema, type)), context)
    case .solution:
      _ = try plane.updateSolution(UpdateSolutionRequest(solutionArn: arn), context)
    case .campaign:
      _ = try plane.updateCampaign(UpdateCampaignRequest(campaignArn: arn), context)
    case .recommender:
      _ = try plane.updateRecommender(
        UpdateRecommenderRequest(
          recommenderArn: arn,
          recommenderConfig: RecommenderConfig(minRecommendationRequestsPerSecond: 2)), context)
    case .metricAttribution:
      _ = try plane.updateMetricAttribution(
        UpdateMetricAttributionRequest(metricAttributionArn: arn), context)
    default: break
    }
  }

  static func take(
    _ verb: Lifecycle.Verb, _ kind: ResourceKind, _ arn: String, _ plane: ControlPlane,
    _ context: ControlContext
  ) throws {
    switch (verb, kind) {
    case (.stop, .solutionVersion):
      try plane.stopSolutionVersionCreation(
        StopSolutionVersionCreationRequest(solutionVersionArn: arn), context)
    case (.stop, .recommender):
      _ = try plane.stopRecommender(StopRecommenderRequest(recommenderArn: arn), context)
    case (.start, .recommender):
      _ = try plane.startRecommender(StartRecommenderRequest(recommenderArn: arn), context)
    default: break
    }
  }
}
