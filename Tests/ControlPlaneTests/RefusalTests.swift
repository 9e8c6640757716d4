import ControlPlane
import PersonalizeAPI
import Store
import Testing

@Suite struct RefusalTests {
  @Test func `a second resource of a name is refused whatever the first one's state`() throws {
    let world = try World()
    let group = try world.group()
    for status in [Status.active, .createFailed, .deletePending] {
      try world.setStatus(group, status)
      world.refuse(
        .resourceAlreadyExists, "Another resource with Arn \(group) already exists."
      ) { plane, context in
        try plane.createDatasetGroup(CreateDatasetGroupRequest(name: "shop"), context)
      }
    }
  }

  @Test func `what does not exist is named`() throws {
    let world = try World()
    let arn = "arn:aws:personalize:us-east-1:111122223333:campaign/none"
    world.refuse(.resourceNotFound, "Resource Arn \(arn) does not exist.") { plane, context in
      try plane.describeCampaign(DescribeCampaignRequest(campaignArn: arn), context)
    }
    world.refuse(.resourceNotFound, arn) { plane, context in
      try plane.deleteCampaign(DeleteCampaignRequest(campaignArn: arn), context)
    }
  }

  @Test func `an ARN of another kind is invalid`() throws {
    let world = try World()
    let group = try world.group()
    world.refuse(.invalidInput, "is not the ARN of a campaign") { plane, context in
      try plane.describeCampaign(DescribeCampaignRequest(campaignArn: group), context)
    }
    world.refuse(.invalidInput, "is not the ARN of a schema") { plane, context in
      try plane.deleteSchema(DeleteSchemaRequest(schemaArn: "nonsense"), context)
    }
  }

  @Test func `tenants do not see each other`() throws {
    let world = try World()
    let group = try world.group()
    let key = try #require(TenantKey(account: "111122223333", region: "eu-west-1"))
    let other = try world.store.tenant(key)
    let error = #expect(throws: ServiceError.self) {
      try world.call(as: other) { plane, context in
        try plane.describeDatasetGroup(
          DescribeDatasetGroupRequest(datasetGroupArn: group), context)
      }
    }
    #expect(error?.kind == .resourceNotFound)
    try world.call(as: other) { plane, context in
      _ = try plane.createDatasetGroup(CreateDatasetGroupRequest(name: "shop"), context)
    }
  }

  @Test func `nothing is created in a group that is not ACTIVE`() throws {
    let world = try World()
    let group = try world.group()
    let schema = try world.schema()
    for status in Lifecycle.of(.datasetGroup).states where status != .active {
      try world.setStatus(group, status)
      world.refuse(.resourceInUse, status.rawValue) { plane, context in
        try plane.createDataset(
          CreateDatasetRequest(
            name: "set", schemaArn: schema, datasetGroupArn: group, datasetType: "Interactions"),
          context)
      }
      world.refuse(.resourceInUse, group) { plane, context in
        try plane.createSolution(world.solutionRequest("a", group), context)
      }
      world.refuse(.resourceInUse, group) { plane, context in
        try plane.createEventTracker(
          CreateEventTrackerRequest(name: "a", datasetGroupArn: group), context)
      }
    }
  }

  @Test func `references are looked up before states and names are compared`() throws {
    let world = try World()
    let group = try world.group()
    try world.setStatus(group, .createPending)
    world.refuse(.resourceNotFound, "schema/none") { plane, context in
      try plane.createDataset(
        CreateDatasetRequest(
          name: "set", schemaArn: "arn:aws:personalize:us-east-1:111122223333:schema/none",
          datasetGroupArn: group, datasetType: "Interactions"), context)
    }
  }

  @Test func `a dataset needs a schema of its type and of the group's domain`() throws {
    let world = try World()
    let group = try world.group()
    let shop = try world.group("domain", domain: .ecommerce)
    let schema = try world.schema()
    func create(_ group: String, _ type: String) -> CreateDatasetRequest {
      CreateDatasetRequest(
        name: "set", schemaArn: schema, datasetGroupArn: group, datasetType: type)
    }
    world.refuse(.invalidInput, "needs a schema with the name Items") { plane, context in
      try plane.createDataset(create(group, "Items"), context)
    }
    world.refuse(.invalidInput, "the domain ECOMMERCE") { plane, context in
      try plane.createDataset(create(shop, "Interactions"), context)
    }
    world.refuse(.invalidInput, "is no type of dataset") { plane, context in
      try plane.createDataset(create(group, "Things"), context)
    }
    _ = try world.dataset(inGroup: group, type: "iNTERACTIONS", schema: schema)
    world.refuse(.resourceAlreadyExists, "dataset/shop/INTERACTIONS") { plane, context in
      try plane.createDataset(create(group, "INTERACTIONS"), context)
    }
  }

  @Test func `an import needs an ACTIVE dataset, a role and a place in S3`() throws {
    let world = try World()
    let dataset = try world.dataset(inGroup: try world.group(), schema: try world.schema())
    for location in [nil, "http://host/file.csv", "s3://", "s3://bucket", "s3://bucket/"] {
      world.refuse(.invalidInput, "Invalid Data location") { plane, context in
        try plane.createDatasetImportJob(
          world.importRequest("a", dataset, location: location), context)
      }
    }
    var request = world.importRequest("a", dataset)
    request.roleArn = nil
    world.refuse(.invalidInput, "roleArn") { plane, context in
      try plane.createDatasetImportJob(request, context)
    }
    try world.setStatus(dataset, .deletePending)
    world.refuse(.resourceInUse, dataset) { plane, context in
      try plane.createDatasetImportJob(world.importRequest("a", dataset), context)
    }
  }

  @Test func `the first import must be FULL and must have succeeded`() throws {
    let world = try World()
    let dataset = try world.dataset(inGroup: try world.group(), schema: try world.schema())
    func incremental(_ name: String) -> CreateDatasetImportJobRequest {
      world.importRequest(name, dataset, .incremental)
    }
    world.refuse(.invalidInput, "importMode FULL") { plane, context in
      try plane.createDatasetImportJob(incremental("more"), context)
    }
    let first = try world.importJob(dataset: dataset)
    try world.setStatus(first, .createFailed)
    world.refuse(.invalidInput, "importMode FULL") { plane, context in
      try plane.createDatasetImportJob(incremental("more"), context)
    }
    _ = try world.importJob("again", dataset: dataset)
    try world.settle()
    _ = try world.importJob("more", dataset: dataset, mode: .incremental)
  }

  @Test func `a key and its role come together`() throws {
    let world = try World()
    let role = "arn:aws:iam::111122223333:role/Personalize"
    let key = "arn:aws:kms:us-east-1:111122223333:key/1"
    world.refuse(.invalidInput, "roleArn") { plane, context in
      try plane.createDatasetGroup(
        CreateDatasetGroupRequest(name: "a", kmsKeyArn: key), context)
    }
    world.refuse(.invalidInput, "kmsKeyArn") { plane, context in
      try plane.createDatasetGroup(CreateDatasetGroupRequest(name: "a", roleArn: role), context)
    }
  }

  @Test func `a list's filter is an ARN of the parent's kind`() throws {
    let world = try World()
    let group = try world.group()
    world.refuse(.invalidInput, "is not the ARN of a dataset") { plane, context in
      try plane.listDatasetImportJobs(ListDatasetImportJobsRequest(datasetArn: group), context)
    }
    world.refuse(.invalidInput, "is not the ARN of a solution") { plane, context in
      try plane.listCampaigns(ListCampaignsRequest(solutionArn: group), context)
    }
    world.refuse(.invalidInput, "is not the ARN of a dataset group") { plane, context in
      try plane.listFilters(ListFiltersRequest(datasetGroupArn: "nonsense"), context)
    }
  }
}
