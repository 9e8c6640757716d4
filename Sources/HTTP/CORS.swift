/// What a browser needs to hear to call the service from a page of another origin.
package enum CORS {
  private static let allowedMethods = "GET, HEAD, POST, PUT, DELETE, OPTIONS"
  private static let allowedHeaders =
    "authorization, content-type, x-amz-date, x-amz-target, x-amz-security-token, "
    + "x-amz-content-sha256, x-amz-user-agent, amz-sdk-invocation-id, amz-sdk-request"
  private static let exposedHeaders = "x-amzn-requestid, x-amzn-errortype, date"

  /// Whether the request is a browser's question before the real one.
  package static func isPreflight(_ request: HTTPRequest) -> Bool {
    request.method == .options && request.range(of: .origin) != nil
      && request.range(of: .accessControlRequestMethod) != nil
  }

  /// The answer to a preflight request; `nil` for any other request.
  package static func preflight(_ request: HTTPRequest) -> HTTPResponse? {
    guard isPreflight(request) else { return nil }
    return HTTPResponse(
      .noContent,
      headers: [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", allowedMethods),
        ("Access-Control-Allow-Headers", allowedHeaders),
        ("Access-Control-Max-Age", "86400"),
        ("Vary", "Origin"),
      ])
  }

  /// The fields that let a page of another origin read an answer.
  package static let headers: [(name: String, value: String)] = [
    ("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", exposedHeaders),
  ]

  /// Adds the fields that let a page read the answer; nothing when no page asked.
  package static func writeHeaders(
    for request: HTTPRequest, to writer: inout HTTPHeaderWriter
  ) {
    guard request.range(of: .origin) != nil else { return }
    for (name, value) in headers { writer.add(named: name, value) }
  }
}
