/// A whole answer as a value: for answers given later, and for those where speed is no matter.
package struct HTTPResponse: Sendable {
  package var status: HTTPStatus
  package var contentType: String?
  /// Further fields; never framing ones (Content-Length, Connection, Date).
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]

  package init(
    _ status: HTTPStatus, contentType: String? = nil,
    headers: [(name: String, value: String)] = [], body: [UInt8] = []
  ) {
    self.status = status
    self.contentType = contentType
    self.headers = headers
    self.body = body
  }
}
