/// Why objects cannot be reached; the description is fit for a `failureReason`.
package enum ObjectStoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The text is no location.
  case invalidLocation(String, reason: String)
  /// There is no such bucket.
  case noSuchBucket(ObjectLocation)
  /// The bucket has no such object, or no such folder.
  case noSuchObject(ObjectLocation)
  /// A folder where one object is needed, or the other way round.
  case wrongKind(ObjectLocation, reason: String)
  /// The object exists, or may exist, but must not be read or written.
  case accessDenied(ObjectLocation, reason: String? = nil)
  /// The store failed while it was read or written.
  case failed(ObjectLocation, reason: String)

  package var description: String {
    switch self {
    case .invalidLocation(let text, let reason):
      "Invalid Data location. \(text) is not a valid location: \(reason)."
    case .noSuchBucket(let location):
      "Invalid Data location. There is no bucket \(location.bucket) (\(location))."
    case .noSuchObject(let location):
      location.isFolder
        ? "Invalid Data location. There is no folder \(location)."
        : "Invalid Data location. There is no object \(location)."
    case .wrongKind(let location, let reason):
      "Invalid Data location. \(location) \(reason)."
    case .accessDenied(let location, let reason):
      "Insufficient privileges for accessing data in Amazon S3. Location: \(location)"
        + (reason.map { ": \($0)." } ?? ".")
    case .failed(let location, let reason):
      "Accessing data in Amazon S3 failed. Location: \(location): \(reason)."
    }
  }
}
