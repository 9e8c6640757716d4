extension RequestParser {
  /// Reads `METHOD SP target SP HTTP/1.x` (RFC 9112, 3).
  mutating func parseRequestLine(
    _ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>
  ) throws(HTTPRefusal) {
    start = line.lowerBound
    let malformed = HTTPRefusal(.badRequest, "The request line is malformed.")
    guard
      let methodEnd = bytes.firstIndex(of: .space, from: start), methodEnd < line.upperBound,
      let targetEnd = bytes.firstIndex(of: .space, from: methodEnd + 1),
      targetEnd < line.upperBound
    else { throw malformed }
    let method = bytes.sub(start..<methodEnd)
    guard !method.isEmpty, method.allSatisfy(\.isToken) else { throw malformed }
    head.minorVersion = try version(bytes.sub(targetEnd + 1..<line.upperBound))
    head.method = HTTPMethod(token: method)
    head.methodLength = UInt32(method.count)
    try parseTarget(bytes, methodEnd + 1..<targetEnd)
  }

  private func version(_ text: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) -> UInt8 {
    if text.matches("HTTP/1.1") { return 1 }
    guard text.count == 8, text.sub(0..<5).matches("HTTP/"), text[6] == 46,
      text[5].isDigit, text[7].isDigit
    else { throw HTTPRefusal(.badRequest, "The request line is malformed.") }
    guard text[5] == 49 else {
      throw HTTPRefusal(.versionNotSupported, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
    }
    // A later minor version is spoken to in ours.
    return text[7] == 48 ? 0 : 1
  }

  /// Takes a target in origin form, in absolute form (whose authority is dropped), or `*`.
  private mutating func parseTarget(
    _ bytes: UnsafeBufferPointer<UInt8>, _ target: Range<Int>
  ) throws(HTTPRefusal) {
    let malformed = HTTPRefusal(.badRequest, "The request target is malformed.")
    guard !target.isEmpty else { throw malformed }
    for index in target where bytes[index] <= 32 || bytes[index] >= 127 { throw malformed }
    var pathStart = target.lowerBound
    if bytes[pathStart] != 47, !bytes.sub(target).matches("*") {
      guard let authority = Self.authorityStart(bytes, target) else { throw malformed }
      pathStart = authority
      while pathStart < target.upperBound, bytes[pathStart] != 47, bytes[pathStart] != 63 {
        pathStart += 1
      }
    }
    let mark = bytes.firstIndex(of: 63, from: pathStart) ?? target.upperBound
    let pathEnd = min(mark, target.upperBound)
    head.path = relative(pathStart..<pathEnd)
    head.query = pathEnd < target.upperBound ? relative(pathEnd + 1..<target.upperBound) : nil
  }

  private static func authorityStart(
    _ bytes: UnsafeBufferPointer<UInt8>, _ target: Range<Int>
  ) -> Int? {
    let prefix = bytes.sub(target.lowerBound..<min(target.lowerBound + 8, target.upperBound))
    if prefix.count >= 7, prefix.sub(0..<7).matchesIgnoringCase("http://") {
      return target.lowerBound + 7
    }
    return prefix.matchesIgnoringCase("https://") ? target.lowerBound + 8 : nil
  }

  /// Reads `name: value`; blanks before the colon and folded lines are refused (RFC 9112, 5).
  mutating func parseField(
    _ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>
  ) throws(HTTPRefusal) {
    let malformed = HTTPRefusal(.badRequest, "A header field is malformed.")
    var colon = line.lowerBound
    while colon < line.upperBound, bytes[colon].isToken { colon += 1 }
    guard colon > line.lowerBound, colon < line.upperBound, bytes[colon] == .colon else {
      throw malformed
    }
    for index in colon + 1..<line.upperBound where !bytes[index].isFieldContent {
      throw malformed
    }
    let value = bytes.trimmed(colon + 1..<line.upperBound)
    let header = HTTPHeader(token: bytes.sub(line.lowerBound..<colon))
    if header.isSingle, head.fields.contains(where: { $0.header == header }) {
      throw HTTPRefusal(.badRequest, "A header field that may come once came twice.")
    }
    head.fields.append(
      HTTPRequest.Field(
        header: header, name: relative(line.lowerBound..<colon), value: relative(value)))
    try note(header, bytes.sub(value))
  }

  /// Remembers what a field says about framing.
  private mutating func note(
    _ header: HTTPHeader, _ value: UnsafeBufferPointer<UInt8>
  ) throws(HTTPRefusal) {
    switch header {
    case .host:
      framing.hasHost = true
    case .contentLength:
      framing.contentLength = try length(value)
    case .transferEncoding:
      try noteTransferEncoding(value)
    case .connection:
      value.forEachElement { element in
        if element.matchesIgnoringCase("close") { framing.wantsClose = true }
        if element.matchesIgnoringCase("keep-alive") { framing.wantsKeepAlive = true }
      }
    case .expect:
      let isKnown = value.matchesIgnoringCase("100-continue")
      framing.expectsContinue = isKnown && head.minorVersion > 0
      framing.expectsUnknown = !isKnown && head.minorVersion > 0
    default:
      break
    }
  }

  private func length(_ value: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) -> Int {
    guard !value.isEmpty, value.allSatisfy(\.isDigit) else {
      throw HTTPRefusal(.badRequest, "The Content-Length is not a number.")
    }
    var length = 0
    for digit in value {
      let (tens, overflow) = length.multipliedReportingOverflow(by: 10)
      let (sum, carried) = tens.addingReportingOverflow(Int(digit) - 48)
      guard !overflow, !carried else {
        throw HTTPRefusal(.contentTooLarge, "The content is too large.")
      }
      length = sum
    }
    return length
  }

  private mutating func noteTransferEncoding(
    _ value: UnsafeBufferPointer<UInt8>
  ) throws(HTTPRefusal) {
    var codings = 0
    var chunked = 0
    value.forEachElement { element in
      codings += 1
      if element.matchesIgnoringCase("chunked") { chunked += 1 }
    }
    guard codings == chunked, codings > 0 else {
      throw HTTPRefusal(.notImplemented, "The only transfer coding known here is chunked.")
    }
    guard chunked == 1 else {
      throw HTTPRefusal(.badRequest, "The content is chunked more than once.")
    }
    framing.isChunked = true
  }

  private func relative(_ range: Range<Int>) -> Range<UInt32> {
    UInt32(clamping: range.lowerBound - start)..<UInt32(clamping: range.upperBound - start)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Calls `body` with each element of a comma-separated list, blanks and empty ones left out.
  func forEachElement(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    var lower = 0
    while lower < count {
      let upper = firstIndex(of: .comma, from: lower) ?? count
      let element = trimmed(lower..<upper)
      if !element.isEmpty { body(sub(element)) }
      lower = upper + 1
    }
  }
}
