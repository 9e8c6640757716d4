package import PersonalizeAPI
import Store

extension ControlPlane {
  package func createBatchInferenceJob(
    _ request: CreateBatchInferenceJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateBatchInferenceJobResponse {
    try StorageLocation.check(
      input: request.jobInput.s3DataSource.path, output: request.jobOutput.s3DataDestination.path)
    let version = try context.find(.solutionVersion, request.solutionVersionArn)
    let filter = try context.filter(request.filterArn, besides: version)
    try context.check(version, filter, allowCreateOf: .batchInferenceJob)
    try BatchRules.check(request, for: version, context)
    let arn = context.arn(.batchInferenceJob, request.jobName)
    try context.create(
      BatchInferenceJob(
        jobName: request.jobName, batchInferenceJobArn: arn, filterArn: request.filterArn,
        solutionVersionArn: version.arn, numResults: request.numResults,
        jobInput: request.jobInput, jobOutput: request.jobOutput,
        batchInferenceJobConfig: request.batchInferenceJobConfig, roleArn: request.roleArn,
        batchInferenceJobMode: request.batchInferenceJobMode ?? .batchInference,
        themeGenerationConfig: request.themeGenerationConfig),
      arn: arn, name: request.jobName, group: version.groupARN, parent: version.arn,
      references: [version.arn] + [filter?.arn].compactMap(\.self), tags: request.tags)
    return CreateBatchInferenceJobResponse(batchInferenceJobArn: arn)
  }

  package func describeBatchInferenceJob(
    _ request: DescribeBatchInferenceJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeBatchInferenceJobResponse {
    DescribeBatchInferenceJobResponse(
      batchInferenceJob: try context.describe(request.batchInferenceJobArn))
  }

  package func listBatchInferenceJobs(
    _ request: ListBatchInferenceJobsRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListBatchInferenceJobsResponse {
    let page = try context.list(
      parent: request.solutionVersionArn, nextToken: request.nextToken,
      maxResults: request.maxResults
    ) { (job: BatchInferenceJob) in
      BatchInferenceJobSummary(
        batchInferenceJobArn: job.batchInferenceJobArn, jobName: job.jobName, status: job.status,
        creationDateTime: job.creationDateTime, lastUpdatedDateTime: job.lastUpdatedDateTime,
        failureReason: job.failureReason, solutionVersionArn: job.solutionVersionArn,
        batchInferenceJobMode: job.batchInferenceJobMode)
    }
    return ListBatchInferenceJobsResponse(
      batchInferenceJobs: page.elements, nextToken: page.nextToken)
  }
}
