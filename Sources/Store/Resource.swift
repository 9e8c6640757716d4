package import Platform

/// One resource of a tenant, as stored.
///
/// `body` is the JSON of the resource's Describe structure without status, times and failure
/// reason: those are columns, so that a change of state does not rewrite the rest.
package struct Resource: Sendable, Equatable {
  /// Rises with creation, for lists and their tokens to go by; 0 until stored.
  package var sequence: Int64 = 0
  package let kind: ResourceKind
  package let arn: String
  package let name: String
  /// The dataset group it belongs to; `nil` for schemas and for groups themselves.
  package let groupARN: String?
  /// What lists filter by: the dataset of an import job, the solution of a version or campaign,
  /// the version of a batch job, the group of everything else that has one.
  package var parentARN: String?
  package var status: Status
  package var failureReason: String?
  package var createdAt: Timestamp
  package var updatedAt: Timestamp
  package var body: [UInt8]

  package init(
    kind: ResourceKind, arn: String, name: String, groupARN: String? = nil,
    parentARN: String? = nil, status: Status, createdAt: Timestamp, body: [UInt8]
  ) {
    self.kind = kind
    self.arn = arn
    self.name = name
    self.groupARN = groupARN
    self.parentARN = parentARN
    self.status = status
    self.createdAt = createdAt
    updatedAt = createdAt
    self.body = body
  }
}
