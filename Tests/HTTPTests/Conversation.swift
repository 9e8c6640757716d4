import HTTP
import Testing

/// A connection with a handler that tells what it was asked, and a peer that takes every answer.
final class Conversation {
  /// What the handler saw of one request.
  struct Seen: Equatable, CustomStringConvertible {
    var method: String
    var path: String
    var query: String?
    var headers: [String]
    var body: String

    var description: String { "\(method) \(path) \(query ?? "-") \(headers) \(body)" }
  }

  enum End: Equatable {
    case open
    case closed
    case lingering
  }

  var connection: HTTPConnection
  var now: Int64 = 0
  var seen: [Seen] = []
  var output = ""
  var end = End.open
  /// Answers requests at once; when not, they stay in hand.
  var answersAtOnce = true

  init(_ configure: (inout HTTPLimits) -> Void = { _ in }) {
    var limits = HTTPLimits()
    configure(&limits)
    connection = HTTPConnection(limits: limits, now: 0)
  }

  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { connection.receive($0) }
    run()
  }

  func finishSending() {
    connection.receiveEnd()
    run()
  }

  func run() {
    while end == .open {
      switch connection.next(now: now) {
      case .handle:
        seen.append(Self.describe(connection.request))
        guard answersAtOnce else { return }
        answer()
      case .wait:
        guard connection.outputCount > 0 else { return }
        take()
      case .close:
        end = .closed
      case .linger:
        end = .lingering
      }
    }
  }

  func answer(_ status: HTTPStatus = .ok, _ text: String = "ok") {
    connection.respond(
      status, dateLine: [], contentType: "text/plain", headers: { _ in },
      body: { (bytes: inout [UInt8]) in bytes.append(contentsOf: text.utf8) })
  }

  func take() {
    let count = connection.outputCount
    output += connection.withOutput { String(decoding: $0, as: UTF8.self) }
    connection.didSend(count, now: now)
  }

  func wait(milliseconds: Int64) {
    now += milliseconds
    guard now >= connection.deadline else { return }
    switch connection.expire(now: now) {
    case .close: end = .closed
    case .linger: end = .lingering
    default: run()
    }
  }

  var deadline: Int64 { connection.deadline }
  var wantsInput: Bool { connection.wantsInput }
  var outputCount: Int { connection.outputCount }
  var requestNumber: UInt64 { connection.requestNumber }

  /// The status of each answer so far.
  var statuses: [Int] {
    output.split(separator: "HTTP/1.1 ", omittingEmptySubsequences: true)
      .compactMap { Int($0.prefix(3)) }
  }

  static func describe(_ request: HTTPRequest) -> Seen {
    Seen(
      method: request.text(request.methodRange), path: request.path, query: request.query,
      headers: (0..<request.headerCount).map { index in
        let field = request.header(at: index)
        return request.text(field.name) + "=" + request.text(field.value)
      },
      body: String(decoding: request.body, as: UTF8.self))
  }
}

extension String {
  /// The same with CR LF for every line end, so that requests can be written as they look.
  var asRequest: String {
    split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
  }
}

/// A test's argument that shows its control characters in the test's name.
struct Raw: Sendable, CustomTestStringConvertible, ExpressibleByStringInterpolation {
  let text: String

  init(stringLiteral text: String) { self.text = text }

  var testDescription: String { text.debugDescription }

  static func + (left: Raw, right: Raw) -> Raw { Raw(stringLiteral: left.text + right.text) }
}
