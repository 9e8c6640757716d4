import AWSSigning
import Testing

struct RequestSignerTests {
  private static let date = SigningDate(epochSeconds: SignedRequests.epochSeconds)

  private func signature(
    _ request: OutgoingRequest, region: String = "us-east-1", service: String = "s3",
    token: String? = nil
  ) -> String? {
    let signer = RequestSigner(
      credentials: SigningCredentials(
        accessKey: SignedRequests.accessKey, secretKey: SignedRequests.secret,
        sessionToken: token),
      region: region, service: service)
    return signer.headers(for: request, at: Self.date)
      .first { $0.name == "Authorization" }?.value
  }

  private func expected(_ index: Int) -> String? {
    WireRequest(SignedRequests.all[index]).headers.first { $0.name == "Authorization" }?.value
  }

  @Test func `a listing is signed as botocore signs it`() {
    let request = OutgoingRequest(
      method: "GET", host: "localhost:9000", path: "/bucket",
      query: [("list-type", "2"), ("prefix", "data/a b"), ("delimiter", "/")])
    #expect(request.encodedQuery == "list-type=2&prefix=data%2Fa%20b&delimiter=%2F")
    #expect(signature(request) == expected(5))
  }

  @Test func `a key with odd characters is signed as botocore signs it`() {
    let request = OutgoingRequest(
      method: "PUT", host: "localhost:9000", path: "/bucket/a b/é+~//x.csv",
      headers: [("Content-Type", "text/csv")], payload: .bytes(Array("a,b".utf8)))
    #expect(request.encodedPath == "/bucket/a%20b/%C3%A9%2B~//x.csv")
    #expect(signature(request, region: "us-west-2") == expected(6))
    var streamed = request
    streamed.payload = .digest(SHA256.hash(Array("a,b".utf8)))
    #expect(signature(streamed, region: "us-west-2") == expected(6))
  }

  @Test func `content may be left out of the signature`() {
    let request = OutgoingRequest(
      method: "PUT", host: "localhost:9000", path: "/bucket/key", payload: .unsigned)
    #expect(signature(request) == expected(7))
  }

  @Test func `other services and temporary credentials are signed as botocore signs them`() {
    let request = OutgoingRequest(
      method: "POST", host: "localhost:8900", path: "/events",
      headers: [("Content-Type", "application/json")], payload: .bytes(Array("{}".utf8)))
    #expect(signature(request, service: "personalize", token: "Token//abc==") == expected(2))
  }

  @Test func `what is signed here is verified here`() throws {
    let request = OutgoingRequest(
      method: "GET", host: "h", path: "/a//../b c", query: [("z", "1"), ("a", "=&")],
      headers: [("X-Amz-Date", "not this one"), ("X-Two", "a"), ("x-two", "b  c")])
    let signer = RequestSigner(
      credentials: SigningCredentials(accessKey: "k", secretKey: "s"), region: "r",
      service: "personalize")
    let headers = signer.headers(for: request, at: Self.date)
    let text =
      "GET \(request.encodedPath)?\(request.encodedQuery) HTTP/1.1\nHost: h\n"
      + headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n") + "\n\n"
    try WireRequest(text).verify(secret: "s")
  }

  @Test(arguments: [
    (0, "19700101T000000Z"), (1_795_261_212, "20261121T114012Z"),
    (951_782_400, "20000229T000000Z"), (-1, "19700101T000000Z"),
  ])
  func `dates are written and read`(second: Int64, text: String) {
    #expect(SigningDate(epochSeconds: second).text == text)
    #expect(SigningDate(ArraySlice(text.utf8)) == SigningDate(epochSeconds: second))
  }

  @Test func `HTTP dates are read`() {
    let date = SigningDate(ArraySlice("Sat, 21 Nov 2026 11:40:12 GMT".utf8))
    #expect(date == Self.date)
    for text in ["Sat, 21 Noz 2026 11:40:12 GMT", "Sat, 21 Nov 2026 11:40:12", "", "2026"] {
      #expect(SigningDate(ArraySlice(text.utf8)) == nil)
    }
  }
}
