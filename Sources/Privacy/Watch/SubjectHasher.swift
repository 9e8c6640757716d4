import AWSSigning

/// Turns user ids into keyed hashes, and can do nothing else with the instance's key: what a worker
/// is given cannot sign certificates.
package struct SubjectHasher: Sendable, Equatable, Codable {
  /// 32 bytes that follow from the instance's key.
  private let key: [UInt8]
  private let authenticator: HMACSHA256

  private enum CodingKeys: String, CodingKey {
    case key
  }

  init(key: [UInt8]) {
    self.key = key
    authenticator = HMACSHA256(key: key)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(key: try container.decode([UInt8].self, forKey: .key))
  }

  package static func == (left: SubjectHasher, right: SubjectHasher) -> Bool {
    left.key == right.key
  }

  /// The hash of a user id, whose bytes count: ids that are canonically equal are two people.
  package func hash(of userID: String) -> SubjectHash { hash(of: Array(userID.utf8)) }

  package func hash(of userID: [UInt8]) -> SubjectHash {
    SubjectHash(bytes: authenticator.authenticate(userID).bytes)
  }
}
