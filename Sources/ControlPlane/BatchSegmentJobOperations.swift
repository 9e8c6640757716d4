package import PersonalizeAPI
import Recipes
import Store

extension ControlPlane {
  package func createBatchSegmentJob(
    _ request: CreateBatchSegmentJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateBatchSegmentJobResponse {
    try StorageLocation.check(
      input: request.jobInput.s3DataSource.path, output: request.jobOutput.s3DataDestination.path)
    let version = try context.find(.solutionVersion, request.solutionVersionArn)
    let filter = try context.filter(request.filterArn, besides: version)
    try context.check(version, filter, allowCreateOf: .batchSegmentJob)
    let recipe = try context.recipe(ofVersion: version)
    guard recipe.capabilities.batchSegments else {
      throw .invalid(
        "The recipe \(recipe.arn) of the solution version \(version.arn) makes no user segments. "
          + "Use a solution version of aws-item-affinity or aws-item-attribute-affinity.")
    }
    try BatchRules.check(numResults: request.numResults, limit: 5_000_000)
    let arn = context.arn(.batchSegmentJob, request.jobName)
    try context.create(
      BatchSegmentJob(
        jobName: request.jobName, batchSegmentJobArn: arn, filterArn: request.filterArn,
        solutionVersionArn: version.arn, numResults: request.numResults,
        jobInput: request.jobInput, jobOutput: request.jobOutput, roleArn: request.roleArn),
      arn: arn, name: request.jobName, group: version.groupARN, parent: version.arn,
      references: [version.arn] + [filter?.arn].compactMap(\.self), tags: request.tags)
    return CreateBatchSegmentJobResponse(batchSegmentJobArn: arn)
  }

  package func describeBatchSegmentJob(
    _ request: DescribeBatchSegmentJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeBatchSegmentJobResponse {
    DescribeBatchSegmentJobResponse(
      batchSegmentJob: try context.describe(request.batchSegmentJobArn))
  }

  package func listBatchSegmentJobs(
    _ request: ListBatchSegmentJobsRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListBatchSegmentJobsResponse {
    let page = try context.list(
      parent: request.solutionVersionArn, nextToken: request.nextToken,
      maxResults: request.maxResults
    ) { (job: BatchSegmentJob) in
      BatchSegmentJobSummary(
        batchSegmentJobArn: job.batchSegmentJobArn, jobName: job.jobName, status: job.status,
        creationDateTime: job.creationDateTime, lastUpdatedDateTime: job.lastUpdatedDateTime,
        failureReason: job.failureReason, solutionVersionArn: job.solutionVersionArn)
    }
    return ListBatchSegmentJobsResponse(batchSegmentJobs: page.elements, nextToken: page.nextToken)
  }
}
