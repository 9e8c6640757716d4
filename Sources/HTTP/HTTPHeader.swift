/// The header fields the service looks at; the parser recognises them as it passes.
package enum HTTPHeader: UInt8, Sendable, CaseIterable {
  case accept
  case accessControlRequestHeaders
  case accessControlRequestMethod
  case authorization
  case connection
  case contentEncoding
  case contentLength
  case contentType
  case cookie
  case date
  case expect
  case host
  case ifNoneMatch
  case origin
  case transferEncoding
  case userAgent
  case amzContentSHA256
  case amzDate
  case amzSecurityToken
  case amzTarget
  case unknown

  /// The name in lower case.
  package var name: StaticString {
    switch self {
    case .accept: "accept"
    case .accessControlRequestHeaders: "access-control-request-headers"
    case .accessControlRequestMethod: "access-control-request-method"
    case .authorization: "authorization"
    case .connection: "connection"
    case .contentEncoding: "content-encoding"
    case .contentLength: "content-length"
    case .contentType: "content-type"
    case .cookie: "cookie"
    case .date: "date"
    case .expect: "expect"
    case .host: "host"
    case .ifNoneMatch: "if-none-match"
    case .origin: "origin"
    case .transferEncoding: "transfer-encoding"
    case .userAgent: "user-agent"
    case .amzContentSHA256: "x-amz-content-sha256"
    case .amzDate: "x-amz-date"
    case .amzSecurityToken: "x-amz-security-token"
    case .amzTarget: "x-amz-target"
    case .unknown: ""
    }
  }

  /// Whether a second field of this name makes a request ambiguous, and so refused.
  var isSingle: Bool {
    switch self {
    case .authorization, .contentLength, .contentType, .host, .amzContentSHA256, .amzDate,
      .amzSecurityToken, .amzTarget, .transferEncoding, .expect:
      true
    default: false
    }
  }

  /// Recognises a field name that has been checked to be a token, in any case.
  init(token: UnsafeBufferPointer<UInt8>) {
    let candidates: (HTTPHeader, HTTPHeader, HTTPHeader) =
      switch token.count {
      case 4: (.host, .date, .host)
      case 6: (.accept, .origin, token[1] | 0x20 == 0x78 ? .expect : .cookie)
      case 10: (.connection, .userAgent, .amzDate)
      case 12: (.contentType, .amzTarget, .contentType)
      case 13: (.authorization, .ifNoneMatch, .authorization)
      case 14: (.contentLength, .contentLength, .contentLength)
      case 16: (.contentEncoding, .contentEncoding, .contentEncoding)
      case 17: (.transferEncoding, .transferEncoding, .transferEncoding)
      case 20: (.amzSecurityToken, .amzContentSHA256, .amzContentSHA256)
      case 29: (.accessControlRequestMethod, .accessControlRequestMethod, .unknown)
      case 30: (.accessControlRequestHeaders, .accessControlRequestHeaders, .unknown)
      default: (.unknown, .unknown, .unknown)
      }
    if token.matchesIgnoringCase(candidates.0.name) {
      self = candidates.0
    } else if token.matchesIgnoringCase(candidates.1.name) {
      self = candidates.1
    } else if token.matchesIgnoringCase(candidates.2.name) {
      self = candidates.2
    } else {
      self = .unknown
    }
  }
}
