import FoundationEssentials
import Glibc
import JSON
import Platform
package import Store

/// The limits of every tenant, as the file `limits.json` in the data folder sets them.
///
/// The file is optional, and so is everything in it. `limits` holds for all tenants, `tenants` for
/// one account and region on top of that:
///
///     {
///       "limits": {"datasetGroups": 500, "tagsPerResource": 50},
///       "tenants": {"111122223333/us-east-1": {"campaignsPerGroup": 20}}
///     }
///
/// The names are those of `QuotaName` and `RequestRates.Name`, `tagsPerResource` and
/// `filterFieldsPerGroup`; the values whole numbers from 0.
/// What is not named keeps the service's default. The file is read when the server starts.
package struct LimitSettings: Sendable, Equatable {
  private var common = Limits()
  private var tenants: [TenantKey: Limits] = [:]

  /// The service's own limits for everyone.
  package init() {}

  /// Reads the settings of a data folder; without a file they are the defaults.
  package init(dataDirectory: String) throws(LimitSettingsError) {
    self.init()
    let path = dataDirectory + "/limits.json"
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw LimitSettingsError("\(path) cannot be read.")
    }
    do {
      self = try LimitSettings(parsing: Array(data))
    } catch {
      throw LimitSettingsError("\(path): \(error.description)")
    }
  }

  /// Reads the content of the file.
  package init(parsing bytes: [UInt8]) throws(LimitSettingsError) {
    let document: JSONValue
    do {
      document = try JSONValue(parsing: bytes)
    } catch {
      throw LimitSettingsError("It is not valid JSON: \(error).")
    }
    guard let members = document.objectValue else {
      throw LimitSettingsError("It must be a JSON object.")
    }
    for name in members.keys.sorted() where !["limits", "tenants"].contains(name) {
      throw LimitSettingsError("\(name) is unknown: it holds limits and tenants.")
    }
    if let limits = members["limits"] { try common.set(from: limits) }
    guard let list = members["tenants"] else { return }
    guard let entries = list.objectValue else {
      throw LimitSettingsError("tenants must be a JSON object.")
    }
    for (name, limits) in entries {
      let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, let key = TenantKey(account: parts[0], region: parts[1]) else {
        throw LimitSettingsError("\(name) is no tenant: it must be ACCOUNT/REGION.")
      }
      tenants[key] = common
      try tenants[key]?.set(from: limits)
    }
  }

  /// What holds for a tenant.
  package func limits(of tenant: TenantKey) -> Limits { tenants[tenant] ?? common }
}

/// Why `limits.json` cannot be used.
package struct LimitSettingsError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

extension Limits {
  fileprivate mutating func set(from document: JSONValue) throws(LimitSettingsError) {
    guard let members = document.objectValue else {
      throw LimitSettingsError("Limits must be a JSON object of names and numbers.")
    }
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let number = value.numberValue, let limit = Int(exactly: number), limit >= 0 else {
        throw LimitSettingsError("The limit \(name) must be a whole number from 0.")
      }
      switch (name, QuotaName(rawValue: name)) {
      case (_, let quota?): self[quota] = limit
      case ("tagsPerResource", _): tagsPerResource = limit
      case ("filterFieldsPerGroup", _): filterFieldsPerGroup = limit
      default:
        if let rate = RequestRates.Name(rawValue: name) {
          rates[rate] = limit
          continue
        }
        let names =
          QuotaName.allCases.map(\.rawValue) + ["tagsPerResource", "filterFieldsPerGroup"]
          + RequestRates.Name.allCases.map(\.rawValue)
        throw LimitSettingsError(
          "The limit \(name) is unknown. These are: \(names.joined(separator: ", ")).")
      }
    }
  }
}
