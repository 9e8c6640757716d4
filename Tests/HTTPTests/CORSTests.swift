import HTTP
import Testing

struct CORSTests {
  private func request(_ text: String) -> HTTPRequest {
    var connection = HTTPConnection(limits: HTTPLimits(), now: 0)
    Array(text.utf8).withUnsafeBytes { connection.receive($0) }
    _ = connection.next(now: 0)
    return connection.request
  }

  @Test func `a preflight request learns what is allowed`() throws {
    let answer = try #require(
      CORS.preflight(
        request(
          """
          OPTIONS /events HTTP/1.1
          Host: h
          Origin: http://shop.example
          Access-Control-Request-Method: POST
          Access-Control-Request-Headers: authorization,x-amz-date,content-type


          """.asRequest)))
    #expect(answer.status == .noContent)
    let headers = Dictionary(uniqueKeysWithValues: answer.headers.map { ($0.name, $0.value) })
    #expect(headers["Access-Control-Allow-Origin"] == "*")
    for name in ["authorization", "x-amz-date", "x-amz-security-token", "content-type"] {
      #expect(headers["Access-Control-Allow-Headers"]?.contains(name) == true)
    }
  }

  @Test func `other requests are no preflight`() {
    #expect(CORS.preflight(request("OPTIONS / HTTP/1.1\r\nHost: h\r\n\r\n")) == nil)
    #expect(CORS.preflight(request("GET / HTTP/1.1\r\nHost: h\r\nOrigin: o\r\n\r\n")) == nil)
  }

  @Test func `a page may read the answer and its request id`() {
    func answer(_ origin: String) -> String {
      let talk = Conversation()
      talk.answersAtOnce = false
      talk.send("GET / HTTP/1.1\r\nHost: h\r\n\(origin)\r\n")
      let request = talk.connection.request
      talk.connection.respond(
        .ok, dateLine: [], contentType: nil,
        headers: { CORS.writeHeaders(for: request, to: &$0) }, body: { (_: inout [UInt8]) in })
      talk.run()
      return talk.output
    }
    #expect(answer("Origin: http://a\r\n").contains("Access-Control-Allow-Origin: *\r\n"))
    #expect(answer("Origin: http://a\r\n").contains("x-amzn-requestid"))
    #expect(!answer("").contains("Access-Control"))
  }
}
