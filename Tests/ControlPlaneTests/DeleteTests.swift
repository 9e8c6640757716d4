import ControlPlane
import PersonalizeAPI
import Store
import Testing

@Suite struct DeleteTests {
  @Test func `a delete goes through DELETE PENDING and frees the name`() throws {
    let world = try World()
    let group = try world.group()
    try delete(group: group, in: world)
    #expect(try world.status(group) == .deletePending)
    #expect(try world.jobs(group) == [.delete])
    world.refuse(.resourceInUse, "DELETE PENDING") { plane, context in
      try plane.deleteDatasetGroup(
        DeleteDatasetGroupRequest(datasetGroupArn: group), context)
    }
    try world.settle()
    #expect(try world.status(group) == nil)
    _ = try world.group()
  }

  private func delete(group: String, in world: World) throws {
    try world.call { plane, context in
      try plane.deleteDatasetGroup(
        DeleteDatasetGroupRequest(datasetGroupArn: group), context)
    }
  }

  @Test func `a failed resource can be deleted and one under way cannot`() throws {
    let world = try World()
    let group = try world.group()
    for status in Lifecycle.of(.datasetGroup).states {
      try world.setStatus(group, status)
      if Status.settled.contains(status) { continue }
      world.refuse(.resourceInUse, status.rawValue) { plane, context in
        try plane.deleteDatasetGroup(
          DeleteDatasetGroupRequest(datasetGroupArn: group), context)
      }
    }
    try world.setStatus(group, .createFailed)
    try delete(group: group, in: world)
  }

  @Test func `a schema goes at once, unless a dataset uses it`() throws {
    let world = try World()
    let schema = try world.schema()
    let group = try world.group()
    let dataset = try world.dataset(inGroup: group, schema: schema)
    world.refuse(.resourceInUse, dataset) { plane, context in
      try plane.deleteSchema(DeleteSchemaRequest(schemaArn: schema), context)
    }
    try world.call { plane, context in
      try plane.deleteDataset(DeleteDatasetRequest(datasetArn: dataset), context)
    }
    try world.settle()
    try world.call { plane, context in
      try plane.deleteSchema(DeleteSchemaRequest(schemaArn: schema), context)
    }
    #expect(try world.status(schema) == nil)
  }

  @Test func `a group with a dataset, a tracker or a solution stays`() throws {
    let world = try World()
    let group = try world.group()
    let children = [
      try world.dataset(inGroup: group, schema: try world.schema()),
      try world.tracker(inGroup: group), try world.solution(inGroup: group),
    ]
    for child in children {
      world.refuse(.resourceInUse, "used by") { plane, context in
        try plane.deleteDatasetGroup(
          DeleteDatasetGroupRequest(datasetGroupArn: group), context)
      }
      try world.tenant.transaction { database in
        if let resource = try database.resource(child) { try database.remove(resource) }
      }
    }
    try delete(group: group, in: world)
  }

  @Test func `a dataset stays while something is made from it or serves it`() throws {
    let world = try World()
    let group = try world.group()
    let dataset = try world.dataset(inGroup: group, schema: try world.schema())
    func refused(by arn: String) {
      world.refuse(.resourceInUse, arn) { plane, context in
        try plane.deleteDataset(DeleteDatasetRequest(datasetArn: dataset), context)
      }
    }
    let job = try world.importJob(dataset: dataset)
    refused(by: job)
    try world.settle()
    let version = try world.pendingVersion(of: try world.solution(inGroup: group))
    refused(by: version)
    try world.settle()
    let campaign = try world.campaign(version: version)
    refused(by: campaign)
    try world.call { plane, context in
      try plane.deleteCampaign(DeleteCampaignRequest(campaignArn: campaign), context)
    }
    try world.settle()
    let tracker = try world.tracker(inGroup: group)
    refused(by: tracker)
    try world.call { plane, context in
      try plane.deleteEventTracker(DeleteEventTrackerRequest(eventTrackerArn: tracker), context)
    }
    try world.settle()
    try world.call { plane, context in
      try plane.deleteDataset(DeleteDatasetRequest(datasetArn: dataset), context)
    }
    try world.settle()
    #expect(try world.status(job) == nil)
  }

  @Test func `a tracker holds the interactions and not the items`() throws {
    let world = try World()
    let group = try world.group()
    let items = try world.dataset(
      inGroup: group, type: "Items", schema: try world.schema("items", SchemaText.items))
    _ = try world.tracker(inGroup: group)
    try world.call { plane, context in
      try plane.deleteDataset(DeleteDatasetRequest(datasetArn: items), context)
    }
  }

  @Test func `a solution stays while a version trains or a campaign serves, then all go`() throws {
    let world = try World()
    let solution = try world.solution(inGroup: try world.group())
    func refused(by arn: String) {
      world.refuse(.resourceInUse, arn) { plane, context in
        try plane.deleteSolution(DeleteSolutionRequest(solutionArn: solution), context)
      }
    }
    let version = try world.pendingVersion(of: solution)
    refused(by: version)
    try world.settle()
    let campaign = try world.campaign(version: version)
    refused(by: campaign)
    try world.call { plane, context in
      try plane.deleteCampaign(DeleteCampaignRequest(campaignArn: campaign), context)
    }
    refused(by: campaign)
    try world.settle()
    try world.call { plane, context in
      try plane.deleteSolution(DeleteSolutionRequest(solutionArn: solution), context)
    }
    try world.settle()
    #expect(try world.status(version) == nil)
  }

  @Test func `a solution whose version serves another solution's campaign stays`() throws {
    let world = try World()
    let group = try world.group()
    let first = try world.solution("first", inGroup: group)
    let second = try world.solution("second", inGroup: group)
    let campaign = try world.campaign(version: try world.version(of: first))
    let version = try world.version(of: second)
    try world.call { plane, context in
      _ = try plane.updateCampaign(
        UpdateCampaignRequest(campaignArn: campaign, solutionVersionArn: version), context)
    }
    for solution in [first, second] {
      world.refuse(.resourceInUse, campaign) { plane, context in
        try plane.deleteSolution(DeleteSolutionRequest(solutionArn: solution), context)
      }
    }
  }
}
