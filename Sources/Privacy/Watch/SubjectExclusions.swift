import PersonalizeAPI
package import Platform

/// Whom an import leaves out of a dataset group, for a task that runs in another process.
package struct SubjectExclusions: Sendable, Equatable, Codable {
  private struct Entry: Sendable, Equatable, Codable {
    let subject: [UInt8]
    let rules: SubjectRules
  }

  package let hasher: SubjectHasher
  private let rules: [SubjectHash: SubjectRules]

  private enum CodingKeys: String, CodingKey {
    case hasher, entries
  }

  init(hasher: SubjectHasher, rules: [SubjectHash: SubjectRules]) {
    self.hasher = hasher
    self.rules = rules
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    hasher = try container.decode(SubjectHasher.self, forKey: .hasher)
    let entries = try container.decode([Entry].self, forKey: .entries)
    rules = Dictionary(entries.map { (SubjectHash(bytes: $0.subject), $0.rules) }) { $1 }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(hasher, forKey: .hasher)
    let entries = rules.sorted { $0.key < $1.key }
      .map { Entry(subject: $0.key.bytes, rules: $0.value) }
    try container.encode(entries, forKey: .entries)
  }

  /// How many people it names.
  package var count: Int { rules.count }

  /// Whether anybody of them is being erased or suppressed.
  package var holdsAnyone: Bool {
    rules.values.contains { $0.standing.isHeld }
  }

  package func standing(of userID: [UInt8]) -> SubjectStanding {
    rules[hasher.hash(of: userID)]?.standing ?? .free
  }

  /// Whether a row of a person is left out.
  ///
  /// - Parameters:
  ///   - rowTime: the row's TIMESTAMP; `nil` for rows without one.
  ///   - fileModified: when the file was last modified.
  package func leavesOut(
    userID: [UInt8], rowTime: Timestamp?, fileModified: Timestamp
  ) -> Bool {
    rules[hasher.hash(of: userID)]?.leavesOut(rowTime: rowTime, fileModified: fileModified)
      ?? false
  }
}

extension SubjectRules: Codable {
  private enum CodingKeys: String, CodingKey {
    case standing, time
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .standing)
    let time = try container.decode(Timestamp.self, forKey: .time)
    switch name {
    case "suppressed": self.init(standing: .suppressed, blockedSince: nil)
    case "erased": self.init(standing: .erased(at: time), blockedSince: nil)
    case "erasing-accept": self.init(standing: .erasing(.acceptAsNew), blockedSince: time)
    case "erasing": self.init(standing: .erasing(.drop), blockedSince: time)
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .standing, in: container, debugDescription: "unknown standing '\(name)'")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let (name, time): (String, Timestamp?) =
      switch standing {
      case .free, .suppressed: ("suppressed", nil)
      case .erased(let time): ("erased", time)
      case .erasing(.drop): ("erasing", blockedSince)
      case .erasing(.acceptAsNew): ("erasing-accept", blockedSince)
      }
    try container.encode(name, forKey: .standing)
    try container.encode(time ?? Timestamp(milliseconds: 0), forKey: .time)
  }
}
