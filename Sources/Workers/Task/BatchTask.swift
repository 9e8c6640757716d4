package import ObjectStore
package import Privacy

/// Lines of JSON in a store's objects to lines with lists in others: a batch inference job or a
/// batch segment job.
package struct BatchTask: Codable, Sendable, Equatable {
  /// What is made of a line.
  package enum Output: String, Codable, Sendable {
    case recommendations
    /// Related items with what they have in common.
    case themes
    case segments
  }

  package var output: Output
  /// Where `s3://` leads.
  package var storage: ObjectStoreAddress
  /// The `s3://` location of an object with lines, or of a folder of them.
  package var inputLocation: String
  /// The `s3://` location of the folder for the lists.
  package var outputLocation: String
  package var dataDirectory: String
  package var account: String
  package var region: String
  /// The dataset group's name.
  package var group: String
  package var versionARN: String
  package var filterARN: String?
  /// How many places a list has.
  package var count: Int
  package var itemExploration: [String: String]?
  package var rankingInfluence: [String: Double]?
  /// The column with the items' names, from which themes are made.
  package var nameColumn: String?
  /// Who gets no list, and is in none.
  package var exclusions: SubjectExclusions?
  /// The group's epoch before its rows are read.
  package var epoch: Int64
  /// When it was begun, epoch milliseconds.
  package var time: Int64
  package var threads: Int
}

/// What a batch job did.
package struct BatchReport: Codable, Sendable, Equatable {
  package var lines: Int64
  /// How many of them have an error in place of a list.
  package var failedLines: Int64

  package init(lines: Int64, failedLines: Int64) {
    self.lines = lines
    self.failedLines = failedLines
  }
}

extension BatchTask {
  /// Whether somebody gets no list, and is in none.
  package func isHeld(_ user: String) -> Bool {
    exclusions?.standing(of: Array(user.utf8)).isHeld ?? false
  }
}
