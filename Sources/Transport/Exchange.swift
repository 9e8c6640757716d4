package import HTTP

/// One request's chance to be answered, open while its handler runs.
///
/// The handler either answers, which writes straight into the connection's output, or detaches.
/// A handler that does neither has failed: the client gets a 500.
package struct Exchange: ~Copyable {
  private let connection: Connection
  private let reactor: Reactor
  private(set) var isSettled = false

  init(connection: Connection, reactor: Reactor) {
    self.connection = connection
    self.reactor = reactor
  }

  /// Answers at once; a second answer to a request is ignored.
  ///
  /// `headers` adds fields beyond the framing ones, the date and the content type; `body` appends
  /// the content to the bytes it is given and touches none before. When it throws, nothing is
  /// sent and the exchange is still open.
  package mutating func respond<Failure: Error>(
    _ status: HTTPStatus, contentType: String? = nil,
    headers: (inout HTTPHeaderWriter) -> Void = { _ in },
    body: (inout [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    guard !isSettled else { return }
    try connection.http.respond(
      status, dateLine: reactor.dateLine.bytes, contentType: contentType,
      headers: headers, body: body)
    isSettled = true
  }

  /// Answers at once with a whole response.
  package mutating func respond(_ response: HTTPResponse) {
    guard !isSettled else { return }
    isSettled = true
    connection.respond(response, dateLine: reactor.dateLine.bytes)
  }

  /// Leaves the answer for later, to be given from any thread.
  ///
  /// Further requests of this connection wait for it; other connections go on.
  package mutating func detach() -> Responder {
    isSettled = true
    return Responder(
      mailbox: reactor.mailbox, token: connection.token,
      requestNumber: connection.http.requestNumber)
  }
}
