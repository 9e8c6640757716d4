package import PersonalizeAPI
import Store

extension ControlPlane {
  package func createDatasetImportJob(
    _ request: CreateDatasetImportJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateDatasetImportJobResponse {
    try StorageLocation.checkData(request.dataSource.dataLocation)
    guard request.roleArn != nil else {
      throw .invalid(
        "The import job needs a roleArn: the role that may read \(request.dataSource.dataLocation ?? "")."
      )
    }
    let dataset = try context.find(.dataset, request.datasetArn)
    try context.check(dataset, allowCreateOf: .datasetImportJob)
    let mode = request.importMode ?? .full
    if mode == .incremental { try checkHasBulkData(dataset, context) }
    if request.publishAttributionMetricsToS3 == true {
      try checkHasAttribution(dataset, context)
    }
    let arn = context.arn(.datasetImportJob, request.jobName)
    try context.create(
      DatasetImportJob(
        jobName: request.jobName, datasetImportJobArn: arn, datasetArn: request.datasetArn,
        dataSource: request.dataSource, roleArn: request.roleArn, importMode: mode,
        publishAttributionMetricsToS3: request.publishAttributionMetricsToS3 ?? false),
      arn: arn, name: request.jobName, group: dataset.groupARN, parent: dataset.arn,
      references: [dataset.arn], tags: request.tags)
    return CreateDatasetImportJobResponse(datasetImportJobArn: arn)
  }

  private func checkHasBulkData(
    _ dataset: Resource, _ context: ControlContext
  ) throws(ServiceError) {
    let jobs = try storing {
      try context.database.list(.datasetImportJob, parent: dataset.arn, limit: .max)
    }
    guard jobs.contains(where: { $0.status == .active }) else {
      throw .invalid(
        "The dataset \(dataset.arn) has no bulk data yet. Import once with importMode FULL before "
          + "importing with INCREMENTAL.")
    }
  }

  private func checkHasAttribution(
    _ dataset: Resource, _ context: ControlContext
  ) throws(ServiceError) {
    let attributions = try storing {
      try context.database.resources(.metricAttribution, inGroup: dataset.groupARN ?? "").map {
        try MetricAttribution.decode($0.body)
      }
    }
    let hasDestination = attributions.contains {
      $0.metricsOutputConfig?.s3DataDestination?.path != nil
    }
    guard dataset.arn.hasSuffix("/INTERACTIONS"), hasDestination else {
      throw .invalid(
        "publishAttributionMetricsToS3 is for INTERACTIONS datasets in a dataset group whose metric "
          + "attribution has an s3DataDestination. Leave it out, or create or update one first.")
    }
  }

  package func describeDatasetImportJob(
    _ request: DescribeDatasetImportJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeDatasetImportJobResponse {
    DescribeDatasetImportJobResponse(
      datasetImportJob: try context.describe(request.datasetImportJobArn))
  }

  package func listDatasetImportJobs(
    _ request: ListDatasetImportJobsRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListDatasetImportJobsResponse {
    let page = try context.list(
      parent: request.datasetArn, nextToken: request.nextToken, maxResults: request.maxResults
    ) { (job: DatasetImportJob) in
      DatasetImportJobSummary(
        datasetImportJobArn: job.datasetImportJobArn, jobName: job.jobName, status: job.status,
        creationDateTime: job.creationDateTime, lastUpdatedDateTime: job.lastUpdatedDateTime,
        failureReason: job.failureReason, importMode: job.importMode)
    }
    return ListDatasetImportJobsResponse(
      datasetImportJobs: page.elements, nextToken: page.nextToken)
  }
}
