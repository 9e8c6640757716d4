/// The customer's own files under the S3 root.
package struct CustomerObjects: Sendable {
  package let root: String

  package init(root: String) { self.root = root }

  /// The objects that hold ids, and how often.
  package func holding(_ search: ByteSearch) -> [VerificationReport.Object] {
    guard !search.isEmpty else { return [] }
    return FileTree.files(below: root) { _ in true }.compactMap { path in
      // One that is removed meanwhile, or not ours to read, holds nothing we could tell of.
      guard let outcome = try? search.search("\(root)/\(path)"), outcome.count > 0 else {
        return nil
      }
      return VerificationReport.Object(location: "s3://\(path)", count: outcome.count)
    }
  }
}
