import Foundation
import ObjectStore
import Platform
import Testing

/// A root with one bucket, removed with the test.
private final class Root {
  let path: String
  let store: ObjectStore

  init() throws {
    path = NSTemporaryDirectory() + "objects-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: path + "/store/bucket/folder/deeper", withIntermediateDirectories: true)
    store = .directory(DirectoryStore(root: path + "/store"))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func put(_ text: String, at name: String) throws {
    try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(path)/\(name)", withDestinationPath: target)
  }

  func read(_ location: String, chunk: Int = 4) throws -> String {
    let reader = try store.reader(of: ObjectLocation(location))
    var bytes: [UInt8] = []
    while try reader.read(upTo: chunk, into: &bytes) {}
    #expect(reader.bytesRead == Int64(bytes.count))
    return String(decoding: bytes, as: UTF8.self)
  }

  func failure(_ location: String) -> ObjectStoreError? {
    do {
      _ = try store.reader(of: ObjectLocation(location))
      return nil
    } catch {
      return error
    }
  }
}

@Suite struct DirectoryStoreTests {
  @Test func `an object is read in pieces`() throws {
    let root = try Root()
    try root.put("hello, object", at: "store/bucket/folder/a.csv")
    #expect(try root.read("s3://bucket/folder/a.csv") == "hello, object")
  }

  @Test func `a folder lists its first level by name`() throws {
    let root = try Root()
    for name in ["b.csv", "a.csv", "deeper/c.csv", ".hidden.csv"] {
      try root.put("x", at: "store/bucket/folder/" + name)
    }
    let found = try root.store.objects(at: ObjectLocation("s3://bucket/folder/"))
    #expect(
      found.map(\.location.description)
        == ["s3://bucket/folder/a.csv", "s3://bucket/folder/b.csv"])
    #expect(found.map(\.bytes) == [1, 1])
  }

  @Test func `a folder lists all below it when asked to`() throws {
    let root = try Root()
    for name in ["b.csv", "deeper/c.csv", "deeper/.hidden.csv"] {
      try root.put("x", at: "store/bucket/folder/" + name)
    }
    try root.link("store/bucket/folder/up", to: "..")
    let found = try root.store.objects(
      at: ObjectLocation("s3://bucket/folder/"), .recursive)
    #expect(
      found.map(\.location.description)
        == ["s3://bucket/folder/b.csv", "s3://bucket/folder/deeper/c.csv"])
  }

  @Test(arguments: [
    ("s3://bucket/in/part", ["in/part-0.json", "in/part-1/x.json", "in/part.json", "in/part/y"]),
    ("s3://bucket/in/part-1", ["in/part-1/x.json"]), ("s3://bucket/in/part/", ["in/part/y"]),
    ("s3://bucket/in/part.json", ["in/part.json"]), ("s3://bucket/i", nil), ("s3://bucket/", nil),
  ])
  func `a prefix takes every object whose key starts with it`(
    location: String, wanted: [String]?
  ) throws {
    let root = try Root()
    let all = ["in/other", "in/part-0.json", "in/part-1/x.json", "in/part.json", "in/part/y"]
    for key in all + ["in/part/.hidden"] {
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: "\(root.path)/store/bucket/\(key)")
          .deletingLastPathComponent().path, withIntermediateDirectories: true)
      try root.put("x", at: "store/bucket/" + key)
    }
    try root.link("store/bucket/in/part-2", to: "..")
    let found = try root.store.objects(at: ObjectLocation(location), .prefix)
    #expect(found.map(\.location.key) == wanted ?? all)
  }

  @Test(arguments: ["s3://bucket/none", "s3://bucket/none/at/all", "s3://bucket/folder/"])
  func `a prefix of no object's key is said to be so`(location: String) throws {
    let root = try Root()
    #expect(throws: ObjectStoreError.noSuchObject(try ObjectLocation(location))) {
      try root.store.objects(at: ObjectLocation(location), .prefix)
    }
    #expect(throws: ObjectStoreError.noSuchBucket(try ObjectLocation("s3://nobucket/a"))) {
      try root.store.objects(at: ObjectLocation("s3://nobucket/a"), .prefix)
    }
  }

  @Test func `a grant of one object is none of its namesakes`() throws {
    let root = try Root()
    for name in ["a.json", "a.json.old", "a.json-too"] {
      try root.put("x", at: "store/bucket/" + name)
    }
    let location = try ObjectLocation("s3://bucket/a.json")
    func keys(_ grant: AccessGrant) throws -> [String] {
      try ObjectStore.restricted(root.store, to: grant).objects(at: location, .prefix)
        .map(\.location.key)
    }
    #expect(try keys(AccessGrant(read: ["s3://bucket/a.json"])) == ["a.json"])
    #expect(try keys(AccessGrant(read: ["s3://bucket/"])).count == 3)
  }

  @Test func `an object tells when it was written`() throws {
    let root = try Root()
    try root.put("x", at: "store/bucket/a.csv")
    let written = Date(timeIntervalSince1970: 1_600_000_000.25)
    try FileManager.default.setAttributes(
      [.modificationDate: written], ofItemAtPath: root.path + "/store/bucket/a.csv")
    let found = try root.store.objects(at: ObjectLocation("s3://bucket/a.csv"))
    #expect(found.map(\.lastModified.milliseconds) == [1_600_000_000_250])
  }

  @Test func `what is not there is named`() throws {
    let root = try Root()
    #expect(
      root.failure("s3://nobucket/a.csv")?.description
        == "Invalid Data location. There is no bucket nobucket (s3://nobucket/a.csv).")
    #expect(
      root.failure("s3://bucket/a.csv")?.description
        == "Invalid Data location. There is no object s3://bucket/a.csv.")
    #expect(throws: ObjectStoreError.noSuchObject(try ObjectLocation("s3://bucket/none/"))) {
      try root.store.objects(at: ObjectLocation("s3://bucket/none/"))
    }
  }

  @Test func `a folder without its slash is refused with advice`() throws {
    let root = try Root()
    let failure = root.failure("s3://bucket/folder")
    #expect(failure?.description.hasPrefix("Invalid Data location.") == true)
    #expect(failure?.description.contains("slash") == true)
  }

  @Test func `links lead nowhere, wherever they stand`() throws {
    let root = try Root()
    try root.put("secret", at: "secret.csv")
    try root.link("store/bucket/file.csv", to: root.path + "/secret.csv")
    try root.link("store/bucket/out", to: root.path)
    try root.link("store/linked", to: root.path)
    try root.link("store/bucket/folder/inside.csv", to: "../folder")
    for location in [
      "s3://bucket/file.csv", "s3://bucket/out/secret.csv", "s3://linked/secret.csv",
      "s3://bucket/folder/inside.csv",
    ] {
      #expect(root.failure(location)?.description.hasPrefix("Insufficient privileges") == true)
    }
    #expect(try root.store.objects(at: ObjectLocation("s3://bucket/folder/")).isEmpty)
    #expect(throws: ObjectStoreError.self) {
      try root.store.writer(of: ObjectLocation("s3://bucket/out/new.csv"))
    }
  }

  @Test func `a file that may not be read is an access failure`() throws {
    // The superuser may read everything.
    guard geteuid() != 0 else { return }
    let root = try Root()
    try root.put("x", at: "store/bucket/a.csv")
    chmod(root.path + "/store/bucket/a.csv", 0)
    #expect(root.failure("s3://bucket/a.csv")?.description.hasPrefix("Insufficient") == true)
  }

  @Test func `an object appears when it is finished and not before`() throws {
    let root = try Root()
    let location = try ObjectLocation("s3://bucket/out/new/result.csv")
    let writer = try root.store.writer(of: location)
    try writer.append(Array("one,".utf8))
    #expect(root.failure("s3://bucket/out/new/result.csv") == .noSuchObject(location))
    #expect(try root.store.objects(at: ObjectLocation("s3://bucket/out/new/")).isEmpty)
    try writer.append(Array("two".utf8))
    try writer.finish()
    #expect(try root.read("s3://bucket/out/new/result.csv") == "one,two")
  }

  @Test func `an object that is given up leaves nothing`() throws {
    let root = try Root()
    do {
      let writer = try root.store.writer(of: ObjectLocation("s3://bucket/folder/x.csv"))
      try writer.append([1])
    }
    let names = try FileManager.default.contentsOfDirectory(
      atPath: root.path + "/store/bucket/folder")
    #expect(names == ["deeper"])
  }

  @Test func `what a killed process has left is taken over`() throws {
    let root = try Root()
    let location = try ObjectLocation("s3://bucket/folder/x.csv")
    try root.put("left over, and longer", at: "store/bucket/folder/.x.csv.0.part")
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: root.path + "/store/bucket/folder")
        .sorted()
    }
    let writer = try root.store.writer(of: location)
    try writer.append(Array("new".utf8))
    #expect(try names() == [".x.csv.0.part", "deeper"])
    try writer.finish()
    #expect(try root.read("s3://bucket/folder/x.csv") == "new")
    #expect(try names() == ["deeper", "x.csv"])
  }

  @Test func `two that write one object do not disturb each other`() throws {
    let root = try Root()
    let name = String(repeating: "ü", count: 120) + ".csv"
    let location = try ObjectLocation("s3://bucket/folder/\(name)")
    let writers = try (0..<3).map { _ in try root.store.writer(of: location) }
    for (index, writer) in writers.enumerated() { try writer.append(Array("\(index)".utf8)) }
    for (index, writer) in writers.enumerated() {
      try writer.finish()
      #expect(try root.read(location.description) == "\(index)")
    }
  }

  @Test func `writing never makes a bucket`() throws {
    let root = try Root()
    #expect(throws: ObjectStoreError.self) {
      try root.store.writer(of: ObjectLocation("s3://other/x.csv"))
    }
  }
}
