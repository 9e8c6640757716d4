import Kernels
import Platform

/// People whose data goes.
struct ForgottenPeople: Sendable {
  let users: Set<ExactText>
  /// Tells the events of theirs from others' in what several people share.
  let marks: Set<PersonMark>

  init(_ users: [String]) {
    self.users = Set(users.map { ExactText($0) })
    marks = Set(users.map { PersonMark($0) })
  }

  func contains(_ user: String) -> Bool { users.contains(ExactText(user)) }
}

/// Whose an event is, in 8 bytes: a hash of the person's id, the same for all events of theirs.
struct PersonMark: Hashable, Sendable {
  private let bits: UInt64

  /// Of what is nobody's.
  static let nobody = PersonMark(nil)

  init(_ person: String?) {
    bits = person.map { SeededRandom.hash($0.utf8, seed: 0x5EED) | 1 } ?? 0
  }
}
