/// Writes requests in the one form that both sides of a signature hash.
///
/// Method, path, query, headers, names of the signed headers and digest of the content, each on
/// a line ("Create a signed AWS API request", AWS documentation).
struct CanonicalRequest {
  /// How a service wants the path in the canonical form.
  enum PathStyle {
    /// As sent: S3, whose keys may hold anything.
    case asSent
    /// Dot segments and doubled slashes removed, escapes escaped again: all others.
    case normalized

    init(service: some Sequence<UInt8>) {
      self = service.elementsEqual("s3".utf8) ? .asSent : .normalized
    }
  }

  private(set) var bytes: [UInt8] = []

  mutating func begin(method: ArraySlice<UInt8>) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: method)
    bytes.append(10)
  }

  mutating func append(path: ArraySlice<UInt8>, _ style: PathStyle) {
    switch style {
    case .asSent:
      bytes.append(contentsOf: path)
      if path.isEmpty { bytes.append(47) }
    case .normalized:
      if path.elementsEqual([47]) {
        bytes.append(47)
      } else {
        URIEncoding.append(Self.normalized(path), keepingSlashes: true, to: &bytes)
      }
    }
    bytes.append(10)
  }

  /// Removes empty, `.` and `..` segments (RFC 3986, 5.2.4).
  private static func normalized(_ path: ArraySlice<UInt8>) -> [UInt8] {
    var kept: [ArraySlice<UInt8>] = []
    for segment in path.split(separator: 47) where !segment.elementsEqual([46]) {
      if segment.elementsEqual([46, 46]) {
        _ = kept.popLast()
      } else {
        kept.append(segment)
      }
    }
    var result: [UInt8] = [47]
    for (index, segment) in kept.enumerated() {
      if index > 0 { result.append(47) }
      result.append(contentsOf: segment)
    }
    if path.last == 47, !kept.isEmpty { result.append(47) }
    return result
  }

  /// Parameters are encoded anew and sorted by name, then value.
  mutating func append(query: ArraySlice<UInt8>) {
    defer { bytes.append(10) }
    guard !query.isEmpty else { return }
    var pairs: [(name: [UInt8], value: [UInt8])] = []
    for pair in query.split(separator: 38) {
      let parts = pair.split(separator: 61, maxSplits: 1, omittingEmptySubsequences: false)
      var name: [UInt8] = []
      var value: [UInt8] = []
      URIEncoding.append(URIEncoding.decoded(parts[0]), to: &name)
      if parts.count > 1 { URIEncoding.append(URIEncoding.decoded(parts[1]), to: &value) }
      pairs.append((name, value))
    }
    pairs.sort { left, right in
      left.name == right.name
        ? left.value.lexicographicallyPrecedes(right.value)
        : left.name.lexicographicallyPrecedes(right.name)
    }
    for (index, pair) in pairs.enumerated() {
      if index > 0 { bytes.append(38) }
      bytes.append(contentsOf: pair.name)
      bytes.append(61)
      bytes.append(contentsOf: pair.value)
    }
  }

  /// Begins the line of a header, whose name is in lower case.
  mutating func beginHeader(_ name: ArraySlice<UInt8>) {
    bytes.append(contentsOf: name)
    bytes.append(58)
  }

  /// Adds one of the header's values, blanks at its ends removed and those within joined.
  mutating func append(headerValue value: ArraySlice<UInt8>, isFirst: Bool) {
    if !isFirst { bytes.append(44) }
    let start = bytes.count
    bytes.append(contentsOf: value)
    guard Self.hasSpareBlanks(bytes.span, from: start) else { return }
    bytes.removeSubrange(start...)
    var isBlankDue = false
    var hasBegun = false
    for byte in value {
      if byte == 32 || byte == 9 {
        isBlankDue = hasBegun
      } else {
        if isBlankDue { bytes.append(32) }
        bytes.append(byte)
        isBlankDue = false
        hasBegun = true
      }
    }
  }

  /// Whether there are blanks at the ends, several at once, or tabs.
  private static func hasSpareBlanks(_ value: Span<UInt8>, from start: Int) -> Bool {
    var isAfterBlank = true
    for index in start..<value.count {
      let byte = value[index]
      if byte == 9 || (byte == 32 && isAfterBlank) { return true }
      isAfterBlank = byte == 32
    }
    return isAfterBlank && value.count > start
  }

  mutating func endHeader() { bytes.append(10) }

  mutating func finish(signedHeaders: ArraySlice<UInt8>, payloadHash: some Sequence<UInt8>) {
    bytes.append(10)
    bytes.append(contentsOf: signedHeaders)
    bytes.append(10)
    bytes.append(contentsOf: payloadHash)
  }

  mutating func finish(signedHeaders: ArraySlice<UInt8>, payload: Digest) {
    finish(signedHeaders: signedHeaders, payloadHash: [])
    payload.appendHex(to: &bytes)
  }

  /// What is signed: algorithm, moment, scope and the digest of the canonical request.
  func stringToSign(date: some Sequence<UInt8>, scope: some Sequence<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(192)
    text.append(contentsOf: "AWS4-HMAC-SHA256\n".utf8)
    text.append(contentsOf: date)
    text.append(10)
    text.append(contentsOf: scope)
    text.append(10)
    SHA256.hash(bytes).appendHex(to: &text)
    return text
  }
}
