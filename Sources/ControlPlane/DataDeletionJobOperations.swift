package import PersonalizeAPI

extension ControlPlane {
  package func createDataDeletionJob(
    _ request: CreateDataDeletionJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateDataDeletionJobResponse {
    throw .unavailable("CreateDataDeletionJob")
  }

  package func describeDataDeletionJob(
    _ request: DescribeDataDeletionJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeDataDeletionJobResponse {
    DescribeDataDeletionJobResponse(
      dataDeletionJob: try context.describe(request.dataDeletionJobArn))
  }

  package func listDataDeletionJobs(
    _ request: ListDataDeletionJobsRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListDataDeletionJobsResponse {
    let page = try context.list(
      parent: request.datasetGroupArn, nextToken: request.nextToken, maxResults: request.maxResults
    ) { (job: DataDeletionJob) in
      DataDeletionJobSummary(
        dataDeletionJobArn: job.dataDeletionJobArn, datasetGroupArn: job.datasetGroupArn,
        jobName: job.jobName, status: job.status, creationDateTime: job.creationDateTime,
        lastUpdatedDateTime: job.lastUpdatedDateTime, failureReason: job.failureReason)
    }
    return ListDataDeletionJobsResponse(dataDeletionJobs: page.elements, nextToken: page.nextToken)
  }
}
