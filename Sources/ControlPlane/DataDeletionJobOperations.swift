package import PersonalizeAPI
import Privacy
import Store

extension ControlPlane {
  package func createDataDeletionJob(
    _ request: CreateDataDeletionJobRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateDataDeletionJobResponse {
    try StorageLocation.checkData(request.dataSource.dataLocation)
    guard !JobNaming.isPrivacyJob(dataLocation: request.dataSource.dataLocation) else {
      throw .invalid(
        "Invalid Data location. \(JobNaming.bucket) stands for the ids of privacy requests, which "
          + "are made with CreatePrivacyRequest.")
    }
    let group = try context.find(.datasetGroup, request.datasetGroupArn)
    try context.check(group, allowCreateOf: .dataDeletionJob)
    let arn = context.arn(.dataDeletionJob, request.jobName)
    try context.create(
      DataDeletionJob(
        jobName: request.jobName, dataDeletionJobArn: arn, datasetGroupArn: group.arn,
        dataSource: request.dataSource, roleArn: request.roleArn),
      arn: arn, name: request.jobName, group: group.arn, parent: group.arn, tags: request.tags)
    return CreateDataDeletionJobResponse(dataDeletionJobArn: arn)
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

extension ControlContext {
  /// How many data deletion jobs count for a quota: not those of privacy requests.
  func countOwnDeletionJobs(in group: String?, statuses: [Status]) throws -> Int {
    guard let group else { return 0 }
    return try database.resources(.dataDeletionJob, inGroup: group).count { job in
      guard statuses.contains(job.status) else { return false }
      let location = try? DataDeletionJob(job).dataSource?.dataLocation
      return !JobNaming.isPrivacyJob(dataLocation: location)
    }
  }
}
