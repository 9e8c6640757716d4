package import PersonalizeAPI

extension ControlPlane {
  package func createBatchInferenceJob(
    _ request: CreateBatchInferenceJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateBatchInferenceJobResponse {
    throw .unavailable("CreateBatchInferenceJob")
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
