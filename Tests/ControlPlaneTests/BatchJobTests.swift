import ControlPlane
import PersonalizeAPI
import Platform
import Store
import Testing

@Suite struct BatchJobTests {
  private func inference(_ scene: Scene) -> CreateBatchInferenceJobRequest {
    CreateBatchInferenceJobRequest(
      jobName: "j", solutionVersionArn: scene.arn(.solutionVersion),
      jobInput: BatchInferenceJobInput(s3DataSource: Scene.input),
      jobOutput: BatchInferenceJobOutput(s3DataDestination: Scene.output), roleArn: Scene.role)
  }

  private func refuse(
    _ scene: Scene, _ text: String, _ kind: ErrorKind = .invalidInput,
    sourceLocation: SourceLocation = #_sourceLocation,
    change: (inout CreateBatchInferenceJobRequest) -> Void
  ) {
    var request = inference(scene)
    change(&request)
    scene.world.refuse(kind, text, sourceLocation: sourceLocation) { plane, context in
      try plane.createBatchInferenceJob(request, context)
    }
  }

  @Test func `a batch inference job shows what it was given and the default mode`() throws {
    let scene = try Scene()
    try scene.add(.solutionVersion)
    var request = inference(scene)
    request.filterArn = try scene.add(.filter)
    request.numResults = 7
    let arn = try #require(
      try scene.world.call { try $0.createBatchInferenceJob(request, $1) }.batchInferenceJobArn)
    #expect(try scene.world.jobs(arn) == [.batchInference])
    let job = try scene.world.call {
      try $0.describeBatchInferenceJob(
        DescribeBatchInferenceJobRequest(batchInferenceJobArn: arn), $1)
    }.batchInferenceJob
    #expect(job?.batchInferenceJobMode == .batchInference)
    #expect(job?.numResults == 7)
    #expect(job?.filterArn == request.filterArn)
    #expect(job?.jobInput == request.jobInput)
    #expect(job?.batchInferenceJobConfig == nil)
    let list = try scene.world.call {
      try $0.listBatchInferenceJobs(
        ListBatchInferenceJobsRequest(solutionVersionArn: request.solutionVersionArn), $1)
    }
    #expect(list.batchInferenceJobs?.map(\.batchInferenceJobArn) == [arn])
    // The filter is held by the job while that runs.
    scene.world.refuse(.resourceInUse, arn) { plane, context in
      try plane.deleteFilter(DeleteFilterRequest(filterArn: request.filterArn ?? ""), context)
    }
  }

  @Test func `places, numbers and configuration of a batch inference job are checked`() throws {
    let scene = try Scene()
    try scene.add(.solutionVersion)
    refuse(scene, "Invalid S3 input path") { $0.jobInput.s3DataSource.path = "http://a/b" }
    refuse(scene, "Invalid S3 output path") { $0.jobOutput.s3DataDestination.path = "s3:///x" }
    refuse(scene, "Invalid S3 output path") { $0.jobOutput.s3DataDestination = Scene.input }
    refuse(scene, "numResults") { $0.numResults = 501 }
    refuse(scene, "explorationWeight") {
      $0.batchInferenceJobConfig = BatchInferenceJobConfig(
        itemExplorationConfig: ["explorationWeight": "2"])
    }
    refuse(scene, "rankingInfluence") {
      $0.batchInferenceJobConfig = BatchInferenceJobConfig(rankingInfluence: ["FRESHNESS": 1])
    }
    refuse(scene, "THEME_GENERATION") {
      $0.themeGenerationConfig = ThemeGenerationConfig(
        fieldsForThemeGeneration: FieldsForThemeGeneration(itemName: "TITLE"))
    }
    refuse(scene, "aws-similar-items") { $0.batchInferenceJobMode = .themeGeneration }
  }

  @Test func `themes need similar items, a name column and a text`() throws {
    let scene = try Scene(recipe: "aws-similar-items")
    try scene.add(.solutionVersion)
    refuse(scene, "themeGenerationConfig") { $0.batchInferenceJobMode = .themeGeneration }
    func themes(_ column: String) -> (inout CreateBatchInferenceJobRequest) -> Void {
      {
        $0.batchInferenceJobMode = .themeGeneration
        $0.themeGenerationConfig = ThemeGenerationConfig(
          fieldsForThemeGeneration: FieldsForThemeGeneration(itemName: column))
      }
    }
    refuse(scene, "no string column TITLE", change: themes("TITLE"))
    try scene.add(.dataset, type: .items)
    refuse(scene, "no string column PRICE", change: themes("PRICE"))
    refuse(scene, "textual column", change: themes("GENRES"))
    refuse(scene, "from 1 to 100") {
      themes("GENRES")(&$0)
      $0.numResults = 101
    }
  }

  @Test func `a filter of another group and one of nothing are told apart`() throws {
    let scene = try Scene()
    try scene.add(.solutionVersion)
    let none = scene.arn(.filter)
    refuse(scene, none, .resourceNotFound) { $0.filterArn = none }
    let other = try scene.world.group("other")
    let arn = "arn:aws:personalize:us-east-1:111122223333:filter/theirs"
    try scene.world.tenant.transaction { database in
      try database.insert(
        Resource(
          kind: .filter, arn: arn, name: "theirs", groupARN: other, parentARN: other,
          status: .active, createdAt: scene.world.clock.now(), body: Array("{}".utf8)))
    }
    refuse(scene, "another dataset group") { $0.filterArn = arn }
  }

  @Test func `recipes make either recommendations or segments`() throws {
    let items = try Scene()
    try items.add(.solutionVersion)
    try items.add(.filter)
    items.world.refuse(.invalidInput, "no user segments") { plane, context in
      try items.create(.batchSegmentJob, .interactions, nil, plane, context)
    }
    let segments = try Scene(recipe: "aws-item-affinity")
    try segments.add(.solutionVersion)
    refuse(segments, "does not support batch") { _ in }
    segments.world.refuse(.invalidInput, "batch segment jobs only") { plane, context in
      try segments.create(.campaign, .interactions, nil, plane, context)
    }
    var request = CreateBatchSegmentJobRequest(
      jobName: "j", solutionVersionArn: segments.arn(.solutionVersion), numResults: 5_000_001,
      jobInput: BatchSegmentJobInput(s3DataSource: Scene.input),
      jobOutput: BatchSegmentJobOutput(s3DataDestination: Scene.output), roleArn: Scene.role)
    segments.world.refuse(.invalidInput, "numResults") { plane, context in
      try plane.createBatchSegmentJob(request, context)
    }
    request.numResults = nil
    let arn = try #require(
      try segments.world.call { try $0.createBatchSegmentJob(request, $1) }.batchSegmentJobArn)
    #expect(try segments.world.jobs(arn) == [.batchSegment])
  }

  @Test func `an export has the mode PUT and a deletion job words of its own`() throws {
    let scene = try Scene()
    try scene.add(.dataset)
    let export = try #require(try scene.create(.datasetExportJob))
    let job = try scene.world.call {
      try $0.describeDatasetExportJob(
        DescribeDatasetExportJobRequest(datasetExportJobArn: export), $1)
    }.datasetExportJob
    #expect(job?.ingestionMode == .put)
    #expect(job?.status == "CREATE PENDING")
    let deletion = try #require(try scene.create(.dataDeletionJob))
    func describe() throws -> DataDeletionJob? {
      try scene.world.call {
        try $0.describeDataDeletionJob(
          DescribeDataDeletionJobRequest(dataDeletionJobArn: deletion), $1)
      }.dataDeletionJob
    }
    #expect(try describe()?.status == "PENDING")
    #expect(try describe()?.numDeleted == nil)
    try scene.world.settle()
    #expect(try describe()?.status == "COMPLETED")
    scene.world.refuse(.invalidInput, "Invalid Data location") { plane, context in
      try plane.createDataDeletionJob(
        CreateDataDeletionJobRequest(
          jobName: "k", datasetGroupArn: scene.arn(.datasetGroup),
          dataSource: DataSource(dataLocation: "s3://bucket"), roleArn: Scene.role), context)
    }
    scene.world.refuse(.invalidInput, "Invalid S3 output path") { plane, context in
      try plane.createDatasetExportJob(
        CreateDatasetExportJobRequest(
          jobName: "k", datasetArn: scene.arn(.dataset), roleArn: Scene.role,
          jobOutput: DatasetExportJobOutput(s3DataDestination: S3DataConfig(path: "s3://"))),
        context)
    }
  }
}
