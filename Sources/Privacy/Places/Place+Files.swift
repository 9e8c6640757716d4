import Store

extension Place {
  /// The place a file of the data folder belongs to; `nil` for one nobody knows.
  ///
  /// - Parameter path: relative to the data folder, such as `privacy.sqlite-wal`.
  package static func of(path: String) -> Place? {
    var parts = path.split(separator: "/").map(String.init)
    guard let first = parts.first else { return nil }
    switch first {
    case "s3": return parts.count > 1 ? .objects : nil
    case "privacy":
      guard parts.count == 3 else { return nil }
      switch parts[1] {
      case "pending": return .pendingRequests
      case "opendsr": return .requestRecords
      default: return nil
      }
    case "tenants":
      guard parts.count >= 4, TenantKey(account: parts[1], region: parts[2]) != nil else {
        return nil
      }
      parts.removeFirst(3)
      return ofTenant(parts)
    default:
      return parts.count == 1 ? ofInstance(first) : nil
    }
  }

  private static func ofInstance(_ name: String) -> Place? {
    switch name {
    case "lock", "limits.json", "grants.json": .instanceSettings
    case "privacy.key", "privacy.key.tmp": .privacyKey
    default:
      switch database(name) {
      case "bespoke": .instanceSettings
      case "privacy": .privacyLedger
      default: nil
      }
    }
  }

  private static func ofTenant(_ parts: [String]) -> Place? {
    if parts.count == 1 { return database(parts[0]) == "control" ? .controlDatabase : nil }
    guard parts[0] == "groups" else { return nil }
    switch parts.count {
    case 3: return database(parts[2]) == "data" ? .groupDatabase : nil
    case 4:
      let name = parts[3]
      switch parts[2] {
      case "segments": return name.hasSuffix(".segment") ? .segmentFiles : temporary(name)
      case "models": return name.hasSuffix(".model") ? .models : temporary(name)
      default: return nil
      }
    default: return nil
    }
  }

  /// A file that another is made from.
  private static func temporary(_ name: String) -> Place? {
    let endings = [".tmp", ".segment-journal", ".segment-wal", ".segment-shm"]
    return endings.contains { name.hasSuffix($0) } ? .temporaryFiles : nil
  }

  /// The name of the SQLite database a file is or belongs to.
  private static func database(_ name: String) -> String? {
    for ending in [".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal"]
    where name.hasSuffix(ending) {
      return String(name.dropLast(ending.count))
    }
    return nil
  }
}
