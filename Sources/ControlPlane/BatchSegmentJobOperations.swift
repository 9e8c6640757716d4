package import PersonalizeAPI

extension ControlPlane {
  package func createBatchSegmentJob(
    _ request: CreateBatchSegmentJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateBatchSegmentJobResponse {
    throw .unavailable("CreateBatchSegmentJob")
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
