import AWSSigning
import JSON
import Platform

/// What happened to a request, or to the rules about a person.
package enum LedgerEvent: String, Sendable, CaseIterable {
  // A request's states.
  case received = "RECEIVED"
  case verified = "VERIFIED"
  case pending = "PENDING"
  case inProgress = "IN_PROGRESS"
  case completed = "COMPLETED"
  case failed = "FAILED"
  case cancelled = "CANCELLED"
  case denied = "DENIED"
  // What does not change the state by itself.
  case held = "HELD"
  case released = "RELEASED"
  case subjectsRead = "SUBJECTS_READ"
  case groupFinished = "GROUP_FINISHED"
  case groupFailed = "GROUP_FAILED"
  // What is not about a request.
  case suppressed = "SUPPRESSED"
  case unsuppressed = "UNSUPPRESSED"
}

/// An entry of the ledger: what happened, when, to which request.
///
/// It holds no identity, nor any text that people typed; of these it holds keyed hashes, so that
/// later changes show.
struct LedgerEntry {
  /// From 1, without gaps.
  let sequence: Int64
  let time: Timestamp
  let tenant: String
  let event: LedgerEvent
  /// The request's number in the table of requests; `nil` for what is not about one.
  let request: Int64?
  /// Further facts by name, such as hashes.
  let facts: [String: String]

  /// The canonical JSON: members in the order of their names, no blanks.
  var body: [UInt8] {
    var members: [String: JSONValue] = [
      "sequence": .number(Double(sequence)), "time": .string(time.iso8601),
      "tenant": .string(tenant), "event": .string(event.rawValue),
    ]
    if let request { members["request"] = .number(Double(request)) }
    for (name, value) in facts { members["fact." + name] = .string(value) }
    return Array(JSONValue.object(members).text.utf8)
  }

  /// The hash of an entry: SHA-256 over the hash before, a line feed, and the body.
  static func hash(after previous: String, body: [UInt8]) -> String {
    SHA256.hash(Array(previous.utf8) + [10] + body).hex
  }

  /// What stands before the first entry.
  static let genesis = String(repeating: "0", count: 64)
}
