package import ObjectStore

/// The customer's own files under the S3 root, as far as a dataset group's resources name them.
///
/// All else under the root may be another tenant's: it is neither searched nor listed.
package struct CustomerObjects: Codable, Sendable, Equatable {
  /// Objects, folders with all below them, and prefixes with all that starts like them.
  package struct Locations: Codable, Sendable, Equatable {
    /// `BUCKET/KEY`; a folder ends with a slash.
    private var names: Set<String> = []
    private var prefixes: Set<String> = []

    package init() {}

    package mutating func insert(_ location: ObjectLocation) {
      names.insert("\(location.bucket)/\(location.key)")
    }

    /// Inserts all objects whose keys start with the location's.
    package mutating func insert(prefix location: ObjectLocation) {
      prefixes.insert("\(location.bucket)/\(location.key)")
    }

    /// - Parameter path: of an object, `BUCKET/KEY`.
    func hold(_ path: String) -> Bool {
      if names.contains(path) { return true }
      let bytes = path.utf8
      if prefixes.contains(where: { bytes.starts(with: $0.utf8) }) { return true }
      return bytes.indices.contains { index in
        bytes[index] == UInt8(ascii: "/") && names.contains(String(path[...index]))
      }
    }

    package var isEmpty: Bool { names.isEmpty && prefixes.isEmpty }
  }

  /// The folder that stands for S3.
  package let root: String
  package let readable: Locations
  /// Those whose files may be rewritten.
  package let writable: Locations

  package init(root: String, readable: Locations, writable: Locations) {
    self.root = root
    self.readable = readable
    self.writable = writable
  }

  /// The objects that hold ids, and how often.
  package func holding(_ search: ByteSearch) -> [VerificationReport.Object] {
    guard !search.isEmpty else { return [] }
    return paths(in: readable).compactMap { path in
      // One that is removed meanwhile, or not ours to read, holds nothing we could tell of.
      guard let outcome = try? search.search("\(root)/\(path)"), outcome.count > 0 else {
        return nil
      }
      return VerificationReport.Object(location: "s3://\(path)", count: outcome.count)
    }
  }

  /// The objects at the locations, relative to the root.
  func paths(in locations: Locations) -> [String] {
    guard !locations.isEmpty else { return [] }
    return FileTree.files(below: root) { _ in true }.filter(locations.hold)
  }
}
