import SQLite

/// A tenant's resources and jobs, inside one transaction.
///
/// Lent by `TenantStore.transaction`; it belongs to the thread that runs the closure and must not
/// outlive it.
package final class ControlDatabase {
  let connection: Connection
  /// What to tell the others once the transaction is committed.
  var changes: [Change] = []
  private let tenant: TenantKey

  init(connection: Connection, tenant: TenantKey) {
    self.connection = connection
    self.tenant = tenant
  }

  /// Opens a tenant's resources in a data folder for reading, beside the server that works on it.
  package static func reading(
    dataDirectory: String, tenant: TenantKey
  ) throws -> ControlDatabase {
    let directory = Store.tenantDirectory(in: dataDirectory, tenant)
    return ControlDatabase(
      connection: try Connection(path: directory + "/control.sqlite", mode: .readOnly),
      tenant: tenant)
  }

  /// Runs `body` so that it either does all it does or, when it throws, nothing.
  package func atomically<Result>(_ body: () throws -> Result) throws -> Result {
    let before = changes.count
    do {
      return try connection.savepoint(body)
    } catch {
      changes.removeSubrange(before...)
      throw error
    }
  }

  /// Tells others that what belongs to a resource has changed, once the transaction is committed.
  package func announce(_ resource: Resource) { note(resource.kind, resource.arn) }

  func note(_ kind: ResourceKind, _ arn: String) {
    changes.append(Change(tenant: tenant, subject: .resource(kind: kind, arn: arn)))
  }

  func noteJob() {
    changes.append(Change(tenant: tenant, subject: .jobs))
  }
}
