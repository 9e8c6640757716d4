import ControlPlane
import PersonalizeAPI
import Store
import Testing

@Suite struct MetricAttributionTests {
  private let scene: Scene
  private var world: World { scene.world }

  init() throws {
    scene = try Scene()
    try scene.add(.dataset)
    try scene.add(.dataset, type: .items)
  }

  private func metric(_ name: String, _ expression: String = "SAMPLECOUNT()") -> MetricAttribute {
    MetricAttribute(eventType: "buy", metricName: name, expression: expression)
  }

  private func request(_ metrics: [MetricAttribute]) -> CreateMetricAttributionRequest {
    CreateMetricAttributionRequest(
      name: "m", datasetGroupArn: scene.arn(.datasetGroup), metrics: metrics,
      metricsOutputConfig: MetricAttributionOutput(
        s3DataDestination: Scene.output, roleArn: Scene.role))
  }

  private func create(_ metrics: [MetricAttribute]) throws -> String {
    let response = try world.call { try $0.createMetricAttribution(request(metrics), $1) }
    return try #require(response.metricAttributionArn)
  }

  private func metrics(of arn: String, after token: String? = nil, size: Int? = nil) throws
    -> ListMetricAttributionMetricsResponse
  {
    try world.call {
      try $0.listMetricAttributionMetrics(
        ListMetricAttributionMetricsRequest(
          metricAttributionArn: arn, nextToken: token, maxResults: size), $1)
    }
  }

  @Test func `an attribution lists its metrics apart from what Describe shows`() throws {
    let given = [
      metric("count"), metric("money", "sum(ITEMS.Price)"),
      metric("value", "SUM(Interactions.EVENT_VALUE)"),
    ]
    let arn = try create(given)
    #expect(arn == "arn:aws:personalize:us-east-1:111122223333:metric-attribution/m")
    #expect(try world.jobs(arn) == [.create])
    #expect(try metrics(of: arn).metrics == given)
    let first = try metrics(of: arn, size: 2)
    #expect(first.metrics?.count == 2)
    #expect(try metrics(of: arn, after: first.nextToken).metrics == [given[2]])
    #expect(try metrics(of: arn + "x").metrics == [])
    let attribution = try world.call {
      try $0.describeMetricAttribution(
        DescribeMetricAttributionRequest(metricAttributionArn: arn), $1)
    }.metricAttribution
    #expect(attribution?.status == "CREATE PENDING")
    #expect(attribution?.metricsOutputConfig?.roleArn == Scene.role)
    world.refuse(.invalidInput, "metricAttributionArn") { plane, context in
      try plane.listMetricAttributionMetrics(ListMetricAttributionMetricsRequest(), context)
    }
  }

  @Test(arguments: [
    "COUNT()", "SUM(PRICE)", "SUM(Users.AGE)", "SUM(Items.NONE)", "SUM(Items.GENRES)",
    "SUM(Items.)", "SUM()", "",
  ])
  func `a metric counts, or sums a number column of items or interactions`(_ text: String) {
    world.refuse(.invalidInput) { plane, context in
      try plane.createMetricAttribution(request([metric("m", text)]), context)
    }
  }

  @Test func `metric names differ and the events have a type`() throws {
    world.refuse(.invalidInput, "given twice") { plane, context in
      try plane.createMetricAttribution(request([metric("a"), metric("a")]), context)
    }
    try scene.remove(scene.arn(.dataset))
    world.refuse(.invalidInput, "EVENT_TYPE") { plane, context in
      try plane.createMetricAttribution(request([metric("a")]), context)
    }
  }

  @Test func `metrics are added and removed, and the attribution goes through its states again`()
    throws
  {
    let arn = try create([metric("a"), metric("b")])
    try world.settle()
    func update(_ add: [MetricAttribute] = [], _ remove: [String] = []) -> (
      UpdateMetricAttributionRequest
    ) {
      UpdateMetricAttributionRequest(
        addMetrics: add, removeMetrics: remove, metricAttributionArn: arn)
    }
    world.refuse(.resourceAlreadyExists, arn) { plane, context in
      try plane.updateMetricAttribution(update([metric("a")]), context)
    }
    world.refuse(.invalidInput, "no metric c") { plane, context in
      try plane.updateMetricAttribution(update([], ["c"]), context)
    }
    world.refuse(.invalidInput, "11 metrics") { plane, context in
      try plane.updateMetricAttribution(update((1...9).map { metric("n\($0)") }), context)
    }
    world.refuse(.invalidInput, "metricAttributionArn") { plane, context in
      try plane.updateMetricAttribution(UpdateMetricAttributionRequest(), context)
    }
    try world.call {
      _ = try $0.updateMetricAttribution(
        update([metric("a", "SUM(Items.PRICE)"), metric("c")], ["a", "b"]), $1)
    }
    #expect(try world.status(arn) == .createPending)
    #expect(try world.jobs(arn) == [.update])
    try world.settle()
    #expect(try metrics(of: arn).metrics == [metric("a", "SUM(Items.PRICE)"), metric("c")])
    try world.call { _ = try $0.updateMetricAttribution(update([], ["a", "c"]), $1) }
    #expect(try metrics(of: arn).metrics == [])
  }

  @Test func `a group has one attribution`() throws {
    _ = try create([metric("a")])
    var second = request([metric("a")])
    second.name = "n"
    world.refuse(.limitExceeded) { plane, context in
      try plane.createMetricAttribution(second, context)
    }
  }
}
