import HTTP

/// A socket and the state of the conversation on it; belongs to one reactor's thread.
final class Connection {
  let socket: Descriptor
  /// Names the connection to the poller and to responders; never used twice.
  let token: UInt64
  var http: HTTPConnection
  var interest: Poller.Interest = .input
  var hasEnded = false

  init(socket: consuming Descriptor, token: UInt64, limits: HTTPLimits, now: Int64) {
    self.socket = socket
    self.token = token
    http = HTTPConnection(limits: limits, now: now)
  }

  var wantedInterest: Poller.Interest {
    var wanted: Poller.Interest = []
    if http.wantsInput, !hasEnded { wanted.insert(.input) }
    if http.outputCount > 0 { wanted.insert(.output) }
    return wanted
  }

  func respond(_ response: HTTPResponse, dateLine: [UInt8]) {
    http.respond(
      response.status, dateLine: dateLine, contentType: response.contentType,
      headers: { writer in
        for (name, value) in response.headers { writer.add(named: name, value) }
      },
      body: { $0.append(contentsOf: response.body) })
  }

  /// Reads once into `scratch` and hands the bytes on.
  /// - Returns: `false` when the connection has failed.
  func read(_ scratch: UnsafeMutableRawBufferPointer) -> Bool {
    switch Sockets.receive(socket.number, into: scratch) {
    case .bytes(let count):
      http.receive(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
      return true
    case .wouldBlock:
      return true
    case .ended:
      hasEnded = true
      http.receiveEnd()
      return true
    case .failed:
      return false
    }
  }

  /// Sends what it can.
  /// - Returns: `false` when the connection has failed.
  func flush(now: Int64) -> Bool {
    switch http.withOutput({ Sockets.send(socket.number, $0) }) {
    case .bytes(let count):
      http.didSend(count, now: now)
      return true
    case .wouldBlock:
      http.didSend(0, now: now)
      return true
    case .ended, .failed:
      return false
    }
  }
}
