import Foundation
import ObjectStore
import Platform
import Testing

@testable import S3Store

@Suite struct ListingTests {
  private static func page(_ keys: [String], next: String? = nil, prefixes: [String] = []) -> String
  {
    let contents = keys.map { key in
      "<Contents><Key>\(key)</Key><LastModified>2026-11-21T11:40:12.345Z</LastModified>"
        + "<ETag>&quot;x&quot;</ETag><Size>7</Size></Contents>"
    }
    let folders = prefixes.map { "<CommonPrefixes><Prefix>\($0)</Prefix></CommonPrefixes>" }
    let more =
      next.map {
        "<IsTruncated>true</IsTruncated><NextContinuationToken>\($0)</NextContinuationToken>"
      } ?? "<IsTruncated>false</IsTruncated>"
    return "<?xml version=\"1.0\"?><ListBucketResult><Name>data</Name><Prefix>in/</Prefix>\(more)"
      + "\(contents.joined())\(folders.joined())</ListBucketResult>"
  }

  private static func server(_ pages: [String]) throws -> LoopbackServer {
    let counter = Counter()
    return try LoopbackServer { _ in
      .answer(200, body: Array(pages[min(counter.next(), pages.count - 1)].utf8))
    }
  }

  private func list(
    _ server: LoopbackServer, _ location: String = "s3://data/in/",
    _ extent: ListExtent = .firstLevel
  ) throws -> [ObjectSummary] {
    try FakeBucket.store(port: server.port, patience: 1)
      .objects(at: ObjectLocation(location), extent)
  }

  @Test func `pages are asked for until the last`() throws {
    let server = try Self.server([
      Self.page(["in/", "in/a.csv"], next: "to+ken/="), Self.page(["in/b&amp;c.csv"]),
    ])
    let found = try list(server)
    #expect(
      found.map(\.location.description) == ["s3://data/in/a.csv", "s3://data/in/b&c.csv"])
    #expect(found.map(\.bytes) == [7, 7])
    #expect(found.first?.lastModified.seconds == 1_795_261_212)
    let targets = server.requests.map(\.target)
    #expect(targets[0] == "/data?list-type=2&prefix=in%2F&delimiter=%2F")
    #expect(targets[1].hasSuffix("&continuation-token=to%2Bken%2F%3D"))
  }

  @Test func `all below a folder is asked for without a delimiter`() throws {
    let server = try Self.server([Self.page(["in/a.csv", "in/deeper/b.csv", "in/deeper/"])])
    #expect(
      try list(server, "s3://data/in/", .recursive).map(\.location.description)
        == ["s3://data/in/a.csv", "s3://data/in/deeper/b.csv"])
    #expect(server.requests.map(\.target) == ["/data?list-type=2&prefix=in%2F"])
  }

  @Test func `a prefix may end in the middle of a name`() throws {
    let server = try Self.server([Self.page(["in/pa", "in/part-0", "in/part/", "in/part/b"])])
    #expect(
      try list(server, "s3://data/in/pa", .prefix).map(\.location.description)
        == ["s3://data/in/pa", "s3://data/in/part-0", "s3://data/in/part/b"])
    #expect(server.requests.map(\.target) == ["/data?list-type=2&prefix=in%2Fpa"])
    #expect(throws: ObjectStoreError.noSuchObject(try ObjectLocation("s3://data/in/pa"))) {
      try list(Self.server([Self.page([])]), "s3://data/in/pa", .prefix)
    }
  }

  @Test func `a folder of folders exists, and one without anything does not`() throws {
    #expect(try list(Self.server([Self.page([], prefixes: ["in/deeper/"])])).isEmpty)
    #expect(throws: ObjectStoreError.noSuchObject(try ObjectLocation("s3://data/in/"))) {
      try list(Self.server([Self.page([])]))
    }
  }

  @Test(arguments: [
    page(["out/a.csv"]), page(["in/../a.csv"]), page(["in//a.csv"]),
    page(["in/a.csv"], next: "same"),
    "<ListBucketResult>", "not xml", "", "<Other/>",
    "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
    "<!DOCTYPE x [<!ENTITY a 'b'>]><ListBucketResult></ListBucketResult>",
  ])
  func `a list that cannot be trusted is refused`(page: String) throws {
    #expect(throws: ObjectStoreError.self) { try list(Self.server([page])) }
  }

  @Test func `a missing bucket is told from a missing key`() throws {
    let server = try LoopbackServer { request in
      request.method == "HEAD"
        ? .answer(404)
        : .answer(404, body: Array("<Error><Code>NoSuchBucket</Code></Error>".utf8))
    }
    #expect(throws: ObjectStoreError.noSuchBucket(try ObjectLocation("s3://data/a.csv"))) {
      try list(server, "s3://data/a.csv")
    }
  }

  @Test func `a folder named without its slash is told from a missing key`() throws {
    let server = try LoopbackServer { request in
      request.method == "HEAD"
        ? .answer(404) : .answer(200, body: Array(Self.page(["in/a.csv"]).utf8))
    }
    let failure = #expect(throws: ObjectStoreError.self) { try list(server, "s3://data/in") }
    #expect(failure?.description.contains("slash") == true)
  }
}
