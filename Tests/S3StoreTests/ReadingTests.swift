import Foundation
import ObjectStore
import Testing

@testable import S3Store

@Suite struct ReadingTests {
  @Test func `an object is read in ranges of one state of it`() throws {
    let bucket = try FakeBucket(bytes: 4500)
    #expect(try FakeBucket.read(bucket.store()) == bucket.content)
    let ranges = bucket.server.requests.dropFirst()
    #expect(
      Set(ranges.map { $0.headers["range"] ?? "" }) == [
        "bytes=0-999", "bytes=1000-1999", "bytes=2000-2999", "bytes=3000-3999", "bytes=4000-4499",
      ])
    #expect(ranges.allSatisfy { $0.headers["if-match"] == FakeBucket.tag })
  }

  @Test func `an empty object is read without a range`() throws {
    let bucket = try FakeBucket(bytes: 0)
    #expect(try FakeBucket.read(bucket.store()) == [])
    #expect(bucket.server.requests.map(\.method) == ["HEAD"])
  }

  @Test func `requests are signed for path and region`() throws {
    let bucket = try FakeBucket(bytes: 10)
    _ = try FakeBucket.read(bucket.store())
    for request in bucket.server.requests {
      let authorization = request.headers["authorization"] ?? ""
      #expect(authorization.hasPrefix("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"))
      #expect(authorization.contains("/eu-west-1/s3/aws4_request"))
      #expect(request.headers["x-amz-security-token"] == "token")
      #expect(!authorization.contains("secret"))
    }
  }

  @Test func `a body that breaks off is taken up where it broke off`() throws {
    let bucket = try FakeBucket(bytes: 3000) { number, request in
      guard number == 2, let range = FakeBucket.range(request, 3000) else { return nil }
      let body = Array(repeating: UInt8(0), count: range.count)
      return .cut(206, headers: [:], body: body, after: 0)
    }
    #expect(try FakeBucket.read(bucket.store()) == bucket.content)
  }

  @Test func `what had come is not asked for again`() throws {
    let content = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let bucket = try FakeBucket(bytes: 1000) { number, _ in
      number == 1 ? .cut(206, headers: [:], body: content, after: 400) : nil
    }
    #expect(try FakeBucket.read(bucket.store()) == content)
    #expect(bucket.server.requests.last?.headers["range"] == "bytes=400-999")
  }

  @Test(arguments: [500, 502, 503, 504, 429])
  func `a server that is busy is asked again`(status: Int) throws {
    let bucket = try FakeBucket(bytes: 1500) { number, _ in number < 3 ? .answer(status) : nil }
    #expect(try FakeBucket.read(bucket.store()) == bucket.content)
  }

  @Test func `a connection that is closed at once is tried again`() throws {
    let bucket = try FakeBucket(bytes: 1500) { number, _ in
      number.isMultiple(of: 2) ? .hangUp : nil
    }
    #expect(try FakeBucket.read(bucket.store()) == bucket.content)
  }

  @Test func `a silent server ends as a failure with the location`() throws {
    let bucket = try FakeBucket(bytes: 1500) { number, _ in number > 0 ? .silence : nil }
    let failure = #expect(throws: ObjectStoreError.self) {
      try FakeBucket.read(bucket.store(patience: 1))
    }
    let text = failure?.description ?? ""
    #expect(text.contains("s3://data/rows.csv") && text.contains("silent"), "\(text)")
    #expect(text.hasPrefix("Accessing data in Amazon S3 failed."))
  }

  @Test func `a server that is not there ends as a failure`() throws {
    let port = try FakeBucket(bytes: 0).server.port
    let store = try FakeBucket.store(port: port, patience: 1)
    let failure = #expect(throws: ObjectStoreError.self) { try FakeBucket.read(store) }
    #expect(failure?.description.contains("s3://data/rows.csv") == true)
  }

  @Test func `an object that changes while it is read is a failure`() throws {
    let bucket = try FakeBucket(bytes: 9000) { number, _ in
      number > 2
        ? .answer(412, body: Array("<Error><Code>PreconditionFailed</Code></Error>".utf8)) : nil
    }
    let failure = #expect(throws: ObjectStoreError.self) { try FakeBucket.read(bucket.store()) }
    #expect(failure?.description.contains("changed") == true)
  }

  @Test func `a server that ignores ranges does not spoil the data`() throws {
    let bucket = try FakeBucket(bytes: 3000) { number, request in
      request.method == "GET" ? .answer(200, body: Array(repeating: 1, count: 3000)) : nil
    }
    #expect(throws: ObjectStoreError.self) { try FakeBucket.read(bucket.store(patience: 1)) }
  }

  @Test func `denied access is told in the service's words, with the code and no more`() throws {
    let bucket = try FakeBucket(bytes: 10) { _, request in
      let code = request.method == "HEAD" ? "" : "<Error><Code>AccessDenied</Code></Error>"
      return .answer(403, body: Array(code.utf8))
    }
    let failure = #expect(throws: ObjectStoreError.self) { try FakeBucket.read(bucket.store()) }
    #expect(
      failure?.description.hasPrefix(
        "Insufficient privileges for accessing data in Amazon S3. Location: s3://data/rows.csv")
        == true)
  }

  @Test func `a redirect is not followed`() throws {
    let elsewhere = try LoopbackServer { _ in .answer(200, body: [1]) }
    let bucket = try FakeBucket(bytes: 10) { _, _ in
      .answer(307, headers: ["Location": "http://127.0.0.1:\(elsewhere.port)/data/rows.csv"])
    }
    #expect(throws: ObjectStoreError.self) { try FakeBucket.read(bucket.store()) }
    #expect(elsewhere.requests.isEmpty)
  }
}
