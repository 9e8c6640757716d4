import PersonalizeAPI
import Testing

/// The matchers are reached through requests that carry them.
@Suite struct PatternTests {
  private func accepts<Request: APIRequest>(_ type: Request.Type, _ body: String) -> Bool {
    (try? Request.request(in: Array(body.utf8))) != nil
  }

  private let prefix = "arn:aws:personalize:us-east-1:111122223333"

  @Test(arguments: [
    ("arn:aws:personalize:us-east-1:111122223333:campaign/c", true),
    ("arn:aws-cn:personalize:::recipe/aws-sims", true),
    ("arn:aws:personalize:a:b:c:d:e", true),
    ("arn:aws:personalize:::", false),
    ("arn:aws:personalize:us-east-1:x", false),
    ("arn::personalize:r:a:c", false),
    ("arn:AWS:personalize:r:a:c", false),
    ("arn:aws:s3:r:a:c", false),
    (#"arn:aws:personalize:r:a:c\n"#, false),
    ("xarn:aws:personalize:r:a:c", false),
  ])
  func `names of resources`(arn: String, isValid: Bool) {
    #expect(accepts(DescribeCampaignRequest.self, #"{"campaignArn":"\#(arn)"}"#) == isValid)
  }

  @Test(arguments: [
    ("arn:aws:kms:us-east-1:111122223333:key/abc", true),
    ("arn:aws-cn:kms:r:111122223333:key/", true),
    ("arn:aws:kms::111122223333:key/x", true),
    ("arn:aws:kms:a:b:111122223333:key/x", true),
    ("arn:aws:kms:111122223333:key/x", false),
    ("arn:aws:kms:r:11112222333:key/x", false),
    ("arn:aws:kms:r:1111222233334:key/x", false),
    ("arn:aws:s3:r:111122223333:key/x", false),
    ("arn:aws:kms:r:111122223333:alias/x", false),
  ])
  func `names of keys`(arn: String, isValid: Bool) {
    let body = #"{"name":"g","kmsKeyArn":"\#(arn)"}"#
    #expect(accepts(CreateDatasetGroupRequest.self, body) == isValid)
  }

  @Test(arguments: [
    ("arn:aws:iam::111122223333:role/Personalize", true),
    ("arn:aws:iam::111122223333:role/service-role/A_b+=,.@-", true),
    ("arn:aws:iam::111122223333:rolex", true),
    ("arn:aws:iam::111122223333:role/", true),
    ("arn:aws:iam::111122223333:role", false),
    ("arn:aws:iam::1111:role/x", false),
    ("arn:aws:iam:r:111122223333:role/x", false),
    ("arn:aws:iam::111122223333:role/a b", false),
  ])
  func `names of roles`(arn: String, isValid: Bool) {
    let body = #"{"name":"g","roleArn":"\#(arn)"}"#
    #expect(accepts(CreateDatasetGroupRequest.self, body) == isValid)
  }

  @Test(arguments: [
    ("s3://bucket/key", true), ("http://host", true), ("https://host/", true),
    ("s3://", false), ("S3://bucket", false), ("ftp://host", false), ("bucket/key", false),
    (#"s3://a\nb"#, false),
  ])
  func `places of data`(location: String, isValid: Bool) {
    let body =
      #"{"jobName":"j","datasetArn":"\#(prefix):dataset/g/ITEMS","#
      + #""dataSource":{"dataLocation":"\#(location)"}}"#
    #expect(accepts(CreateDatasetImportJobRequest.self, body) == isValid)
  }

  @Test(arguments: [
    ("a", true), ("0-a_B", true), ("-a", false), ("_a", false), ("a.b", false), ("é", false),
    ("", false),
  ])
  func `names given by people`(name: String, isValid: Bool) {
    #expect(accepts(CreateDatasetGroupRequest.self, #"{"name":"\#(name)"}"#) == isValid)
  }

  @Test(arguments: [
    ("rate(1 day)", true), ("rate(30 days)", true), ("rate(1 dayss)", false),
    ("rate( days)", false), ("rate(1day)", false), ("rate(1 day", false), ("cron(1)", false),
  ])
  func `schedules`(expression: String, isValid: Bool) {
    let body =
      #"{"solutionArn":"\#(prefix):solution/s","solutionUpdateConfig":"#
      + #"{"autoTrainingConfig":{"schedulingExpression":"\#(expression)"}}}"#
    #expect(accepts(UpdateSolutionRequest.self, body) == isValid)
  }

  @Test(arguments: [
    ("team:a/b", true), ("北京 1", true), ("a=b+c-d@e.f_g", true), ("a\u{3000}b", true),
    ("a*b", false), ("a&b", false), ("a\u{1F600}", false),
  ])
  func `keys of tags`(key: String, isValid: Bool) {
    let body = #"{"resourceArn":"\#(prefix):filter/f","tags":[{"tagKey":"\#(key)","tagValue":""}]}"#
    #expect(accepts(TagResourceRequest.self, body) == isValid)
  }

  @Test(arguments: [
    ("ITEMS", "PRICE_1", true), ("ITEMS", "_a", true), ("ITEMS", "1a", false),
    ("ITEMS", "a-b", false), ("ITEMS_2", "A", false), ("", "A", false),
  ])
  func `columns and kinds of datasets`(type: String, column: String, isValid: Bool) {
    let body =
      #"{"name":"s","datasetGroupArn":"\#(prefix):dataset-group/g","solutionConfig":"#
      + #"{"trainingDataConfig":{"excludedDatasetColumns":{"\#(type)":["\#(column)"]}}}}"#
    #expect(accepts(CreateSolutionRequest.self, body) == isValid)
  }

  @Test(arguments: [
    ("mail 1", true), (" x ", true), ("   ", false), ("", false), ("é", false),
  ])
  func `sources of events`(source: String, isValid: Bool) {
    let body =
      #"{"trackingId":"t","sessionId":"s","eventList":[{"eventType":"a","sentAt":1,"#
      + #""metricAttribution":{"eventAttributionSource":"\#(source)"}}]}"#
    #expect(accepts(PutEventsRequest.self, body) == isValid)
  }

  @Test func `tokens are ASCII of at most 1,500 characters`() {
    func accepts(_ token: String) -> Bool {
      self.accepts(ListSchemasRequest.self, #"{"nextToken":"\#(token)"}"#)
    }
    #expect(accepts(String(repeating: "t", count: 1500)))
    #expect(!accepts(String(repeating: "t", count: 1501)))
    #expect(!accepts("é"))
  }
}
