import JSON
import PersonalizeAPI
import Platform
import Testing

@Suite struct CodecTests {
  private func text(_ structure: some APIStructure) -> String {
    String(decoding: structure.encoded(), as: UTF8.self)
  }

  @Test func `a request survives being written and read`() throws {
    let request = CreateSolutionRequest(
      name: "shop", performHPO: false, recipeArn: "arn:aws:personalize:::recipe/aws-sims",
      datasetGroupArn: "arn:aws:personalize:us-east-1:111122223333:dataset-group/shop",
      solutionConfig: SolutionConfig(
        eventValueThreshold: "\"0.5\"\n\t\u{1}\u{1F600}",
        algorithmHyperParameters: ["b": "2", "a": "1"],
        optimizationObjective: OptimizationObjective(
          itemAttribute: "PRICE", objectiveSensitivity: .medium),
        trainingDataConfig: TrainingDataConfig(excludedDatasetColumns: ["ITEMS": ["A", "B"]])),
      tags: [Tag(tagKey: "team", tagValue: "é @ 北京")])
    #expect(try CreateSolutionRequest.decode(request.encoded()) == request)
  }

  @Test func `members that are absent are left out and keys of maps are sorted`() {
    let item = PredictedItem(itemId: "i1", score: 0.25, metadata: ["B": "2", "A": "1"])
    #expect(text(item) == #"{"itemId":"i1","score":0.25,"metadata":{"A":"1","B":"2"}}"#)
    #expect(text(TagResourceResponse()) == "{}")
  }

  @Test func `timestamps are epoch seconds with the milliseconds as fraction`() {
    func written(_ milliseconds: Int64) -> String {
      text(EventTracker(creationDateTime: Timestamp(milliseconds: milliseconds)))
    }
    #expect(written(1_542_392_161_262) == #"{"creationDateTime":1542392161.262}"#)
    #expect(written(1_542_392_161_200) == #"{"creationDateTime":1542392161.2}"#)
    #expect(written(1_542_392_161_000) == #"{"creationDateTime":1542392161}"#)
    #expect(written(7) == #"{"creationDateTime":0.007}"#)
    #expect(written(-1500) == #"{"creationDateTime":-1.5}"#)
  }

  @Test func `timestamps of requests may be numbers, numbers in strings, or dates`() throws {
    func read(_ json: String) throws -> Int64 {
      let body = #"{"eventType":"View","sentAt":\#(json)}"#
      return try Event.decode(Array(body.utf8)).sentAt.milliseconds
    }
    #expect(try read("1553631760") == 1_553_631_760_000)
    #expect(try read("1553631760.5") == 1_553_631_760_500)
    #expect(try read(#""1553631760""#) == 1_553_631_760_000)
    #expect(try read(#""2019-03-26T20:22:40Z""#) == 1_553_631_760_000)
    #expect(try read(#""2019-03-26T22:22:40.250+02:00""#) == 1_553_631_760_250)
    #expect(try read(#""1970-01-02""#) == 86_400_000)
    for bad in [#""yesterday""#, "true", "1e300", #""2019-02-29T00:00:00Z""#, #""""#, "[]"] {
      #expect(throws: JSONError.self) { try read(bad) }
    }
  }

  @Test func `properties may be a text of JSON or an object`() throws {
    func read(_ json: String) throws -> String? {
      let body = #"{"itemId":"i","properties":\#(json)}"#
      return try Item.decode(Array(body.utf8)).properties
    }
    #expect(try read(#""{\"price\":3}""#) == #"{"price":3}"#)
    #expect(try read(#"{ "price" : 3 }"#) == #"{ "price" : 3 }"#)
    #expect(try read("null") == nil)
    #expect(throws: JSONError.self) { try read("[1]") }
  }

  @Test func `the filters of a list keep their capital on the wire`() {
    let response = ListFiltersResponse(filters: [FilterSummary(name: "f")])
    #expect(text(response) == #"{"Filters":[{"name":"f"}]}"#)
  }

  @Test func `structures of two services with one name stay apart`() {
    let source = EventsMetricAttribution(eventAttributionSource: "mail")
    #expect(text(source) == #"{"eventAttributionSource":"mail"}"#)
    #expect(text(MetricAttribution(name: "m")) == #"{"name":"m"}"#)
  }

  @Test func `integers are whole and of 32 bits`() throws {
    func read(_ json: String) throws -> Int? {
      try GetRecommendationsRequest.decode(Array(#"{"numResults":\#(json)}"#.utf8)).numResults
    }
    #expect(try read("25") == 25)
    #expect(try read("25.0") == 25)
    #expect(throws: JSONError.self) { try read("2.5") }
    #expect(throws: JSONError.self) { try read("2147483648") }
  }

  @Test func `a request is read from its part of a larger buffer`() throws {
    let bytes = Array(#"HEAD{"maxResults":3}TAIL"#.utf8)
    #expect(try ListSchemasRequest.request(in: bytes, 4..<20).maxResults == 3)
    #expect(throws: ServiceError.self) { try ListSchemasRequest.request(in: bytes, 4..<21) }
    #expect(try ListSchemasRequest.request(in: bytes, 900..<1000) == ListSchemasRequest())
  }
}
