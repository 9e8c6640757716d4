import SQLite
import Synchronization

/// One tenant's folder: its control database and its dataset groups.
package final class TenantStore: Sendable {
  package let key: TenantKey
  package let directory: String
  private let feed: ChangeFeed
  private let database: Exclusive<ControlDatabase>
  private let groups = Mutex<[String: GroupStore]>([:])

  init(key: TenantKey, directory: String, feed: ChangeFeed) throws {
    self.key = key
    self.directory = directory
    self.feed = feed
    try Files.makeDirectory(directory)
    let connection = try Connection(path: directory + "/control.sqlite", mode: .durable)
    try connection.migrate(ControlSchema.migrations)
    database = Exclusive(ControlDatabase(connection: connection, tenant: key))
  }

  /// Runs `body` alone in one transaction of the control database.
  ///
  /// What it did is on disk when this returns, and undone when it throws. Subscribers of the
  /// change feed are then told.
  package func transaction<Result: Sendable>(
    _ body: (ControlDatabase) throws -> Result
  ) throws -> Result {
    let (result, changes) = try database.withLock { database in
      database.changes = []
      let result = try database.connection.transaction { try body(database) }
      defer { database.changes = [] }
      return (result, database.changes)
    }
    feed.publish(changes)
    return result
  }

  /// Lends the connection of the control database, outside a transaction.
  func withConnection<Result: Sendable>(_ body: (Connection) throws -> Result) throws -> Result {
    try database.withLock { database in try body(database.connection) }
  }

  /// The store of a dataset group's rows, opened on first use.
  package func group(named name: String) throws -> GroupStore {
    try groups.withLock { groups in
      if let group = groups[name] { return group }
      let group = try GroupStore(name: name, directory: "\(directory)/groups/\(name)")
      groups[name] = group
      return group
    }
  }

  /// The groups whose stores are open, by name.
  package var openGroups: [GroupStore] {
    groups.withLock { $0.values.sorted { $0.name < $1.name } }
  }

  /// Removes a dataset group's folder with everything in it.
  package func removeGroup(named name: String) throws {
    let group = groups.withLock { $0.removeValue(forKey: name) }
    group?.close()
    try Files.removeTree("\(directory)/groups/\(name)")
  }
}
