import Kernels
import Platform

/// Looks for many ids in all their forms through the bytes of files, in one pass and in constant
/// memory.
///
/// Ids that are not distinctive are not looked for: their bytes would be found anywhere.
package struct ByteSearch: Sendable {
  private let patterns: PatternSearch
  /// The person and the form of each pattern.
  private let meanings: [(subject: Int, form: IdentifierForm)]
  package let others: OtherIdentifiers
  /// Of how many people the bytes tell nothing: short ids, and those that something else has too.
  package let unsearchable: Int

  /// How a file came out.
  package struct Outcome: Sendable {
    package var bytes: Int64 = 0
    /// How often each person was found, by the person's index.
    package var found: [Int: Int64] = [:]
    /// In which forms.
    package var forms: Set<IdentifierForm> = []

    package var count: Int64 { found.values.reduce(0, +) }
  }

  /// - Parameters:
  ///   - ids: of the people.
  ///   - others: ids that stay.
  package init(ids: [String], others: OtherIdentifiers = OtherIdentifiers()) {
    self.others = others
    var bytes: [[UInt8]] = []
    var meanings: [(subject: Int, form: IdentifierForm)] = []
    var unsearchable = 0
    for (subject, id) in ids.enumerated() {
      guard IdentifierBytes.areDistinctive(id), !others.hideBytes(of: subject) else {
        unsearchable += 1
        continue
      }
      let plain = Array(id.utf8)
      // Where longer ids hold it, only plain bytes can be told from theirs.
      let forms = others.contain(subject) ? [.plain, .json] : IdentifierForm.allCases
      for form in forms {
        for encoding in form.encodings(of: plain) where encoding.count >= PatternSearch.minLength {
          bytes.append(encoding)
          meanings.append((subject, form))
        }
      }
    }
    patterns = PatternSearch(bytes)
    self.meanings = meanings
    self.unsearchable = unsearchable
  }

  /// Whether any id is looked for.
  package var isEmpty: Bool { patterns.count == 0 }

  /// How many bytes are read at once.
  private static let pieceLength = 1 << 20

  /// Searches a whole file.
  package func search(_ path: String) throws -> Outcome {
    let file = try FileDescriptor.reading(path)
    var interpreter = ByteInterpreter(path: path, others: others)
    var outcome = Outcome()
    var buffer: [UInt8] = []
    var searched = 0
    while try file.read(upTo: Self.pieceLength, into: &buffer) > 0 {
      let start = outcome.bytes - Int64(searched)
      try patterns.forEachMatch(in: buffer, after: searched) { pattern, position in
        let (subject, form) = meanings[pattern]
        let place = start + Int64(position)
        let range = place..<(place + Int64(patterns.length(of: pattern)))
        guard try interpreter.names(subject, form, at: range, in: file) else { return }
        outcome.found[subject, default: 0] += 1
        outcome.forms.insert(form)
      }
      outcome.bytes += Int64(buffer.count - searched)
      buffer.removeFirst(max(buffer.count - max(patterns.longest - 1, 0), 0))
      searched = buffer.count
    }
    return outcome
  }
}
