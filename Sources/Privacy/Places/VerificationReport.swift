/// What a verification found; it holds no ids.
package struct VerificationReport: Codable, Sendable, Equatable {
  /// A file that still holds ids.
  package struct Finding: Codable, Sendable, Equatable {
    /// The file's place; `nil` for a file nobody knows.
    package let place: Place?
    /// Relative to the data folder.
    package let path: String
    package let count: Int64
  }

  /// Customer's objects that hold ids.
  package struct Object: Codable, Sendable, Equatable {
    /// Such as `s3://bucket/interactions.csv`.
    package let location: String
    package let count: Int64
  }

  /// How often the people still occur, by place; in files as bytes, elsewhere as rows.
  package var places = PlaceCounts()
  /// The files among them.
  package var findings: [Finding] = []
  /// Files that belong to no known place, searched like the others.
  package var unknownFiles: [String] = []
  /// The customer's own files that hold ids: not erased, and no failure; `nil` when they were not
  /// looked at.
  package var objects: [Object]?
  package var filesSearched: Int64 = 0
  package var bytesSearched: Int64 = 0
  package var idsTooShortToSearch = 0

  package init() {}

  /// The names of the forms the bytes were searched for.
  package var encodings: [String] { IdentifierForm.allCases.map(\.rawValue) }

  /// Whether the people occur nowhere but in what is the customer's own.
  package var isClean: Bool {
    findings.isEmpty && places.places.allSatisfy { $0.kind == .customer }
  }

  /// What is wrong, in a sentence that names places and files and no ids; `nil` when nothing is.
  package var problem: String? {
    guard !isClean else { return nil }
    let rows = places.places.filter { $0.kind == .rows }.map { "\($0.rawValue) (\(places[$0]))" }
    let files = findings.prefix(5).map { "\($0.path) (\($0.count))" }
    return "The ids are still found in: " + (rows + files).joined(separator: ", ") + "."
  }
}
