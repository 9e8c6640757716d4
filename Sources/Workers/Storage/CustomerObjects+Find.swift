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
          NamedLocation.collect(document, role: nil, isPrefix: false, into: &named)
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
      guard let prefix = name.prefix else { continue }
      // What is granted in a folder is granted to all that starts alike in it.
      func mayBe(_ purpose: AccessGrant.Purpose) -> Bool {
        grant == nil || (try? grant?.check(prefix.folder, for: purpose)) != nil
      }
      guard mayBe(.reading) else { continue }
      readable.insert(prefix: prefix)
      if !prefix.key.isEmpty, mayBe(.writing) { writable.insert(prefix: prefix) }
    }
    return CustomerObjects(root: s3Root, readable: readable, writable: writable)
  }
}

/// A location in a resource, with the role that is to use it.
private struct NamedLocation {
  let text: String
  let role: String?
  /// Whether it stands for all objects whose keys start like it, as the input of a batch job does.
  let isPrefix: Bool

  var prefix: ObjectLocation? { isPrefix ? try? ObjectLocation(text) : nil }

  /// The object, and the folder of that name.
  var locations: [ObjectLocation] {
    [text, text + "/"].compactMap { text in
      text.hasSuffix("//") ? nil : try? ObjectLocation(text)
    }
  }

  /// - Parameters:
  ///   - role: that of what surrounds the value.
  ///   - isPrefix: whether it is in a batch job's input.
  static func collect(
    _ value: JSONValue, role: String?, isPrefix: Bool, into found: inout [NamedLocation]
  ) {
    switch value {
    case .string(let text) where text.hasPrefix("s3://"):
      found.append(NamedLocation(text: text, role: role, isPrefix: isPrefix))
    case .array(let elements):
      for element in elements { collect(element, role: role, isPrefix: isPrefix, into: &found) }
    case .object(let members):
      let role = members["roleArn"]?.stringValue ?? role
      for (name, member) in members {
        collect(member, role: role, isPrefix: isPrefix || name == "jobInput", into: &found)
      }
    default: break
    }
  }
}
