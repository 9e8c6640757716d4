import SQLite
import Synchronization

/// The data folder: the instance's own database and a folder for each tenant.
package final class Store: Sendable {
  package let directory: String
  package let changes = ChangeFeed()
  private let instance: Exclusive<Connection>
  private let lock: FolderLock?
  private let tenants = Mutex<[TenantKey: TenantStore]>([:])

  /// Opens the data folder, and makes it if there is none.
  ///
  /// - Parameter isServer: whether this process works on the tenants, which only one may.
  package init(directory: String, isServer: Bool = true) throws {
    self.directory = directory
    try Files.makeDirectory(directory + "/tenants")
    lock = isServer ? try FolderLock(directory: directory) : nil
    let connection = try Connection(path: directory + "/bespoke.sqlite", mode: .durable)
    try connection.migrate(InstanceSchema.migrations)
    instance = Exclusive(connection)
  }

  /// The store of a tenant, opened on first use; its folder is made if there is none.
  package func tenant(_ key: TenantKey) throws -> TenantStore {
    try tenants.withLock { tenants in
      if let tenant = tenants[key] { return tenant }
      let tenant = try TenantStore(
        key: key, directory: Self.tenantDirectory(in: directory, key), feed: changes)
      tenants[key] = tenant
      return tenant
    }
  }

  /// The tenants whose stores are open.
  package var openTenants: [TenantStore] {
    tenants.withLock { tenants in
      tenants.values.sorted { ($0.key.account, $0.key.region) < ($1.key.account, $1.key.region) }
    }
  }

  /// Every tenant that has a folder.
  package func tenantKeys() -> [TenantKey] { Self.tenantKeys(in: directory) }

  /// The folder of a tenant in a data folder.
  package static func tenantDirectory(in directory: String, _ key: TenantKey) -> String {
    "\(directory)/tenants/\(key.account)/\(key.region)"
  }

  /// Every tenant that has a folder in a data folder.
  package static func tenantKeys(in directory: String) -> [TenantKey] {
    let root = directory + "/tenants"
    return Files.names(in: root).flatMap { account in
      Files.names(in: "\(root)/\(account)").compactMap { region in
        TenantKey(account: account, region: region)
      }
    }
  }
}

// MARK: - Credentials

/// An access key that strict mode knows.
package struct Credential: Sendable, Equatable {
  package let accessKey: String
  package let secret: String
  package let account: String

  package init(accessKey: String, secret: String, account: String) {
    self.accessKey = accessKey
    self.secret = secret
    self.account = account
  }
}

extension Store {
  /// Adds an access key, or gives a known one its new secret and account.
  package func putCredential(_ credential: Credential) throws {
    try instance.withLock { connection in
      _ = try connection.run(
        """
        INSERT INTO credentials(access_key, secret, account) VALUES (?, ?, ?)
        ON CONFLICT(access_key) DO UPDATE SET secret = excluded.secret, account = excluded.account
        """,
        [.text(credential.accessKey), .text(credential.secret), .text(credential.account)])
    }
  }

  package func credentials() throws -> [Credential] {
    try instance.withLock { connection in
      try connection.query(
        "SELECT access_key, secret, account FROM credentials ORDER BY access_key"
      ) { row in
        Credential(accessKey: row.string(0), secret: row.string(1), account: row.string(2))
      }
    }
  }
}

// MARK: - The clock

extension Store {
  /// How far the instance's clock was moved, in milliseconds; 0 if it never was.
  package func clockOffset() throws -> Int64 {
    try instance.withLock { connection in
      try connection.first("SELECT offset FROM clock") { row in row.int64(0) } ?? 0
    }
  }

  /// Remembers how far the clock was moved, in milliseconds: what is stored must not come to lie
  /// in the future when the instance starts again.
  package func setClockOffset(_ milliseconds: Int64) throws {
    try instance.withLock { connection in
      _ = try connection.run(
        """
        INSERT INTO clock(id, offset) VALUES (1, ?)
        ON CONFLICT(id) DO UPDATE SET offset = max(offset, excluded.offset)
        """, [.integer(milliseconds)])
    }
  }
}

/// The schema of `bespoke.sqlite`, one an instance.
enum InstanceSchema {
  static let migrations = [
    Migration(
      """
      CREATE TABLE credentials(
        access_key TEXT PRIMARY KEY,
        secret TEXT NOT NULL,
        account TEXT NOT NULL
      ) WITHOUT ROWID;
      """),
    Migration(
      """
      CREATE TABLE clock(
        id INTEGER PRIMARY KEY CHECK (id = 1),
        offset INTEGER NOT NULL
      );
      """),
  ]
}
