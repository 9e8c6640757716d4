/// A response's status code.
package struct HTTPStatus: Sendable, Hashable {
  /// Three digits, 100 to 599.
  package let code: UInt16

  package init(_ code: UInt16) {
    self.code = min(max(code, 100), 599)
  }

  package static let `continue` = HTTPStatus(100)
  package static let ok = HTTPStatus(200)
  package static let noContent = HTTPStatus(204)
  package static let notModified = HTTPStatus(304)
  package static let badRequest = HTTPStatus(400)
  package static let forbidden = HTTPStatus(403)
  package static let notFound = HTTPStatus(404)
  package static let methodNotAllowed = HTTPStatus(405)
  package static let requestTimeout = HTTPStatus(408)
  package static let conflict = HTTPStatus(409)
  package static let contentTooLarge = HTTPStatus(413)
  package static let uriTooLong = HTTPStatus(414)
  package static let expectationFailed = HTTPStatus(417)
  package static let tooManyRequests = HTTPStatus(429)
  package static let headerFieldsTooLarge = HTTPStatus(431)
  package static let internalServerError = HTTPStatus(500)
  package static let notImplemented = HTTPStatus(501)
  package static let serviceUnavailable = HTTPStatus(503)
  package static let versionNotSupported = HTTPStatus(505)

  /// Whether an answer of this status may carry content (RFC 9110, 6.4.1).
  package var allowsContent: Bool { code >= 200 && code != 204 && code != 304 }

  /// The reason phrase; empty for codes the service never sends by itself.
  package var reason: StaticString {
    switch code {
    case 100: "Continue"
    case 200: "OK"
    case 204: "No Content"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 417: "Expectation Failed"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: ""
    }
  }
}
