import JSON
import ObjectStore
import PersonalizeAPI
package import Privacy
package import Store

extension Supervisor.Options {
  /// The customer's own objects that the resources of a dataset group name, as far as the roles they
  /// name may read and write them.
  ///
  /// - Returns: `nil` when they are not on this machine.
  package func customerObjects(
    ofGroup arn: String, in tenant: TenantStore
  ) throws -> CustomerObjects? {
    guard remoteStore == nil else { return nil }
    var named: [NamedLocation] = []
    try tenant.transaction { database in
      for kind in ResourceKind.allCases {
        for resource in try database.resources(kind, inGroup: arn) {
          let document = try JSONValue(parsing: resource.body)
          NamedLocation.collect(document, role: nil, into: &named)
        }
      }
    }
    var readable = CustomerObjects.Locations()
    var writable = CustomerObjects.Locations()
    for name in named {
      let grant = grants.grant(to: name.role, of: tenant.key)
      for location in name.locations {
        func mayBe(_ purpose: AccessGrant.Purpose) -> Bool {
          (try? grant?.check(location, for: purpose)) != nil || grant == nil
        }
        guard mayBe(.reading) else { continue }
        readable.insert(location)
        // A bucket as a whole names no files to rewrite.
        if !location.key.isEmpty, mayBe(.writing) { writable.insert(location) }
      }
    }
    return CustomerObjects(root: s3Root, readable: readable, writable: writable)
  }
}

/// A location in a resource, with the role that is to use it.
private struct NamedLocation {
  let text: String
  let role: String?

  /// The object, and the folder of that name.
  var locations: [ObjectLocation] {
    [text, text + "/"].compactMap { text in
      text.hasSuffix("//") ? nil : try? ObjectLocation(text)
    }
  }

  /// - Parameter role: that of what surrounds the value.
  static func collect(_ value: JSONValue, role: String?, into found: inout [NamedLocation]) {
    switch value {
    case .string(let text) where text.hasPrefix("s3://"):
      found.append(NamedLocation(text: text, role: role))
    case .array(let elements):
      for element in elements { collect(element, role: role, into: &found) }
    case .object(let members):
      let role = members["roleArn"]?.stringValue ?? role
      for member in members.values { collect(member, role: role, into: &found) }
    default: break
    }
  }
}
