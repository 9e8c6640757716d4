package import Platform
import SQLite

extension ControlDatabase {
  private static let columns = """
    sequence, kind, arn, name, group_arn, parent_arn, status, failure_reason, created, updated, body
    """

  /// Stores a new resource and what it refers to.
  ///
  /// - Throws: `StoreError.alreadyExists` when the ARN is taken, in whatever state its holder is.
  package func insert(_ resource: Resource, references: [String] = []) throws {
    do {
      try connection.run(
        """
        INSERT INTO resources(kind, arn, name, group_arn, parent_arn, status, failure_reason,
          created, updated, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .text(resource.kind.rawValue), .text(resource.arn), .text(resource.name),
          Value(resource.groupARN), Value(resource.parentARN), .text(resource.status.rawValue),
          Value(resource.failureReason), .integer(resource.createdAt.milliseconds),
          .integer(resource.updatedAt.milliseconds), .blob(resource.body),
        ])
    } catch let error as SQLiteError where error.isConstraintViolation {
      throw StoreError.alreadyExists(arn: resource.arn)
    }
    try setReferences(of: resource.arn, to: references)
    note(resource.kind, resource.arn)
  }

  /// Writes back everything that may change: parent, status, reason, time of update, body.
  package func update(_ resource: Resource) throws {
    try connection.run(
      """
      UPDATE resources SET parent_arn = ?, status = ?, failure_reason = ?, updated = ?, body = ?
      WHERE arn = ?
      """,
      [
        Value(resource.parentARN), .text(resource.status.rawValue),
        Value(resource.failureReason), .integer(resource.updatedAt.milliseconds),
        .blob(resource.body), .text(resource.arn),
      ])
    note(resource.kind, resource.arn)
  }

  /// Moves a resource to `status`; its job and its content stay as they are.
  package func setStatus(
    of arn: String, to status: Status, failureReason: String? = nil, at time: Timestamp
  ) throws {
    guard var resource = try resource(arn) else { return }
    resource.status = status
    resource.failureReason = failureReason
    resource.updatedAt = time
    try update(resource)
  }

  package func resource(_ arn: String) throws -> Resource? {
    try connection.first(
      "SELECT \(Self.columns) FROM resources WHERE arn = ?", [.text(arn)]
    ) { row in Self.read(row) } ?? nil
  }

  /// Removes a resource with its tags, references and jobs.
  package func remove(_ resource: Resource) throws {
    try connection.run("DELETE FROM resources WHERE arn = ?", [.text(resource.arn)])
    note(resource.kind, resource.arn)
  }

  /// A page of resources of one kind in order of creation.
  ///
  /// - Parameters:
  ///   - parent: only those of this parent; `nil` for all.
  ///   - after: only those beyond this sequence number, in the direction of the list.
  package func list(
    _ kind: ResourceKind, parent: String? = nil, after: Int64? = nil, newestFirst: Bool = false,
    limit: Int
  ) throws -> [Resource] {
    var conditions = "kind = ?"
    var values: [Value] = [.text(kind.rawValue)]
    if let parent {
      conditions += " AND parent_arn = ?"
      values.append(.text(parent))
    }
    if let after {
      conditions += newestFirst ? " AND sequence < ?" : " AND sequence > ?"
      values.append(.integer(after))
    }
    values.append(Value(limit))
    return try connection.query(
      """
      SELECT \(Self.columns) FROM resources WHERE \(conditions)
      ORDER BY sequence \(newestFirst ? "DESC" : "ASC") LIMIT ?
      """, values
    ) { row in Self.read(row) }.compactMap(\.self)
  }

  /// All resources of a kind in a dataset group, oldest first.
  package func resources(_ kind: ResourceKind, inGroup groupARN: String) throws -> [Resource] {
    try connection.query(
      """
      SELECT \(Self.columns) FROM resources WHERE group_arn = ? AND kind = ? ORDER BY sequence
      """, [.text(groupARN), .text(kind.rawValue)]
    ) { row in Self.read(row) }.compactMap(\.self)
  }

  /// How many resources of a kind exist, in one group or in all, in any of `statuses`; counting
  /// ends at `limit`.
  package func count(
    _ kind: ResourceKind, inGroup groupARN: String? = nil, statuses: [Status] = Status.allCases,
    upTo limit: Int = .max
  ) throws -> Int {
    let places = statuses.map { _ in "?" }.joined(separator: ", ")
    let group = groupARN == nil ? "" : " AND group_arn = ?"
    let values: [Value] =
      [.text(kind.rawValue)] + statuses.map { .text($0.rawValue) }
      + (groupARN.map { [.text($0)] } ?? []) + [Value(limit)]
    return try connection.first(
      """
      SELECT count(*) FROM (
        SELECT 1 FROM resources WHERE kind = ? AND status IN (\(places))\(group) LIMIT ?)
      """, values
    ) { row in row.int(0) } ?? 0
  }

  /// Replaces what a resource refers to.
  package func setReferences(of source: String, to targets: [String]) throws {
    try connection.run("DELETE FROM resource_references WHERE source = ?", [.text(source)])
    for target in Set(targets).sorted() {
      try connection.run(
        "INSERT INTO resource_references(source, target) VALUES (?, ?)",
        [.text(source), .text(target)])
    }
  }

  /// The resources that refer to `target`, oldest first.
  package func referrers(to target: String) throws -> [Resource] {
    try connection.query(
      """
      SELECT \(Self.columns) FROM resources
      WHERE arn IN (SELECT source FROM resource_references WHERE target = ?) ORDER BY sequence
      """, [.text(target)]
    ) { row in Self.read(row) }.compactMap(\.self)
  }

  /// `nil` for a row whose kind or status this program does not know.
  private static func read(_ row: Row) -> Resource? {
    guard let kind = ResourceKind(rawValue: row.string(1)),
      let status = Status(rawValue: row.string(6))
    else { return nil }
    var resource = Resource(
      kind: kind, arn: row.string(2), name: row.string(3), groupARN: row.optionalString(4),
      parentARN: row.optionalString(5), status: status,
      createdAt: Timestamp(milliseconds: row.int64(8)), body: row.blob(10))
    resource.sequence = row.int64(0)
    resource.failureReason = row.optionalString(7)
    resource.updatedAt = Timestamp(milliseconds: row.int64(9))
    return resource
  }
}
