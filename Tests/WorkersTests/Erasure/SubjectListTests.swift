import Foundation
import ObjectStore
import Testing

@testable import Workers

@Suite struct SubjectListTests {
  let root = NSTemporaryDirectory() + "subjects-\(UUID().uuidString)"

  private func put(_ text: String, _ key: String) throws {
    let file = URL(fileURLWithPath: "\(root)/bucket/\(key)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func read(_ key: String) throws -> [String] {
    defer { try? FileManager.default.removeItem(atPath: root) }
    return try SubjectList(
      objectStore: .directory(DirectoryStore(root: root)),
      location: ObjectLocation("s3://bucket/\(key)")
    ).read()
  }

  private func refusal(_ key: String) -> String? {
    do {
      _ = try read(key)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `a file holds an id a line, and one that comes twice counts once`() throws {
    try put("\u{FEFF}USER_ID\r\nu1\r\n\r\n\"a, \"\"b\"\"\"\r\nu1\r\nZoë\r\n", "list.csv")
    #expect(try read("list.csv") == ["u1", "a, \"b\"", "Zoë"])
  }

  @Test func `of a folder all csv files count, at every depth, and no others`() throws {
    try put("USER_ID\nb\n", "people/b.csv")
    try put("user_id\na\nb\n", "people/2024/a.CSV")
    try put("USER_ID\ndeep\n", "people/2024/05/01/c.csv")
    try put("USER_ID\nnot\n", "people/notes.txt")
    try put("USER_ID\nnot\n", "people/csv")
    try put("USER_ID\nnot\n", "people2/d.csv")
    #expect(try read("people/") == ["deep", "a", "b"])
  }

  @Test(arguments: [
    ("missing.csv", "no object"), ("none/", "no folder"), ("empty.csv", "no header"),
    ("headeronly.csv", "no user ids"), ("wrong.csv", "[USER_ID]"), ("two.csv", "[USER_ID]"),
    ("more.csv", "line 3"), ("blank.csv", "no user ids"), ("long.csv", "256"),
    ("texts/", "no file that ends with .csv"), ("list.txt", "neither a CSV file nor a folder"),
    ("folder", "neither"),
  ])
  func `what is no list of users is refused with a reason`(key: String, reason: String) throws {
    try put("", "empty.csv")
    try put("USER_ID\n", "headeronly.csv")
    try put("secret-person\nu2\n", "wrong.csv")
    try put("USER_ID,ITEM_ID\nsecret-person,i\n", "two.csv")
    try put("USER_ID\nu\nsecret-person,v\n", "more.csv")
    try put("USER_ID\n\"\"\n", "blank.csv")
    try put("USER_ID\n\(String(repeating: "x", count: 257))\n", "long.csv")
    try put("USER_ID\nu\n", "texts/a.txt")
    try put("USER_ID\nu\n", "list.txt")
    try put("USER_ID\nu\n", "folder/a.csv")
    let found = try #require(refusal(key))
    #expect(found.contains(reason), "\(found)")
    #expect(!found.contains("secret-person"))
  }

  @Test func `more than 100 MB of files are too much`() throws {
    let line = String(repeating: "x", count: 200) + "\n"
    let block = String(repeating: line, count: 260_000)
    try put("USER_ID\n" + block, "people/a.csv")
    try put("USER_ID\n" + block, "people/sub/b.csv")
    #expect(refusal("people/")?.contains("100 MB") == true)
  }
}
