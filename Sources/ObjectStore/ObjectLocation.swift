/// An `s3://BUCKET/KEY` location, checked: it names nothing outside its bucket.
///
/// The key is taken literally, as S3 does: nothing in it is percent-decoded, and segments that
/// would mean something else to a file system are refused.
package struct ObjectLocation: Sendable, Hashable, CustomStringConvertible {
  package let bucket: String
  /// What stands behind the bucket's slash; it ends with `/`, or is empty, when it names a folder.
  package let key: String

  /// The longest key of S3, in bytes.
  static let keyLimit = 1024

  /// - Throws: `invalidLocation`, saying what is wrong.
  package init(_ text: String) throws(ObjectStoreError) {
    func invalid(_ reason: String) -> ObjectStoreError {
      .invalidLocation(text, reason: reason)
    }
    // Bytes, not characters: a slash with a combining mark behind it is a slash to a file system.
    guard text.utf8.starts(with: "s3://".utf8) else { throw invalid("it must start with s3://") }
    let rest = text.utf8.dropFirst(5)
    let bucket = rest.prefix { $0 != Self.slash }
    guard Self.isBucketName(bucket) else {
      throw invalid(
        "a bucket name has 3 to 63 letters, digits, dots, hyphens and underscores and starts "
          + "and ends with a letter or digit")
    }
    let key = rest.dropFirst(bucket.count + 1)
    guard key.count <= Self.keyLimit else {
      throw invalid("a key has at most \(Self.keyLimit) bytes")
    }
    if let reason = Self.problem(inKey: key) { throw invalid(reason) }
    self.bucket = String(Substring(bucket))
    self.key = String(Substring(key))
  }

  private init(bucket: String, key: String) {
    self.bucket = bucket
    self.key = key
  }

  /// Whether it names a folder rather than one object.
  package var isFolder: Bool { key.utf8.last ?? Self.slash == Self.slash }

  /// The folder it is in; itself when it names a folder.
  package var folder: ObjectLocation {
    let name = key.utf8.reversed().prefix { $0 != Self.slash }
    return ObjectLocation(
      bucket: bucket, key: String(Substring(key.utf8.dropLast(name.count))))
  }

  /// The last part of the key, behind its last slash; empty for a folder.
  package var name: String { isFolder ? "" : segments.last ?? "" }

  /// The location of `name` in this folder.
  ///
  /// - Throws: `invalidLocation` when the name could lead out of the folder.
  package func appending(_ name: String) throws(ObjectStoreError) -> ObjectLocation {
    let key = isFolder ? self.key + name : "\(self.key)/\(name)"
    if let reason = Self.problem(inKey: key.utf8[...]) {
      throw .invalidLocation("s3://\(bucket)/\(key)", reason: reason)
    }
    return ObjectLocation(bucket: bucket, key: key)
  }

  package var description: String { "s3://\(bucket)/\(key)" }

  /// The key's parts; for a folder without the empty one behind the last slash.
  var segments: [String] {
    Self.parts(of: key.utf8[...]).map { String(Substring($0)) }
  }

  private static let slash = UInt8(ascii: "/")

  private static func parts(of key: Substring.UTF8View) -> [Substring.UTF8View] {
    var parts = key.split(separator: slash, omittingEmptySubsequences: false)
    if parts.last?.isEmpty == true { parts.removeLast() }
    return parts
  }

  private static func isBucketName(_ name: Substring.UTF8View) -> Bool {
    func isAlphanumeric(_ byte: UInt8) -> Bool {
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
    guard (3...63).contains(name.count), let first = name.first, let last = name.last,
      isAlphanumeric(first), isAlphanumeric(last)
    else { return false }
    return name.allSatisfy { isAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 95 }
  }

  private static func problem(inKey key: Substring.UTF8View) -> String? {
    if key.contains(0) { return "a key contains no NUL" }
    for part in parts(of: key) {
      if part.isEmpty { return "a key has no empty segment (two slashes in a row)" }
      if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) {
        return "a key has no segment . or .."
      }
      if part.count > 255 { return "a segment of a key has at most 255 bytes" }
    }
    return nil
  }
}
