import ControlPlane
import PersonalizeAPI
import Store
import Testing

@Suite struct FilterTests {
  private let scene: Scene
  private var world: World { scene.world }

  init() throws {
    scene = try Scene()
    try scene.add(.dataset)
    try scene.add(.dataset, type: .items)
  }

  private func request(_ expression: String, _ name: String = "f") -> CreateFilterRequest {
    CreateFilterRequest(
      name: name, datasetGroupArn: scene.arn(.datasetGroup), filterExpression: expression)
  }

  @Test func `a filter shows its expression as given and its list leaves it out`() throws {
    let text = #"INCLUDE ItemID WHERE Items.genres IN ($G) AND Items.PRICE < 10"#
    let arn = try #require(try world.call { try $0.createFilter(request(text), $1) }.filterArn)
    #expect(arn == "arn:aws:personalize:us-east-1:111122223333:filter/f")
    let filter = try world.call {
      try $0.describeFilter(DescribeFilterRequest(filterArn: arn), $1)
    }.filter
    #expect(filter?.filterExpression == text)
    #expect(filter?.status == "CREATE PENDING")
    #expect(filter?.datasetGroupArn == scene.arn(.datasetGroup))
    let list = try world.call {
      try $0.listFilters(ListFiltersRequest(datasetGroupArn: scene.arn(.datasetGroup)), $1)
    }
    #expect(list.filters?.map(\.filterArn) == [arn])
  }

  @Test(arguments: [
    ("INCLUDE", "Invalid"), (#"INCLUDE ItemID WHERE Users.AGE IN ("1")"#, "Users"),
    (#"INCLUDE ItemID WHERE Items.NONE IN ("a")"#, "NONE"),
    ("EXCLUDE ItemID WHERE Items.GENRES NOT IN ($G)", "NOT_IN"),
    (#"EXCLUDE ItemID WHERE Interactions.EVENT_VALUE IN ("a")"#, "EVENT_TYPE"),
    (#"EXCLUDE ItemID WHERE Items.GENRES IN ("a") IF CurrentUser.AGE = 1"#, "Users"),
  ])
  func `an expression that breaks a rule is refused with its place`(
    _ text: String, _ reason: String
  ) {
    world.refuse(.invalidInput, reason) { plane, context in
      try plane.createFilter(request(text), context)
    }
  }

  @Test func `the datasets a filter uses are ACTIVE`() throws {
    try world.setStatus(scene.arn(.dataset, .items), .createInProgress)
    world.refuse(.invalidInput, "must be ACTIVE") { plane, context in
      try plane.createFilter(request(#"INCLUDE ItemID WHERE Items.PRICE > 1"#), context)
    }
    try world.call {
      _ = try $0.createFilter(
        request(#"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("a")"#), $1)
    }
  }

  @Test func `all filters of a group use a limited number of fields`() throws {
    world.limits.filterFieldsPerGroup = 1
    try world.call {
      _ = try $0.createFilter(request("INCLUDE ItemID WHERE Items.PRICE > 1", "a"), $1)
    }
    try world.call {
      _ = try $0.createFilter(request("INCLUDE ItemID WHERE Items.PRICE < 9", "b"), $1)
    }
    world.refuse(.limitExceeded, "2 distinct dataset fields") { plane, context in
      try plane.createFilter(request(#"INCLUDE ItemID WHERE Items.GENRES IN ("x")"#, "c"), context)
    }
  }
}
