import AWSSigning
import Foundation
import FoundationNetworking
import ObjectStore
import Platform

/// A request to S3, before it is signed.
struct S3Request: Sendable {
  var method: String
  var location: ObjectLocation
  /// Whether it is about the bucket rather than the key.
  var isForBucket = false
  var query: [(name: String, value: String)] = []
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []
  /// How much of an answer is taken; lists and errors are far smaller.
  var bodyLimit = 16 << 20
}

/// Speaks to one S3 server: signs requests, and sends them again while the server is at fault.
final class S3Client: Sendable {
  let settings: S3Settings
  private let session = HTTPSession()
  private let signer: RequestSigner
  private let clock = Clock.running()

  init(_ settings: S3Settings) {
    self.settings = settings
    signer = RequestSigner(
      credentials: settings.credentials, region: settings.region, service: "s3")
  }

  /// Sends a request once, without waiting for the answer.
  func start(_ request: S3Request) -> HTTPExchange? {
    let bucket = request.location.bucket
    let signed = OutgoingRequest(
      method: request.method, host: settings.host,
      path: request.isForBucket ? "/\(bucket)" : "/\(bucket)/\(request.location.key)",
      query: request.query, headers: request.headers, payload: .bytes(request.body))
    let query = signed.encodedQuery.isEmpty ? "" : "?" + signed.encodedQuery
    guard let url = URL(string: settings.origin + signed.encodedPath + query) else { return nil }
    var sent = URLRequest(url: url)
    sent.httpMethod = request.method
    if ["PUT", "POST"].contains(request.method) {
      sent.httpBody = Data(request.body)
      // Else it would be said to be a form, which servers take apart before they look at it.
      sent.setValue("application/octet-stream", forHTTPHeaderField: "Content-Type")
    }
    // An answer must have the length that it was asked for.
    sent.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    let date = SigningDate(epochSeconds: clock.now().seconds)
    for header in signer.headers(for: signed, at: date) {
      sent.setValue(header.value, forHTTPHeaderField: header.name)
    }
    return session.start(sent, bodyLimit: request.bodyLimit)
  }

  /// Sends a request, and again for as long as the patience lasts, until there is an answer that
  /// another attempt would not change.
  func answer(
    to request: S3Request, patience: Patience? = nil
  ) throws(ObjectStoreError) -> HTTPAnswer {
    var patience = patience ?? self.patience
    while true {
      guard let exchange = start(request) else {
        throw .failed(request.location, reason: "the endpoint is no address")
      }
      let answer = exchange.wait(idle: settings.idleNanoseconds)
      guard let problem = S3Failure.passing(answer) else { return answer }
      guard patience.waits() else { throw .failed(request.location, reason: problem) }
    }
  }

  /// The same, for an answer that must tell of success.
  func success(_ request: S3Request) throws(ObjectStoreError) -> HTTPAnswer {
    let answer = try answer(to: request)
    guard S3Failure.isSuccess(answer) else {
      throw S3Failure.error(answer, at: request.location)
    }
    return answer
  }

  var patience: Patience { Patience(nanoseconds: settings.patienceNanoseconds) }
}
