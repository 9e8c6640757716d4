import FoundationEssentials
import PersonalizeAPI
import Platform
import Store

/// The work of jobs that need no process of their own; all of it may be done twice.
struct ShortWork {
  let context: JobContext
  let now: Timestamp

  private var database: ControlDatabase { context.database }

  /// Checks what a new resource needs and makes it usable.
  func create(_ resource: Resource) throws {
    switch resource.kind {
    case .campaign:
      let campaign = try Campaign.decode(resource.body)
      try requireModel(of: campaign.solutionVersionArn ?? "", for: resource)
    default:
      break
    }
    try finish(resource)
    if resource.kind == .campaign { try follow(resource.arn) }
  }

  /// Puts an update's values in the place of those that held so far.
  func update(_ resource: Resource) throws {
    // Where the body shows no update beside what holds, the new values are in place already.
    guard let update = ResourceUpdate(resource)?.promoted() else {
      // What could not be written may have another place now.
      for job in try database.jobs(on: resource.arn) where job.kind == .writeMetrics {
        try database.requeueJob(job.id, notBefore: now)
      }
      return try finish(resource)
    }
    var resource = resource
    if case .campaign(let campaign, _) = update {
      let version = campaign.solutionVersionArn ?? ""
      try requireModel(of: version, for: resource)
      resource.parentARN = try database.resource(version)?.parentARN ?? resource.parentARN
    }
    if case .solution(let solution, _) = update { try reschedule(resource, to: solution) }
    if case .dataset = update {
      try LaterColumns.keep(resource, changingTo: update, in: context)
    }
    resource.body = update.body(status: .active, at: now)
    resource.status = .active
    resource.failureReason = nil
    resource.updatedAt = now
    try database.update(resource)
    if !update.references.isEmpty {
      try database.setReferences(of: resource.arn, to: update.references)
    }
    if resource.kind == .campaign { try follow(resource.arn) }
  }

  /// Lets the time to the next automatic training begin anew when the update changes that.
  private func reschedule(_ resource: Resource, to solution: Solution) throws {
    func frequency(_ solution: Solution) -> String? {
      guard solution.performAutoTraining == true else { return nil }
      return solution.solutionConfig?.autoTrainingConfig?.schedulingExpression ?? ""
    }
    guard let new = frequency(solution), try new != frequency(Solution.decode(resource.body))
    else { return }
    try ScheduleMark(beginning: now).attach(to: resource.arn, database)
  }

  private func follow(_ campaignARN: String) throws {
    guard let campaign = try database.resource(campaignARN) else { return }
    try CampaignSynchronisation(database: database, now: now).follow(campaign)
  }

  /// Moves a resource to the state its work leads to.
  func finish(_ resource: Resource) throws {
    try database.setStatus(of: resource.arn, to: resource.status.succeeded, at: now)
  }

  /// Removes a resource, what goes away with it, and its rows and files: files first, so that a
  /// crash in between finds the resource again and goes on.
  func delete(_ resource: Resource) throws {
    let dependents = try database.dependents(of: resource)
    switch resource.kind {
    case .datasetGroup:
      guard let name = JobContext.groupName(of: resource) else { break }
      try context.tenant.removeGroup(named: name)
    case .dataset:
      let dataset = try Dataset.decode(resource.body)
      guard let type = DatasetType(requested: dataset.datasetType ?? "") else { break }
      try context.group(of: resource).removeDataset(type.rawValue)
    case .metricAttribution:
      try context.group(of: resource).dropMetricFiles(of: resource.sequence)
    default:
      break
    }
    for owner in dependents + [resource]
    where owner.kind == .solutionVersion || owner.kind == .recommender {
      try context.group(of: owner).removeModel(of: owner.arn)
    }
    for dependent in dependents { try database.remove(dependent) }
    try database.remove(resource)
  }

  private func requireModel(of versionARN: String, for campaign: Resource) throws {
    let group = try context.group(of: campaign)
    guard let model = try group.reader().model(of: versionARN),
      FileManager.default.fileExists(atPath: model.path)
    else {
      throw JobFailure(
        reason: "The model of the solution version \(versionARN) is missing. Create another "
          + "solution version and deploy that.")
    }
  }
}
