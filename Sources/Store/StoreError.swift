import SQLite

/// What the storage layer refuses.
package enum StoreError: Error, Sendable, CustomStringConvertible {
  /// A second resource with the ARN of an existing one.
  case alreadyExists(arn: String)
  /// A file that should be there is not, or cannot be made, read or written.
  case file(path: String, reason: String)
  /// Another server works on the data folder.
  case inUse(directory: String)
  /// Somebody's rows were erased after the work had read them: it is to be done again.
  case erasedMeanwhile
  /// The dataset group has been deleted meanwhile.
  case groupDeleted(directory: String)
  /// A file whose content contradicts itself.
  case corrupt(path: String, reason: String)

  package var description: String {
    switch self {
    case .alreadyExists(let arn): "A resource with the ARN \(arn) exists already."
    case .file(let path, let reason): "\(path): \(reason)"
    case .inUse(let directory):
      "The data folder \(directory) is in use by another server. Stop that one, or give this one "
        + "a folder of its own with --data."
    case .erasedMeanwhile: "Rows were erased after they had been read."
    case .groupDeleted(let directory): "\(directory): the dataset group has been deleted"
    case .corrupt(let path, let reason): "\(path) is damaged: \(reason)"
    }
  }
}
