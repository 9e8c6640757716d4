import AWSSigning

/// A request written as it is sent, read naively.
struct WireRequest {
  var bytes: [UInt8]
  var signable: SignableRequest
  var authorization: Range<Int>?
  var target: Substring
  var method: Substring
  var headers: [(name: String, value: String)]
  var body: Substring

  init(_ text: String) {
    bytes = Array(text.utf8)
    let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
    let body = parts.count > 1 ? parts[1] : ""
    self.body = body
    let lines = parts[0].split(separator: "\n")
    let first = lines[0].split(separator: " ")
    let method = first[0]
    self.method = method
    let target = first[1]
    func place(_ slice: Substring) -> Range<Int> {
      let lower = text.utf8.distance(from: text.startIndex, to: slice.startIndex)
      return lower..<lower + slice.utf8.count
    }
    var places: [SignableRequest.Header] = []
    headers = []
    authorization = nil
    for line in lines.dropFirst() {
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      let value = line[colon...].dropFirst(2)
      places.append((place(line[..<colon]), place(value)))
      headers.append((String(line[..<colon]), String(value)))
      if line[..<colon] == "Authorization" { authorization = place(value) }
    }
    self.target = target
    let mark = target.firstIndex(of: "?")
    signable = SignableRequest(
      bytes: bytes, method: place(method), path: place(target[..<(mark ?? target.endIndex)]),
      query: mark.map { place(target[$0...].dropFirst()) }, headers: places, body: place(body))
  }

  func verify(
    secret: String = SignedRequests.secret, now: Int64 = SignedRequests.epochSeconds
  ) throws(SigningError) {
    guard let authorization else { throw .unsigned }
    var verifier = SignatureVerifier()
    try verifier.verify(
      signable, try Authorization(bytes, authorization), secret: secret, now: now)
  }
}
