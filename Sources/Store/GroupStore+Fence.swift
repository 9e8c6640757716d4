import SQLite

/// The fence between erasures and work that reads rows at length.
///
/// An import or training notes the group's epoch when it begins and gives it when it publishes what
/// it made. An erasure raises the epoch, so that nothing made of rows from before it can appear
/// after it, whatever order things happen in: reading and comparing are one transaction with
/// publishing.
extension GroupStore {
  /// The epoch of what is read from now on.
  package func erasureEpoch() throws -> Int64 {
    try write { connection in try Self.epoch(connection) }
  }

  /// Lets nothing be published any more that was begun before.
  ///
  /// - Returns: the epoch that holds from now on.
  @discardableResult
  package func raiseErasureEpoch() throws -> Int64 {
    try write { connection in try Self.raiseEpoch(connection) }
  }

  /// - Throws: `StoreError.erasedMeanwhile` when somebody's rows were erased since `epoch`.
  package func checkErasureEpoch(_ epoch: Int64) throws {
    try write { connection in try Self.check(epoch, connection) }
  }

  /// The newest erasure that was seen to its end in this copy of the group; 0 when none was.
  package func appliedErasure() throws -> Int64 {
    try write { connection in
      try connection.first("SELECT applied FROM erasure") { row in row.int64(0) } ?? 0
    }
  }

  /// Notes that all erasures up to the one of this number have been seen to their end.
  package func setAppliedErasure(_ sequence: Int64) throws {
    try write { connection in
      try connection.run(
        "UPDATE erasure SET applied = max(applied, ?)", [.integer(sequence)])
    }
  }

  static func raiseEpoch(_ connection: Connection) throws -> Int64 {
    try connection.run("UPDATE erasure SET epoch = epoch + 1")
    return try epoch(connection)
  }

  static func check(_ epoch: Int64?, _ connection: Connection) throws {
    guard let epoch else { return }
    guard try Self.epoch(connection) == epoch else { throw StoreError.erasedMeanwhile }
  }

  static func epoch(_ connection: Connection) throws -> Int64 {
    try connection.first("SELECT epoch FROM erasure") { row in row.int64(0) } ?? 0
  }
}
