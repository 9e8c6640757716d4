import PersonalizeAPI
import Testing

@Suite struct ConstraintTests {
  private func failure<Request: APIRequest>(
    _ type: Request.Type, _ body: String
  ) -> ServiceError? {
    do throws(ServiceError) {
      _ = try Request.request(in: Array(body.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test func `a name with a blank is refused in the service's wording`() {
    let error = failure(CreateSchemaRequest.self, #"{"name":"my schema","schema":"{}"}"#)
    #expect(
      error
        == ServiceError(
          .invalidInput,
          "1 validation error detected: Value 'my schema' at 'name' failed to satisfy constraint: "
            + #"Member must satisfy regular expression pattern: ^[a-zA-Z0-9][a-zA-Z0-9\-_]*"#))
  }

  @Test func `all missing and broken members are reported together`() {
    let name = String(repeating: "n", count: 64)
    let error = failure(
      CreateCampaignRequest.self, #"{"name":"\#(name)","minProvisionedTPS":0}"#)
    #expect(
      error?.message == "3 validation errors detected: "
        + "Value '\(name)' at 'name' failed to satisfy constraint: "
        + "Member must have length less than or equal to 63; "
        + "Value '0' at 'minProvisionedTPS' failed to satisfy constraint: "
        + "Member must have value greater than or equal to 1; "
        + "Value null at 'solutionVersionArn' failed to satisfy constraint: "
        + "Member must not be null")
  }

  @Test func `an empty body lacks every required member`() {
    for body in ["", "  ", "{}"] {
      let error = failure(DescribeCampaignRequest.self, body)
      #expect(error?.message.contains("Value null at 'campaignArn'") == true)
      #expect(failure(ListCampaignsRequest.self, body) == nil)
    }
  }

  @Test func `a member that is null counts as missing`() {
    let error = failure(DescribeCampaignRequest.self, #"{"campaignArn":null}"#)
    #expect(error?.message.contains("Value null at 'campaignArn'") == true)
  }

  @Test func `a value outside its enumeration is answered with the set`() {
    let error = failure(CreateSchemaRequest.self, #"{"name":"a","schema":"","domain":"MUSIC"}"#)
    #expect(
      error?.message == "1 validation error detected: Value 'MUSIC' at 'domain' failed to satisfy "
        + "constraint: Member must satisfy enum value set: [ECOMMERCE, VIDEO_ON_DEMAND]")
  }

  @Test func `paths count list members from one and descend`() {
    let body = #"""
      {"trackingId":"t","sessionId":"s","eventList":[{"eventType":"View","sentAt":1},
       {"sentAt":2,"metricAttribution":{"eventAttributionSource":" "}}]}
      """#
    let message = failure(PutEventsRequest.self, body)?.message ?? ""
    #expect(
      message.contains(
        "Value at 'eventList.2.member.metricAttribution.eventAttributionSource' failed"))
    #expect(message.contains("Value null at 'eventList.2.member.eventType'"))
  }

  @Test func `sensitive values are not repeated`() {
    let id = String(repeating: "u", count: 257)
    let body =
      #"{"trackingId":"t","userId":"\#(id)","sessionId":"s","eventList":[{"eventType":"a","sentAt":1}]}"#
    #expect(
      failure(PutEventsRequest.self, body)?.message == "1 validation error detected: "
        + "Value at 'userId' failed to satisfy constraint: "
        + "Member must have length less than or equal to 256")
  }

  @Test func `whatever stands in a sensitive structure is not repeated`() {
    let secret = String(repeating: "secret", count: 50)
    let body =
      #"{"trackingId":"t","sessionId":"s","eventList":[{"eventType":"\#(secret)","sentAt":1}]}"#
    let message = failure(PutEventsRequest.self, body)?.message ?? ""
    #expect(message.contains("Value at 'eventList.1.member.eventType'"))
    #expect(!message.contains("secret"))
  }

  @Test func `lists and maps are counted and the keys of maps checked`() {
    let none = #"{"trackingId":"t","sessionId":"s","eventList":[]}"#
    #expect(
      failure(PutEventsRequest.self, none)?.message == "1 validation error detected: Value at "
        + "'eventList' failed to satisfy constraint: "
        + "Member must have length greater than or equal to 1")
    let key = #"{"campaignArn":"arn:aws:personalize:r:a:campaign/c","filterValues":{"a b":"1"}}"#
    #expect(
      failure(GetRecommendationsRequest.self, key)?.message == "1 validation error detected: Value "
        + "at 'filterValues' failed to satisfy constraint: Map keys must satisfy constraint: "
        + "[Member must satisfy regular expression pattern: [A-Za-z0-9_]+]")
    let influence =
      #"{"name":"c","solutionVersionArn":"arn:aws:personalize:r:a:solution/s/1","#
      + #""campaignConfig":{"rankingInfluence":{"PRICE":0.5,"FRESHNESS":2}}}"#
    let message = failure(CreateCampaignRequest.self, influence)?.message ?? ""
    #expect(message.contains("satisfy enum value set: [POPULARITY, FRESHNESS]]"))
    #expect(
      message.contains(
        "Value '2.0' at 'campaignConfig.rankingInfluence.FRESHNESS' failed to satisfy "
          + "constraint: Member must have value less than or equal to 1"))
  }

  @Test func `lengths count characters, not bytes`() {
    let tag = String(repeating: "é", count: 256)
    let body =
      #"{"resourceArn":"arn:aws:personalize:r:a:filter/f","tags":[{"tagKey":"k","tagValue":"\#(tag)"}]}"#
    #expect(failure(TagResourceRequest.self, body) == nil)
  }

  @Test func `only the first of very many violations are listed, but all are counted`() {
    let metrics = Array(repeating: "{}", count: 9).joined(separator: ",")
    let error = failure(CreateMetricAttributionRequest.self, #"{"metrics":[\#(metrics)]}"#)
    #expect(error?.message.hasPrefix("30 validation errors detected: ") == true)
    #expect(error?.message.split(separator: ";").count == 20)
  }

  @Test func `a wrong type is a serialization error that names the path`() {
    let cases: [(String, String)] = [
      (#"{"name":5,"schema":""}"#, "The value at 'name' must be a string."),
      (#"[]"#, "The body must be an object."),
      (#"{"name":"a","schema":{"type":1}}"#, "The value at 'schema' must be a string."),
    ]
    for (body, message) in cases {
      let error = failure(CreateSchemaRequest.self, body)
      #expect(error == ServiceError(.serialization, message))
    }
    #expect(
      failure(ListSchemasRequest.self, #"{"maxResults":"5"}"#)?.message
        == "The value at 'maxResults' must be an integer.")
    #expect(
      failure(UntagResourceRequest.self, #"{"tagKeys":["a",{}]}"#)?.message
        == "The value at 'tagKeys.2.member' must be a string.")
  }

  @Test func `malformed text is a serialization error that names the byte`() {
    for body in ["{", "{\"name\"", "{\"name\":\"a\"} x", "{\"name\":tru}", "\u{1}"] {
      let error = failure(ListSchemasRequest.self, body)
      #expect(error?.kind == .serialization)
      #expect(error?.message.hasPrefix("The body is not valid JSON at byte ") == true)
    }
  }

  @Test func `members that the model does not know are passed over`() {
    let body = #"{"future":{"a":[1,{"b":null}]},"maxResults":7}"#
    #expect(failure(ListSchemasRequest.self, body) == nil)
  }

  @Test func `responses and stored structures are read without checks`() throws {
    let json = #"{"campaign":{"name":"not a name","minProvisionedTPS":-1,"unknown":1}}"#
    let response = try DescribeCampaignResponse.decode(Array(json.utf8))
    #expect(response.campaign?.name == "not a name")
    #expect(response.campaign?.minProvisionedTPS == -1)
  }
}
