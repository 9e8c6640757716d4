import ObjectStore
import Privacy

/// Rows of a dataset into a CSV object.
package struct ExportTask: Codable, Sendable, Equatable {
  /// Where `s3://` leads.
  var storage: ObjectStoreAddress
  /// The `s3://` location of the object to write.
  var location: String
  /// The dataset group's folder.
  var groupDirectory: String
  /// The dataset's type, as ARNs spell it.
  var datasetType: String
  /// The text of its schema.
  var schema: String
  /// Whether rows of import jobs are written.
  var includesBulk: Bool
  /// Whether rows of PutEvents, PutItems and PutUsers are written.
  var includesStreamed: Bool
  /// The group's erasure epoch that must still hold when all is written.
  var epoch: Int64
  /// Whose rows are left out.
  var exclusions: SubjectExclusions?
}
