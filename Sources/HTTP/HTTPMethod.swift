/// A request's method; those the service has no use for are `.other`.
package enum HTTPMethod: String, Sendable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case delete = "DELETE"
  case options = "OPTIONS"
  case patch = "PATCH"
  case other = ""

  /// Reads a method token; methods are case-sensitive (RFC 9110, 9.1).
  init(token: UnsafeBufferPointer<UInt8>) {
    self =
      switch token.count {
      case 3 where token.matches("GET"): .get
      case 3 where token.matches("PUT"): .put
      case 4 where token.matches("POST"): .post
      case 4 where token.matches("HEAD"): .head
      case 5 where token.matches("PATCH"): .patch
      case 6 where token.matches("DELETE"): .delete
      case 7 where token.matches("OPTIONS"): .options
      default: .other
      }
  }
}
