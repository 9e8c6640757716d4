package import PersonalizeAPI

extension ControlPlane {
  package func createDatasetExportJob(
    _ request: CreateDatasetExportJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateDatasetExportJobResponse {
    throw .unavailable("CreateDatasetExportJob")
  }

  package func describeDatasetExportJob(
    _ request: DescribeDatasetExportJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeDatasetExportJobResponse {
    DescribeDatasetExportJobResponse(
      datasetExportJob: try context.describe(request.datasetExportJobArn))
  }

  package func listDatasetExportJobs(
    _ request: ListDatasetExportJobsRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListDatasetExportJobsResponse {
    let page = try context.list(
      parent: request.datasetArn, nextToken: request.nextToken, maxResults: request.maxResults
    ) { (job: DatasetExportJob) in
      DatasetExportJobSummary(
        datasetExportJobArn: job.datasetExportJobArn, jobName: job.jobName, status: job.status,
        creationDateTime: job.creationDateTime, lastUpdatedDateTime: job.lastUpdatedDateTime,
        failureReason: job.failureReason)
    }
    return ListDatasetExportJobsResponse(
      datasetExportJobs: page.elements, nextToken: page.nextToken)
  }
}
