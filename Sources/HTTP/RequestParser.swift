/// Reads requests out of a growing buffer, a line at a time, never looking at a byte twice.
///
/// Where the input is split makes no difference to what comes out.
struct RequestParser {
  enum Phase: Equatable {
    case requestLine
    case fields
    case content(length: Int)
    case chunkSize
    case chunkData(left: Int)
    case chunkDataEnd
    case trailers
    case complete
  }

  private let limits: HTTPLimits
  var phase = Phase.requestLine
  var head = HTTPRequest.Head()
  /// The request's first byte.
  var start = 0
  /// The first byte not yet parsed; after `complete`, the first of the next request.
  var position = 0
  /// Where the search for the next line end goes on.
  var searched = 0
  /// The first byte of the fields; of the trailers later.
  var fieldsStart = 0
  var body = 0..<0
  var framing = Framing()

  /// What the fields said about the request's content and the connection.
  struct Framing {
    var contentLength: Int?
    var isChunked = false
    var wantsClose = false
    var wantsKeepAlive = false
    var expectsContinue = false
    var expectsUnknown = false
    var hasHost = false
  }

  init(limits: HTTPLimits) {
    self.limits = limits.clamped
  }

  var keepsAlive: Bool {
    !framing.wantsClose && (head.minorVersion > 0 || framing.wantsKeepAlive)
  }

  /// Gets ready for the request that begins at `offset`.
  mutating func reset(to offset: Int) {
    phase = .requestLine
    head.fields.removeAll(keepingCapacity: true)
    head.query = nil
    framing = Framing()
    start = offset
    position = offset
    searched = offset
    body = offset..<offset
  }

  /// Parses as far as the bytes go.
  /// - Returns: whether the request is complete.
  mutating func parse(_ input: inout [UInt8]) throws(HTTPRefusal) -> Bool {
    if phase == .requestLine || phase == .fields {
      guard try parseHead(input) else { return false }
      try beginContent()
    }
    switch phase {
    case .content(let length):
      guard input.count - position >= length else { return false }
      body = position..<position + length
      position += length
      phase = .complete
    case .complete:
      break
    default:
      try parseChunks(&input)
    }
    return phase == .complete
  }

  private mutating func parseHead(_ input: [UInt8]) throws(HTTPRefusal) -> Bool {
    var refusal: HTTPRefusal?
    let isDone = input.withUnsafeBufferPointer { bytes in
      do throws(HTTPRefusal) {
        return try parseHead(bytes)
      } catch {
        refusal = error
        return false
      }
    }
    if let refusal { throw refusal }
    return isDone
  }

  private mutating func parseHead(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) -> Bool {
    if phase == .requestLine {
      skipEmptyLine(bytes)
      guard position < bytes.count else { return false }
      let first = bytes[position]
      guard first.isToken || (first == .carriageReturn && position == start) else {
        throw HTTPRefusal(.badRequest, "The request line is malformed.")
      }
      let limit = limits.requestLineBytes
      guard
        let line = try nextLine(
          bytes, from: position, atMost: limit,
          else: HTTPRefusal(.uriTooLong, "The request line is too long."))
      else { return false }
      try parseRequestLine(bytes, line)
      fieldsStart = position
      phase = .fields
    }
    while true {
      let left = limits.headerBytes - (position - fieldsStart)
      guard
        let line = try nextLine(
          bytes, from: position, atMost: left,
          else: HTTPRefusal(.headerFieldsTooLarge, "The header fields are too large."))
      else { return false }
      if line.isEmpty { return true }
      guard head.fields.count < limits.headerCount else {
        throw HTTPRefusal(.headerFieldsTooLarge, "There are too many header fields.")
      }
      try parseField(bytes, line)
    }
  }

  /// Servers should pass over one empty line before a request (RFC 9112, 2.2).
  private mutating func skipEmptyLine(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard position == start, bytes.count - position >= 2 else { return }
    guard bytes[position] == .carriageReturn, bytes[position + 1] == .lineFeed else { return }
    position += 2
    searched = position
  }

  /// Takes the next line, of at most `limit` bytes before its CR LF, off the input.
  mutating func nextLine(
    _ bytes: UnsafeBufferPointer<UInt8>, from lineStart: Int, atMost limit: Int,
    else refusal: @autoclosure () -> HTTPRefusal
  ) throws(HTTPRefusal) -> Range<Int>? {
    guard let end = bytes.firstIndex(of: .lineFeed, from: max(searched, lineStart)) else {
      searched = bytes.count
      if bytes.count - lineStart > limit + 1 { throw refusal() }
      return nil
    }
    if end - lineStart > limit + 1 { throw refusal() }
    guard end > lineStart, bytes[end - 1] == .carriageReturn else {
      throw HTTPRefusal(.badRequest, "A line ends without a carriage return.")
    }
    position = end + 1
    searched = position
    return lineStart..<end - 1
  }

  /// Decides how the content is framed, once the fields are complete (RFC 9112, 6).
  private mutating func beginContent() throws(HTTPRefusal) {
    if head.minorVersion > 0, !framing.hasHost {
      throw HTTPRefusal(.badRequest, "The Host header is missing.")
    }
    if framing.expectsUnknown {
      throw HTTPRefusal(.expectationFailed, "The expectation is not supported.")
    }
    if framing.isChunked {
      guard framing.contentLength == nil else {
        throw HTTPRefusal(.badRequest, "Content-Length and Transfer-Encoding exclude each other.")
      }
      guard head.minorVersion > 0 else {
        throw HTTPRefusal(.badRequest, "HTTP/1.0 has no Transfer-Encoding.")
      }
      body = position..<position
      phase = .chunkSize
      return
    }
    let length = framing.contentLength ?? 0
    guard length <= limits.bodyBytes else {
      throw HTTPRefusal(.contentTooLarge, "The content is too large.")
    }
    phase = .content(length: length)
  }

  var bodyLimit: Int { limits.bodyBytes }
  var trailerLimit: Int { limits.headerBytes }
}
