import Platform
import Store
import Testing

@Suite struct GroupMetricsTests {
  private static let moment = Timestamp(seconds: 1_700_000_400)
  private static let window: Int64 = 1_700_000_100
  private let temporary: TemporaryStore
  private let group: GroupStore

  init() throws {
    temporary = try TemporaryStore()
    group = try temporary.tenant().group(named: "shop")
  }

  private static let rules = AttributionRules(
    attribution: 7,
    metrics: [
      .init(name: "views", eventType: "View", expression: .count),
      .init(name: "revenue", eventType: "buy", expression: .itemSum(column: "PRICE")),
      .init(name: "depth", eventType: "view", expression: .interactionSum(column: "DEPTH")),
      .init(name: "value", eventType: "buy", expression: .interactionSum(column: "EVENT_VALUE")),
    ], hasDestination: true)

  private func event(
    _ id: String, _ type: String = "view", source: String? = nil, givenBy: String? = nil,
    item: String = "i", at time: Timestamp = moment, value: Double? = nil, depth: Int? = nil
  ) -> StreamedEvent {
    StreamedEvent(
      eventID: id, userID: "u", sessionID: "s", itemID: item, eventType: type, eventValue: value,
      timestamp: time, attributionSource: source, recommendedBy: givenBy,
      properties: depth.map { "{\"DEPTH\":\($0)}" })
  }

  private func append(
    _ events: [StreamedEvent], by rules: AttributionRules = rules, at time: Timestamp = moment
  ) async throws {
    _ = try await withCheckedThrowingContinuation { continuation in
      group.append(
        events, counting: EventCounting(rules: rules, time: time), unless: { $0.itemID == "barred" }
      ) { continuation.resume(with: $0) }
    }
  }

  private func totals(_ group: GroupStore? = nil) -> [String: Double] {
    let sums = (group ?? self.group).metricTotals.sums
    return Dictionary(sums.map { ("\($0.metric) \($0.source)", $1.value) }) { $1 }
  }

  private func files(at time: Timestamp) throws -> [MetricFile] {
    try group.metricFiles(of: 7, at: time)
  }

  private func rows(of file: MetricFile) throws -> [String] {
    var rows: [String] = []
    _ = try group.reader().metricRows(ofFile: file.id) { row in
      rows.append("\(row.metric) \(row.eventType) \(row.value) \(row.source) \(row.time)")
    }
    return rows
  }

  @Test func `events that are stored count, once, and are there when the group is opened again`()
    async throws
  {
    try await append([event("1", source: "web", givenBy: "arn"), event("1", source: "web")])
    try await append([event("1", source: "web"), event("2", "VIEW", givenBy: "arn", depth: 3)])
    try await append([event("3", source: "WEB", item: "barred"), event("4", "click")])
    try await append([event("5", "buy", value: 2.5), event("6", "buy")])
    let wanted = [
      "VIEWS web": 1.0, "VIEWS arn": 1, "DEPTH arn": 3, "VALUE SOURCE_NAME_UNDEFINED": 2.5,
    ]
    #expect(totals() == wanted)
    let again = try GroupStore.reopened(group)
    #expect(totals(again) == wanted)
  }

  @Test func `prices are those of the record written last`() async throws {
    func put(_ price: String) throws {
      try group.putRecords(
        [("i", "{\"PRICE\":\(price)}")], dataset: "ITEMS", at: Timestamp(seconds: 1))
    }
    try await append([event("0", "buy")])
    try put("1.5")
    try await append([event("1", "buy"), event("2", "buy", item: "unknown")])
    try put("4")
    try await append([event("3", "buy")])
    #expect(totals() == ["REVENUE SOURCE_NAME_UNDEFINED": 5.5])
    let file = "ITEMS-1.segment"
    var writer = try RecordSegmentWriter(path: group.segmentPath(file: file))
    try writer.add(id: "i", body: "{\"PRICE\":10}")
    try writer.finish()
    try group.publishSegment(
      dataset: "ITEMS", file: file, jobARN: "job", rows: 1, replacing: true, at: Self.moment)
    try await append([event("4", "buy")])
    #expect(totals() == ["REVENUE SOURCE_NAME_UNDEFINED": 15.5])
  }

  @Test func `a window's file can be written when the window is over`() async throws {
    try await append([event("1", source: "a"), event("2", source: "A", depth: 2)])
    #expect(try files(at: Self.moment).isEmpty)
    let end = Timestamp(seconds: Self.window + 900)
    let file = try #require(try files(at: end).first)
    #expect(file.name == "AggregatedAttributionMetrics - PutEvents - \(Self.window).csv")
    #expect(
      try rows(of: file) == ["DEPTH VIEW 2.0 a \(Self.window)", "VIEWS VIEW 2.0 a \(Self.window)"])
    // An event that comes late into the window is in the file when it is written again.
    try await append([event("3", source: "b")])
    try group.noteMetricFilesWritten([file])
    let changed = try #require(try files(at: end).first)
    #expect(changed.name == file.name && changed.changes != file.changes)
    #expect(try rows(of: changed).count == 3)
    try group.noteMetricFilesWritten([changed])
    #expect(try files(at: end).isEmpty)
    // One that comes later still is in the next, as the name is taken.
    try await append([event("4", source: "b")])
    let next = try #require(try files(at: end.adding(milliseconds: 900_000)).first)
    #expect(next.time == Self.window + 900)
    #expect(try rows(of: next) == ["VIEWS VIEW 1.0 b \(Self.window + 900)"])
  }

  @Test func `what is too old, has no destination or is of a deleted attribution has no file`()
    async throws
  {
    let old = Self.moment.adding(milliseconds: -AttributionRules.ageLimit - 1)
    try await append([event("1", at: old)])
    #expect(totals().isEmpty && group.metricTotals.tooOld == 1)
    let without = AttributionRules(
      attribution: 7, metrics: Self.rules.metrics, hasDestination: false)
    try await append([event("2")], by: without)
    let later = Self.moment.adding(milliseconds: 3_600_000)
    #expect(try files(at: later).isEmpty)
    try await append([event("3")])
    #expect(try files(at: later).count == 1)
    try group.dropMetricFiles(of: 7)
    #expect(try files(at: later).isEmpty)
    #expect(totals() == ["VIEWS SOURCE_NAME_UNDEFINED": 2])
  }

  @Test func `a name that is taken out of sources leaves their sums`() async throws {
    try await append([event("1", source: "of zoe"), event("2", source: "web"), event("3")])
    let before = try #require(try files(at: Self.moment.adding(milliseconds: 900_000)).first)
    let changed = try group.reviseMetrics { $0.contains("zoe") ? .replace(nil) : .keep }
    #expect(changed == 2)
    let wanted = ["VIEWS web": 1.0, "VIEWS SOURCE_NAME_UNDEFINED": 2]
    #expect(totals() == wanted)
    #expect(totals(try GroupStore.reopened(group)) == wanted)
    // A file that was being written with the name is to be written again.
    try group.noteMetricFilesWritten([before])
    let after = try #require(try files(at: Self.moment.adding(milliseconds: 900_000)).first)
    #expect(try rows(of: after).count == 2)
    try await append([event("4", source: "web")])
    #expect(totals()["VIEWS web"] == 2)
  }

  @Test func `an import's counts are published with its rows, and never under a name twice`() throws
  {
    func publish(_ job: String) throws {
      var tally = MetricTally()
      let source = tally.source("web")
      tally.add(1, metric: 0, source: source, second: 5)
      tally.add(1, metric: 0, source: source, second: 1805)
      try group.publishSegment(
        dataset: "INTERACTIONS", file: "\(job).segment", jobARN: job, rows: 2, replacing: false,
        at: Self.moment,
        metrics: ImportedMetrics(
          rules: Self.rules, rows: tally, totals: tally, method: "INCREMENTAL"))
    }
    try publish("one")
    try publish("two")
    #expect(totals() == ["VIEWS web": 4])
    let found = try files(at: Self.moment)
    #expect(found.map(\.time) == [Self.moment.seconds, Self.moment.seconds + 1])
    #expect(try rows(of: found[0]) == ["VIEWS VIEW 1.0 web 1800", "VIEWS VIEW 1.0 web 0"])
  }
}

extension GroupStore {
  /// The group as another program would find it.
  fileprivate static func reopened(_ group: GroupStore) throws -> GroupStore {
    let parts = group.directory.split(separator: "/").map(String.init)
    let root = "/" + parts.dropLast(5).joined(separator: "/")
    let store = try Store(directory: root, isServer: false)
    let key = try #require(
      TenantKey(account: parts[parts.count - 4], region: parts[parts.count - 3]))
    return try store.tenant(key).group(named: group.name)
  }
}
