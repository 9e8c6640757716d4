import ObjectStore
import Testing

@Suite struct ObjectLocationTests {
  @Test func `bucket and key are taken apart`() throws {
    let location = try ObjectLocation("s3://my-bucket/data/2026/items.csv")
    #expect(location.bucket == "my-bucket")
    #expect(location.key == "data/2026/items.csv")
    #expect(!location.isFolder)
    #expect(location.description == "s3://my-bucket/data/2026/items.csv")
  }

  @Test(arguments: ["s3://bucket", "s3://bucket/", "s3://bucket/folder/"])
  func `a bucket and a key with a slash at its end are folders`(text: String) throws {
    #expect(try ObjectLocation(text).isFolder)
  }

  @Test func `a key is not decoded`() throws {
    #expect(try ObjectLocation("s3://bucket/%2e%2e/a").key == "%2e%2e/a")
  }

  @Test(arguments: [
    "", "s3:/", "s3://", "s3:///key", "http://bucket/key", "S3://bucket/key", "file:///etc/passwd",
    "s3://..", "s3://../key", "s3://.../key", "s3://-bucket/key", "s3://ab/key",
    "s3://buc ket/key", "s3://b\u{fc}cket/key", "s3://buc%2fket/key", "s3://bucket/..",
    "s3://bucket/../x", "s3://bucket/a/../../x", "s3://bucket/./a", "s3://bucket/a//b",
    "s3://bucket//etc/passwd", "s3://bucket/a\0.csv",
    // A slash with a combining mark is one character and still a slash.
    "s3://bucket/../\u{308}a", "s3://bucket/a/\u{308}/..",
  ])
  func `what could lead elsewhere is refused`(text: String) {
    #expect(throws: ObjectStoreError.self) { try ObjectLocation(text) }
  }

  @Test(arguments: ["..", "a/../b", "/", "a//b", "../\u{308}x"])
  func `a name that leads out of its folder is refused`(name: String) throws {
    let folder = try ObjectLocation("s3://bucket/folder/sub")
    #expect(throws: ObjectStoreError.self) { try folder.appending(name) }
  }
}
