import JSON
import PersonalizeAPI
import Testing

@Suite struct OperationTests {
  @Test func `every operation of the three services is there`() {
    func count(_ service: APIService) -> Int {
      Operation.allCases.filter { $0.service == service }.count
    }
    #expect(count(.personalize) == 71)
    #expect(count(.personalizeEvents) == 5)
    #expect(count(.personalizeRuntime) == 3)
  }

  @Test func `a target header leads to its operation`() {
    for operation in Operation.allCases where operation.service == .personalize {
      #expect(Operation(target: "AmazonPersonalize.\(operation.name)") == operation)
    }
    for target in ["", "CreateCampaign", "AmazonPersonalize.", "AmazonPersonalize.PutEvents"] {
      #expect(Operation(target: target) == nil)
    }
  }

  @Test func `a method and path lead to their operation`() {
    #expect(Operation(method: "POST", path: "/events") == .putEvents)
    #expect(Operation(method: "POST", path: "/personalize-ranking") == .getPersonalizedRanking)
    #expect(Operation(method: "GET", path: "/_bespoke/health") == .getHealth)
    #expect(Operation(method: "GET", path: "/events") == nil)
    #expect(Operation(method: "POST", path: "/events/") == nil)
    #expect(Operation(method: "DELETE", path: "/events") == nil)
  }

  @Test func `a path with labels leads to its operation and gives their values`() {
    let path = "/opendsr/v2/requests/x-1"
    #expect(Operation(method: "GET", path: path) == .describeOpenDSRRequest)
    #expect(Operation(method: "DELETE", path: path) == .cancelOpenDSRRequest)
    #expect(Operation(method: "GET", path: path + "/results") == .getOpenDSRResults)
    #expect(Operation(method: "GET", path: "/opendsr/v2/requests/") == nil)
    #expect(Operation.describeOpenDSRRequest.labels(in: path).map { $0.value } == ["x-1"])
    #expect(Operation.describeOpenDSRRequest.labels(in: "/").isEmpty)
  }

  @Test func `operations know their errors and whether they are deferred`() {
    #expect(Operation.listSchemas.declaredErrors == [.invalidNextToken])
    #expect(Operation.putEvents.declaredErrors == [.invalidInput])
    #expect(Operation.allCases.filter(\.isDeferred).count == 5)
    #expect(Operation.describeCampaign.isIdempotent)
    #expect(!Operation.createSolution.isIdempotent)
    #expect(Operation.createSchema.contentType == "application/x-amz-json-1.1")
    #expect(Operation.putEvents.contentType == "application/json")
    #expect(Operation.getMetrics.contentType.hasPrefix("text/plain"))
  }

  @Test func `an error has the status of the service that answers`() {
    #expect(ErrorKind.resourceNotFound.status(in: .personalize) == 400)
    #expect(ErrorKind.resourceNotFound.status(in: .personalizeEvents) == 404)
    #expect(ErrorKind.resourceNotFound.status(in: .personalizeRuntime) == 404)
    #expect(ErrorKind.resourceInUse.status(in: .personalizeEvents) == 409)
    #expect(ErrorKind.resourceInUse.status(in: .personalize) == 400)
    #expect(ErrorKind.throttling.status(in: .personalize) == 400)
    #expect(ErrorKind.throttling.status(in: .personalizeRuntime) == 429)
    #expect(ErrorKind.unknownOperation.status(in: .personalizeRuntime) == 404)
    #expect(ErrorKind.internalFailure.status(in: .personalize) == 500)
  }

  @Test func `an error goes over the wire with its type in header and body`() {
    let response = ErrorResponse(
      ServiceError(.resourceNotFound, "no \"such\" thing"), in: .personalizeRuntime)
    #expect(response.status == 404)
    #expect(response.errorType == "ResourceNotFoundException")
    #expect(
      String(decoding: response.body, as: UTF8.self)
        == #"{"__type":"ResourceNotFoundException","message":"no \"such\" thing"}"#)
  }
}
