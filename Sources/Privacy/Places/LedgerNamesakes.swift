import FoundationEssentials
import SQLite

/// The people after whom data deletion jobs are called, of any tenant.
///
/// The ledger, which nobody may change, calls the jobs' requests as the customers have called the
/// jobs. Of these people its bytes tell nothing: it is read, and what stands elsewhere than in the
/// name of a job counts.
struct LedgerNamesakes {
  private var people: Set<Int> = []
  /// Those of them whom it names elsewhere too.
  private var known: Set<Int> = []

  init(dataDirectory: String, mentions: SubjectMentions) throws {
    let path = dataDirectory + "/privacy.sqlite"
    guard FileManager.default.fileExists(atPath: path) else { return }
    let walk = try DatabaseWalk(path: path)
    try walk.snapshot {
      let names = try Self.jobs(walk.connection)
      let none = OtherIdentifiers()
      // A name that nobody is called by hides nothing.
      let telling = names.filter { !mentions.people(in: $0, except: none).isEmpty }
      for name in telling { people.formUnion(mentions.people(in: name, except: none)) }
      guard !people.isEmpty else { return }
      let hidden = Set(telling)
      try walk.forEachLine { line in
        line.forEachText { text in
          let rest = Self.text(text, without: hidden)
          known.formUnion(mentions.people(in: rest, except: none))
        }
      }
    }
  }

  /// Whether bytes of the ledger that are a person's id mean the person.
  func mayMean(_ person: Int) -> Bool { !people.contains(person) || known.contains(person) }

  /// What the jobs are called.
  private static func jobs(_ connection: Connection) throws -> [String] {
    try connection.query(
      "SELECT id FROM requests WHERE id LIKE ?", [.text(RequestDraft.jobPrefix + "%")]
    ) { row in
      String(row.string(0).dropFirst(RequestDraft.jobPrefix.count).prefix { $0 != "/" })
    }
  }

  /// A text of the ledger without the names of jobs where it calls jobs and requests by them.
  private static func text(_ text: String, without names: Set<String>) -> String {
    if names.contains(text) { return "" }
    var rest = text[...]
    var kept = ""
    while let start = marks.compactMap({ rest.firstRange(of: $0) }).min(by: {
      $0.lowerBound < $1.lowerBound
    }) {
      kept += rest[..<start.upperBound]
      rest = rest[start.upperBound...]
      let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
      if names.contains(String(name)) { rest = rest[name.endIndex...] }
    }
    return kept + rest
  }

  /// What stands before the name of a job.
  private static let marks = [RequestDraft.jobPrefix, #""ticket":""#]
}
