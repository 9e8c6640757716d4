/// The server's side of one HTTP/1.1 connection, without any I/O.
///
/// Give it what arrives with `receive`, then call `next` until it says `.wait`. When it says
/// `.handle`, read `request` and answer with `respond`, now or later; while the answer is
/// pending `next` says `.wait`, so answers keep the order of requests. Send what `withOutput`
/// shows and report it with `didSend`. Call `expire` when `deadline` has passed.
///
/// Times are milliseconds of one clock that never goes backwards; a `dateLine` is a whole `Date`
/// field with its line end (see `DateLine`), or nothing.
package struct HTTPConnection: ~Copyable {
  package enum Action: Sendable {
    /// Nothing to do until more arrives, is sent, or is answered.
    case wait
    /// `request` is complete and wants an answer.
    case handle
    /// Everything is sent: close at once.
    case close
    /// Everything is sent: shut the sending side, drop what still arrives, close at its end.
    case linger
  }

  private enum Phase {
    case receiving
    case handling
    /// The answer is written; the request's bytes go with the next step, when nobody holds them.
    case answered(keepsAlive: Bool)
    /// No more requests; closes once the output is sent.
    case closing
    case lingering
  }

  private let limits: HTTPLimits
  private var phase = Phase.receiving
  private var input: [UInt8] = []
  private var output: [UInt8] = []
  private var sent = 0
  private var parser: RequestParser
  private var hasEnded = false
  private var isDraining = false
  private var isRefused = false
  private var hasBegunContent = false
  private var isInsideRequest = false
  private var receiveDeadline: Int64
  private var sendDeadline: Int64?

  /// Counts the requests handled; tells a late answer to an earlier one from an answer in time.
  package private(set) var requestNumber: UInt64 = 0

  package init(limits: HTTPLimits, now: Int64) {
    self.limits = limits
    parser = RequestParser(limits: limits)
    receiveDeadline = now + limits.idleTimeMilliseconds
  }

  // MARK: Input

  /// Whether the peer may go on sending; when not, leave its bytes in the socket.
  package var wantsInput: Bool {
    switch phase {
    case .receiving: outputCount <= limits.outputBytes
    case .handling, .answered: input.count - parser.position < limits.readAheadBytes
    case .closing: false
    case .lingering: true
    }
  }

  /// Takes bytes that have arrived.
  package mutating func receive(_ bytes: UnsafeRawBufferPointer) {
    switch phase {
    case .receiving, .handling, .answered: input.append(contentsOf: bytes)
    case .closing, .lingering: break
    }
  }

  /// Notes that the peer will send no more; requests already received are still answered.
  package mutating func receiveEnd() {
    hasEnded = true
  }

  /// Decides what to do next, after input, an answer, or progress in sending.
  package mutating func next(now: Int64, dateLine: [UInt8] = []) -> Action {
    switch phase {
    case .handling:
      return .wait
    case .answered(let keepsAlive):
      finishRequest(keepsAlive: keepsAlive, now: now)
      return next(now: now, dateLine: dateLine)
    case .lingering:
      return hasEnded ? .close : .wait
    case .closing:
      return finish(now: now)
    case .receiving:
      guard outputCount <= limits.outputBytes else { return .wait }
      return advance(now: now, dateLine: dateLine)
    }
  }

  private mutating func advance(now: Int64, dateLine: [UInt8]) -> Action {
    do throws(HTTPRefusal) {
      if try parser.parse(&input) {
        requestNumber &+= 1
        phase = .handling
        return .handle
      }
    } catch {
      refuse(error, dateLine: dateLine)
      return finish(now: now)
    }
    if hasEnded || (isDraining && !isMidRequest) {
      phase = .closing
      return finish(now: now)
    }
    if isMidRequest != isInsideRequest || (isReadingBody && !hasBegunContent) {
      noteProgress(now: now)
    }
    return .wait
  }

  /// Moves the deadline on as a request passes from one part to the next.
  private mutating func noteProgress(now: Int64) {
    if isReadingBody {
      hasBegunContent = true
      receiveDeadline = now + limits.bodyTimeMilliseconds
      if parser.framing.expectsContinue, parser.position == input.count {
        output.append("HTTP/1.1 100 Continue\r\n\r\n")
      }
    } else {
      receiveDeadline = now + limits.headerTimeMilliseconds
    }
    isInsideRequest = true
  }

  private var isMidRequest: Bool { input.count > parser.start }

  private var isReadingBody: Bool {
    switch parser.phase {
    case .requestLine, .fields, .complete: false
    default: true
    }
  }

  // MARK: Answers

  /// The request in hand; meaningful from `.handle` until it is answered.
  package var request: HTTPRequest {
    HTTPRequest(
      bytes: input, head: parser.head, start: parser.start, bodyRange: parser.body)
  }

  /// Answers the request in hand, `body` writing its content straight into the output.
  ///
  /// When `body` throws, nothing is sent and the request still wants an answer.
  package mutating func respond<Failure: Error>(
    _ status: HTTPStatus, dateLine: [UInt8], contentType: String?,
    headers: (inout HTTPHeaderWriter) -> Void,
    body: (inout [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    guard isHandling else { return }
    let keepsAlive = parser.keepsAlive && !isDraining
    let encoder = ResponseEncoder(
      status: status, dateLine: dateLine, contentType: contentType,
      isHead: parser.head.method == .head, isHTTP10: parser.head.minorVersion == 0,
      keepsAlive: keepsAlive)
    try encoder.encode(into: &output, headers: headers, body: body)
    phase = .answered(keepsAlive: keepsAlive)
  }

  private var isHandling: Bool {
    if case .handling = phase { true } else { false }
  }

  private mutating func finishRequest(keepsAlive: Bool, now: Int64) {
    if parser.position == input.count {
      Self.recycle(&input)
      parser.reset(to: 0)
    } else if parser.position > limits.readAheadBytes {
      input.removeSubrange(..<parser.position)
      parser.reset(to: 0)
    } else {
      parser.reset(to: parser.position)
    }
    hasBegunContent = false
    isInsideRequest = false
    phase = keepsAlive ? .receiving : .closing
    receiveDeadline = now + limits.idleTimeMilliseconds
  }

  /// Answers 503 without hearing what the peer wants, then closes.
  package mutating func refuseOverload(dateLine: [UInt8] = []) {
    refuse(
      HTTPRefusal(.serviceUnavailable, "There are too many connections."), dateLine: dateLine)
  }

  private mutating func refuse(_ refusal: HTTPRefusal, dateLine: [UInt8]) {
    let encoder = ResponseEncoder(
      status: refusal.status, dateLine: dateLine, contentType: "application/json",
      isHead: parser.head.method == .head && parser.phase != .requestLine, isHTTP10: false,
      keepsAlive: false)
    encoder.encode(into: &output, headers: { _ in }) { bytes in
      bytes.append("{\"message\":\"")
      bytes.append(refusal.message)
      bytes.append("\"}")
    }
    isRefused = true
    phase = .closing
  }

  // MARK: Output

  /// Bytes waiting to be sent.
  package var outputCount: Int { output.count - sent }

  /// Shows the bytes waiting to be sent.
  package func withOutput<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    output.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
  }

  /// Takes `count` bytes off the output.
  package mutating func didSend(_ count: Int, now: Int64) {
    sent = min(sent + max(count, 0), output.count)
    if sent == output.count {
      Self.recycle(&output)
      sent = 0
      sendDeadline = nil
    } else if count > 0 || sendDeadline == nil {
      sendDeadline = now + limits.writeTimeMilliseconds
    }
  }

  private mutating func finish(now: Int64) -> Action {
    guard outputCount == 0 else { return .wait }
    guard !hasEnded, isRefused || input.count > parser.start else { return .close }
    Self.recycle(&input)
    parser.reset(to: 0)
    phase = .lingering
    receiveDeadline = now + limits.lingerTimeMilliseconds
    return .linger
  }

  /// Empties a buffer, and lets a large one go.
  private static func recycle(_ buffer: inout [UInt8]) {
    if buffer.capacity > 64 * 1024 {
      buffer = []
    } else {
      buffer.removeAll(keepingCapacity: true)
    }
  }

  // MARK: Time

  /// When to call `expire` at the latest.
  package var deadline: Int64 {
    let receiving =
      switch phase {
      case .receiving where outputCount <= limits.outputBytes: receiveDeadline
      case .lingering: receiveDeadline
      default: Int64.max
      }
    return min(receiving, sendDeadline ?? .max)
  }

  /// Deals with a deadline that has passed; does nothing when none has.
  package mutating func expire(now: Int64, dateLine: [UInt8] = []) -> Action {
    guard now >= deadline else { return .wait }
    guard case .receiving = phase, now >= receiveDeadline, isMidRequest else { return .close }
    refuse(
      HTTPRefusal(.requestTimeout, "The request took too long to arrive."), dateLine: dateLine)
    return finish(now: now)
  }

  /// From now on closes after the request in hand, or at the next step when there is none.
  package mutating func drain() {
    isDraining = true
  }
}
