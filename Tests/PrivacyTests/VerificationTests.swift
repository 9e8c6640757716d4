import Foundation
import ObjectStore
import PersonalizeAPI
import Platform
import Privacy
import SQLite
import Store
import Testing

/// A dataset group with a person in every kind of row.
final class KnownPeople {
  let directory = NSTemporaryDirectory() + UUID().uuidString
  let store: Store
  let tenant: TenantStore
  let group: GroupStore

  init() throws {
    store = try Store(directory: directory)
    tenant = try store.tenant(try #require(TenantKey(account: "000000000000", region: "r-1")))
    group = try tenant.group(named: "shop")
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// - Parameter locations: what the group's resources name.
  func verify(_ ids: [String], locations: [String] = []) throws -> VerificationReport {
    try ErasureVerification(
      dataDirectory: directory, tenantDirectory: tenant.directory,
      groupDirectory: group.directory, objects: objects(at: locations), subjects: ids
    ).run()
  }

  func objects(at locations: [String], writable: [String] = []) throws -> CustomerObjects {
    var (readable, rewritten) = (CustomerObjects.Locations(), CustomerObjects.Locations())
    for location in locations { readable.insert(try ObjectLocation(location)) }
    for location in writable { rewritten.insert(try ObjectLocation(location)) }
    return CustomerObjects(root: directory + "/s3", readable: readable, writable: rewritten)
  }

  func append(_ events: [StreamedEvent]) async throws {
    _ = try await withCheckedThrowingContinuation { continuation in
      group.append(events) { continuation.resume(with: $0) }
    }
  }

  func event(
    _ id: String, user: String?, session: String, properties: String? = nil,
    impression: String? = nil
  ) -> StreamedEvent {
    StreamedEvent(
      eventID: id, userID: user, sessionID: session, itemID: "item-1", eventType: "View",
      timestamp: Timestamp(seconds: 1), impression: impression, properties: properties)
  }

  func importInteractions(_ rows: [(user: String, item: String)]) throws {
    let columns = [Column(name: "USER_ID", type: .string), Column(name: "ITEM_ID", type: .string)]
    var writer = try InteractionSegmentWriter(
      path: group.segmentPath(file: "i.segment"), columns: columns)
    for row in rows {
      for (position, text) in [row.user, row.item].enumerated() {
        let bytes = Array(text.utf8)
        writer.set(position, bytes: bytes, 0..<bytes.count)
      }
      try writer.endRow()
    }
    try writer.finish()
    try group.publishSegment(
      dataset: "INTERACTIONS", file: "i.segment", jobARN: "i", rows: Int64(rows.count),
      replacing: true, at: Timestamp(seconds: 1))
  }
}

struct VerificationTests {
  @Test func `people are found in rows and bytes, and nobody else is`() async throws {
    let people = try KnownPeople()
    try people.importInteractions([
      ("anna-0000001", "item-1"), ("anna-0000001", "item-2"), ("otto-0000001", "item-1"),
    ])
    try people.group.putRecords(
      [("anna-0000001", "{\"AGE\":7}"), ("otto-0000001", "{\"FRIEND\":\"zoe|anna-0000001\"}")],
      dataset: "USERS", at: Timestamp(seconds: 1))
    try await people.append([
      people.event("1", user: "anna-0000001", session: "s"),
      people.event("2", user: nil, session: "s"),
      people.event("3", user: "otto-0000001", session: "t", properties: "{\"A\":\"anna-0000001\"}"),
    ])
    let report = try people.verify(["anna-0000001"])
    #expect(report.places[.importedInteractions] == 2)
    #expect(report.places[.putUsers] == 1)
    #expect(report.places[.putAttributes] == 1)
    #expect(report.places[.streamedEvents] == 2)
    #expect(report.places[.streamedAttributes] == 1)
    #expect(report.places[.sessions] == 1)
    #expect(
      Set(report.findings.compactMap(\.place)).isSuperset(of: [.segmentFiles, .groupDatabase]))
    #expect(report.unknownFiles.isEmpty)
    #expect(!report.isClean)
    #expect(report.problem?.contains("anna") == false)
    let stranger = try people.verify(["nobody-00001"])
    #expect(stranger.isClean)
    #expect(stranger.filesSearched >= 5)
    #expect(stranger.bytesSearched > 10_000)
  }

  @Test func `ids that the seams of values make up are nobody's`() async throws {
    let people = try KnownPeople()
    // Side by side in the database: …12345678 87654321…
    try await people.append([people.event("e", user: "111112345678", session: "876543211111")])
    let report = try people.verify(["123456788765", "234567887654"])
    #expect(report.isClean, "\(report)")
    #expect(report.idsTooShortToSearch == 0)
  }

  @Test func `short ids are looked for among rows alone, and counted`() async throws {
    let people = try KnownPeople()
    try people.importInteractions([("7", "item-7"), ("77", "7")])
    let report = try people.verify(["7"])
    #expect(report.places[.importedInteractions] == 1)
    #expect(report.idsTooShortToSearch == 1)
    #expect(report.findings.isEmpty)
  }

  @Test func `a person called like the start of another can be told`() async throws {
    let people = try KnownPeople()
    try await people.append([people.event("e", user: "customer-123", session: "s-customer-1234")])
    #expect(try people.verify(["customer-12"]).isClean)
    #expect(try people.verify(["customer-1234"]).places[.streamedAttributes] == 2)
  }

  @Test func `bytes that deleting left behind are found`() throws {
    let people = try KnownPeople()
    let path = people.directory + "/tenants/000000000000/r-1/groups/shop/segments/x.segment.tmp"
    try Data("broken off: anna-0000001".utf8).write(to: URL(fileURLWithPath: path))
    let report = try people.verify(["anna-0000001"])
    #expect(report.places[.temporaryFiles] == 1)
    #expect(!report.isClean)
  }

  @Test func `files of the customer and of other groups are no failure`() throws {
    let people = try KnownPeople()
    let other = try people.tenant.group(named: "other")
    try other.putRecords(
      [("anna-0000001", "{}")], dataset: "USERS", at: Timestamp(seconds: 1))
    let bucket = people.directory + "/s3/bucket/folder"
    try FileManager.default.createDirectory(atPath: bucket, withIntermediateDirectories: true)
    try Data("USER_ID\nanna-0000001\n".utf8)
      .write(to: URL(fileURLWithPath: bucket + "/users.csv"))
    let report = try people.verify(["anna-0000001"], locations: ["s3://bucket/folder/"])
    #expect(report.isClean)
    #expect(report.objects?.map(\.location) == ["s3://bucket/folder/users.csv"])
    #expect(report.places[.objects] == 1)
  }

  @Test func `of the customer's files only those that were named are listed and rewritten`() throws
  {
    let people = try KnownPeople()
    let bucket = people.directory + "/s3/bucket/"
    let keys = [
      "in/rows.csv", "in/rows.csv.bak.csv", "inside.csv", "in/deep/rows.csv", "out/a.csv",
    ]
    for key in keys {
      let path = URL(fileURLWithPath: bucket + key)
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("USER_ID\nanna-0000001\n".utf8).write(to: path)
    }
    func listed(_ locations: String...) throws -> [String] {
      try people.objects(at: locations).holding(ByteSearch(ids: ["anna-0000001"])).map {
        String($0.location.dropFirst("s3://bucket/".count))
      }
    }
    #expect(try listed() == [])
    #expect(try listed("s3://other/") == [])
    #expect(try listed("s3://bucket/in/rows.csv") == ["in/rows.csv"])
    #expect(
      try listed("s3://bucket/in/") == ["in/deep/rows.csv", "in/rows.csv", "in/rows.csv.bak.csv"])
    #expect(try listed("s3://bucket/").count == keys.count)

    try ObjectRewriting(
      objects: people.objects(at: ["s3://bucket/"], writable: ["s3://bucket/in/deep/"]),
      subjects: ["anna-0000001"]
    ).run()
    #expect(try listed("s3://bucket/").count == keys.count - 1)
    #expect(try listed("s3://bucket/in/deep/") == [])
  }

  @Test func `in the ledger only the names of jobs may be a person's id`() throws {
    let people = try KnownPeople()
    let privacy = try PrivacyStore(
      dataDirectory: people.directory, clock: .stopped(at: Timestamp(seconds: 1)),
      identifiers: Identifiers(seed: 1), softwareVersion: "0.1.0")
    for name in ["anna-0000001", "forget-otto-0000002"] {
      let job = Resource(
        kind: .dataDeletionJob,
        arn: "arn:aws:personalize:r-1:000000000000:data-deletion-job/\(name)", name: name,
        groupARN: "arn:aws:personalize:r-1:000000000000:dataset-group/shop", status: .pending,
        createdAt: Timestamp(seconds: 1), body: DataDeletionJob().encoded())
      let id = try privacy.requestID(ofDataDeletionJob: job, tenant: people.tenant.key)
      try privacy.begin(id, tenant: people.tenant.key, group: job.groupARN ?? "")
      _ = try privacy.finish(
        id, tenant: people.tenant.key, group: job.groupARN ?? "",
        result: CertifiedGroup(
          datasetGroupArn: job.groupARN ?? "", dataDeletionJobArn: job.arn, places: [], models: [],
          filesSearched: 0, bytesSearched: 0, encodings: [], idsTooShortToSearch: 0))
    }
    for id in ["anna-0000001", "otto-0000002"] {
      let report = try people.verify([id])
      #expect(report.isClean, "\(report.findings)")
      // Anywhere else it is found, as anybody's is.
      let connection = try Connection(
        path: people.directory + "/privacy.sqlite", mode: .durable)
      try connection.execute("UPDATE requests SET reason = 'asked for by \(id)'")
      #expect(try people.verify([id]).findings.map(\.place).contains(.privacyLedger))
      try connection.execute(
        "UPDATE requests SET reason = NULL; PRAGMA wal_checkpoint(TRUNCATE); VACUUM")
    }
  }

  @Test func `a file nobody knows is told of, and searched`() throws {
    let people = try KnownPeople()
    try Data("about anna-0000001".utf8)
      .write(to: URL(fileURLWithPath: people.directory + "/notes.txt"))
    let report = try people.verify(["anna-0000001"])
    #expect(report.unknownFiles == ["notes.txt"])
    #expect(!report.isClean)
  }
}
