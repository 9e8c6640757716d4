import AWSSigning

/// A person as the ledger knows one: the HMAC-SHA-256 of the user id under the instance's key.
///
/// Without the key it cannot be told whose it is, not even by trying ids.
package struct SubjectHash: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// 32 bytes.
  package let bytes: [UInt8]

  package init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// 64 lower-case hexadecimal digits.
  package var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  package static func < (left: SubjectHash, right: SubjectHash) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

/// The instance's key, which names people in the ledger and signs certificates.
package struct SubjectKey: Sendable {
  /// 32 random bytes.
  package let bytes: [UInt8]
  /// What hashes user ids, without the rest of the key.
  package let hasher: SubjectHasher
  private let signatures: HMACSHA256

  package init(bytes: [UInt8]) {
    self.bytes = bytes
    // Keys of their own for the two uses, so that no signature can pass for a subject.
    let root = HMACSHA256(key: bytes)
    hasher = SubjectHasher(key: root.authenticate(Array("bespoke subjects".utf8)).bytes)
    signatures = HMACSHA256(key: root.authenticate(Array("bespoke certificates".utf8)).bytes)
  }

  /// The hash of a user id, whose bytes count: ids that are canonically equal are two people.
  package func hash(of userID: String) -> SubjectHash { hasher.hash(of: userID) }

  package func hash(of userID: [UInt8]) -> SubjectHash { hasher.hash(of: userID) }

  /// 64 lower-case hexadecimal digits.
  package func signature(of message: [UInt8]) -> String {
    signatures.authenticate(message).hex
  }

  /// Names the key without telling it: the first 16 hexadecimal digits of its SHA-256.
  package var identifier: String { String(SHA256.hash(bytes).hex.prefix(16)) }
}
