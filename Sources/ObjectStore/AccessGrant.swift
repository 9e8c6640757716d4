/// What a role may read and write: folders, and single objects.
///
/// Whatever stands in it is compared byte by byte, a folder with its closing slash: a grant of
/// `s3://data/in/` says nothing of `s3://data/inside.csv`.
package struct AccessGrant: Codable, Sendable, Equatable {
  /// What of a store is wanted.
  package enum Purpose: Sendable {
    case reading, writing
  }

  /// `s3://BUCKET/`, `s3://BUCKET/FOLDER/` or `s3://BUCKET/KEY`.
  package var read: [String]
  package var write: [String]

  /// Grants what the lists name; a role without any entry may do nothing.
  package init(read: [String] = [], write: [String] = []) {
    self.read = read
    self.write = write
  }

  /// - Throws: `accessDenied` for what lies outside.
  package func check(
    _ location: ObjectLocation, for purpose: Purpose
  ) throws(ObjectStoreError) {
    guard allows(location, purpose) else {
      let verb = purpose == .reading ? "read" : "write"
      throw .accessDenied(location, reason: "the role is not granted to \(verb) it")
    }
  }

  func allows(_ location: ObjectLocation, _ purpose: Purpose) -> Bool {
    let wanted = location.description.utf8
    let granted = purpose == .reading ? read : write
    return granted.contains { entry in
      entry.utf8.last == UInt8(ascii: "/")
        ? wanted.starts(with: entry.utf8) : wanted.elementsEqual(entry.utf8)
    }
  }
}
