import FoundationEssentials
import JSON
package import ObjectStore
package import Store

/// Which buckets and folders the roles of each tenant may use, as `grants.json` in the data folder
/// says.
///
///     {
///       "111122223333/us-east-1": {
///         "arn:aws:iam::111122223333:role/personalize": {
///           "read": ["s3://shop-data/in/"], "write": ["s3://shop-data/out/"]
///         }
///       }
///     }
///
/// Without the file every role may use everything. With it, what it does not grant is refused; a
/// `*` stands for all tenants, or all roles, that have no entry of their own. A location ends with
/// a slash, and grants what is below it, or is that of one object. Read when the server starts.
package struct AccessGrants: Sendable, Equatable {
  /// By tenant, or `*`, then by role, or `*`.
  private var tenants: [String: [String: AccessGrant]]?

  /// Everything for everyone.
  package init() {}

  /// Reads the grants of a data folder; without a file there is no limit.
  package init(dataDirectory: String) throws(AccessGrantsError) {
    let path = dataDirectory + "/grants.json"
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw AccessGrantsError("\(path) cannot be read.")
    }
    do {
      self = try AccessGrants(parsing: Array(data))
    } catch {
      throw AccessGrantsError("\(path): \(error.description)")
    }
  }

  /// Reads the content of the file.
  package init(parsing bytes: [UInt8]) throws(AccessGrantsError) {
    let document: JSONValue
    do {
      document = try JSONValue(parsing: bytes)
    } catch {
      throw AccessGrantsError("It is not valid JSON: \(error).")
    }
    guard let entries = document.objectValue else {
      throw AccessGrantsError("It must be a JSON object of tenants.")
    }
    var tenants: [String: [String: AccessGrant]] = [:]
    for (tenant, roles) in entries {
      let parts = tenant.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard
        tenant == "*" || parts.count == 2 && TenantKey(account: parts[0], region: parts[1]) != nil
      else { throw AccessGrantsError("\(tenant) is no tenant: it must be ACCOUNT/REGION, or *.") }
      guard let roles = roles.objectValue else {
        throw AccessGrantsError("\(tenant) must be a JSON object of role ARNs.")
      }
      for (role, grant) in roles {
        tenants[tenant, default: [:]][role] = try Self.grant(grant, of: role)
      }
      tenants[tenant] = tenants[tenant] ?? [:]
    }
    self.tenants = tenants
  }

  /// What a role of a tenant may do, `nil` being everything; without a role, what all may.
  package func grant(to role: String?, of tenant: TenantKey) -> AccessGrant? {
    guard let tenants else { return nil }
    let roles = tenants["\(tenant)"] ?? tenants["*"] ?? [:]
    return role.flatMap { roles[$0] } ?? roles["*"] ?? AccessGrant()
  }

  private static func grant(
    _ document: JSONValue, of role: String
  ) throws(AccessGrantsError) -> AccessGrant {
    guard let lists = document.objectValue else {
      throw AccessGrantsError("\(role) must be a JSON object with the lists read and write.")
    }
    if let name = lists.keys.sorted().first(where: { !["read", "write"].contains($0) }) {
      throw AccessGrantsError("\(name) of \(role) is unknown: a role has read and write.")
    }
    return AccessGrant(
      read: try locations(lists["read"], "read", of: role),
      write: try locations(lists["write"], "write", of: role))
  }

  private static func locations(
    _ document: JSONValue?, _ name: String, of role: String
  ) throws(AccessGrantsError) -> [String] {
    guard let document else { return [] }
    guard let entries = document.arrayValue else {
      throw AccessGrantsError("\(name) of \(role) must be a list of s3:// locations.")
    }
    var locations: [String] = []
    for entry in entries {
      guard let text = entry.stringValue else {
        throw AccessGrantsError("\(name) of \(role) must be a list of s3:// locations.")
      }
      do {
        // As locations are written, so that they can be compared: a bucket with its slash.
        locations.append(try ObjectLocation(text).description)
      } catch {
        throw AccessGrantsError("\(name) of \(role): \(error)")
      }
    }
    return locations
  }
}

/// Why `grants.json` cannot be used.
package struct AccessGrantsError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
