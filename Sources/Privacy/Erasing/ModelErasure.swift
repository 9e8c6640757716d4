import AWSSigning
import Glibc
import Platform
import Recipes
import Store

/// Takes people out of a trained model at once, before it can be trained again without them.
package enum ModelErasure {
  /// What became of a model.
  package struct Outcome: Codable, Sendable, Equatable {
    /// How many of the people it knew as users, and does not know any more.
    package var usersRemoved: Int
    /// Whether a value it has learnt, of an attribute or a circumstance, names one of them; only a
    /// new training is without it.
    package var namesPeople: Bool
    /// SHA-256 of the file before, in hexadecimal digits.
    package var oldChecksum: String
    /// The same of the file after; equal when nothing had to be taken out.
    package var newChecksum: String

    /// Whether there is a new file.
    package var isRewritten: Bool { usersRemoved > 0 }
  }

  /// Writes the model without the people's ids, histories, factors, attributes and responses.
  ///
  /// To the new model they are users like any unknown one; what it answers for all others is the
  /// same. What it has learnt from everybody together is not unlearnt: that is for the training that
  /// follows. Models that know no users, such as counts, are left as they are for the same reason.
  /// - Parameters:
  ///   - path: the model file, which stays as it is: it may be in use.
  ///   - output: where the new file goes; nothing is written when none of the people is in it.
  ///   - subjects: ids, hashes or both.
  package static func scrub(
    modelPath path: String, to output: String, subjects: ErasureSubjects
  ) throws -> Outcome {
    let model = try Model(mapping: path)
    let people = SubjectMatcher(ids: subjects.ids)
    let byHash = subjects.hashMatcher
    let isMeant = { (id: String) in people.matches(id) || byHash?(id) == true }
    let old = try checksum(path)
    let names = model.hasLearntValue { isMeant($0) && SubjectMatcher.isTelling($0) }
    guard let scrubbed = model.forgetting(isMeant) else {
      return Outcome(usersRemoved: 0, namesPeople: names, oldChecksum: old, newChecksum: old)
    }
    try Files.replace(output) { try scrubbed.write(to: $0) }
    return Outcome(
      usersRemoved: model.users.count - scrubbed.users.count, namesPeople: names,
      oldChecksum: old, newChecksum: try checksum(output))
  }

  /// The SHA-256 of a file, in hexadecimal digits.
  package static func checksum(_ path: String) throws -> String {
    let file = FileDescriptor(
      owning: Int32(try SystemError.retrying { Int(open(path, O_RDONLY | O_CLOEXEC)) }))
    var hash = SHA256()
    var block: [UInt8] = []
    while try file.read(upTo: 1 << 20, into: &block) > 0 {
      hash.update(block)
      block.removeAll(keepingCapacity: true)
    }
    return hash.finish().hex
  }
}
