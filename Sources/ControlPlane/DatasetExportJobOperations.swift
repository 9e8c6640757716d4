package import PersonalizeAPI
import Store

extension ControlPlane {
  package func createDatasetExportJob(
    _ request: CreateDatasetExportJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateDatasetExportJobResponse {
    try StorageLocation.checkOutput(request.jobOutput.s3DataDestination.path)
    let dataset = try context.find(.dataset, request.datasetArn)
    try context.check(dataset, allowCreateOf: .datasetExportJob)
    let arn = context.arn(.datasetExportJob, request.jobName)
    try context.create(
      DatasetExportJob(
        jobName: request.jobName, datasetExportJobArn: arn, datasetArn: dataset.arn,
        ingestionMode: request.ingestionMode ?? .put, roleArn: request.roleArn,
        jobOutput: request.jobOutput),
      arn: arn, name: request.jobName, group: dataset.groupARN, parent: dataset.arn,
      references: [dataset.arn], tags: request.tags)
    return CreateDatasetExportJobResponse(datasetExportJobArn: arn)
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
