import ObjectStore

/// What an answer of S3 means that is no success.
enum S3Failure {
  static func isSuccess(_ answer: HTTPAnswer) -> Bool {
    (200..<300).contains(answer.status ?? 0)
  }

  /// Why another attempt may go better; `nil` when the answer is final.
  static func passing(_ answer: HTTPAnswer) -> String? {
    if let problem = answer.problem { return problem }
    guard let status = answer.status else { return "the server answered nothing" }
    let code = code(of: answer)
    let passing: Set<String> = [
      "InternalError", "RequestTimeout", "ServiceUnavailable", "SlowDown", "OperationAborted",
    ]
    guard [408, 429, 500, 502, 503, 504].contains(status) || code.map(passing.contains) == true
    else { return nil }
    return "the server answered \(status)\(code.map { " \($0)" } ?? "")"
  }

  /// What a final answer says of a location.
  static func error(_ answer: HTTPAnswer, at location: ObjectLocation) -> ObjectStoreError {
    let code = code(of: answer)
    switch (answer.status ?? 0, code) {
    case (_, "NoSuchBucket"): return .noSuchBucket(location)
    case (404, _): return .noSuchObject(location)
    case (401, _), (403, _):
      return .accessDenied(location, reason: code == "AccessDenied" ? nil : code)
    case (412, _): return .failed(location, reason: "it was changed while it was read")
    case (301, _), (307, _), (_, "AuthorizationHeaderMalformed"):
      return .failed(
        location,
        reason: "the bucket is elsewhere: give its region in AWS_REGION, and that region's endpoint"
      )
    case (let status, let code):
      return .failed(
        location, reason: "the server answered \(status)\(code.map { " \($0)" } ?? "")")
    }
  }

  /// The code in the body of an error, such as `NoSuchKey`.
  static func code(of answer: HTTPAnswer) -> String? {
    var reader = XMLReader(answer.body)
    var isError = false
    while let event = try? reader.next() {
      switch event {
      case .start("Error"): isError = true
      case .end("Code", let text) where isError:
        // It goes into a failure reason.
        return text.utf8.count <= 64 && text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) ? text : nil
      case .start, .end: continue
      }
    }
    return nil
  }
}
