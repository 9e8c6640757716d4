import PersonalizeAPI
import Platform
import SQLite
import Synchronization

/// What the metrics tell, kept in memory so that telling it reads no disk.
struct PrivacyStatistics: Sendable {
  var requests: [PrivacyRequestState: Int] = [:]
  /// When requests are due that are not done.
  var openDue: [Timestamp] = []
  var suppressions = 0
  var tombstones = 0
  var ledgerEntries: Int64 = 0
}

extension PrivacyStore {
  func refreshStatistics(_ database: PrivacyDatabase) throws {
    var fresh = PrivacyStatistics()
    let connection = database.connection
    for (state, count) in try connection.query(
      "SELECT state, count(*) FROM requests GROUP BY state", [],
      { row in (row.string(0), row.int(1)) })
    {
      if let state = PrivacyRequestState(rawValue: state) { fresh.requests[state] = count }
    }
    fresh.openDue = try connection.query(
      "SELECT due FROM requests WHERE state NOT IN ('COMPLETED', 'CANCELLED', 'DENIED')"
    ) { row in Timestamp(milliseconds: row.int64(0)) }
    fresh.suppressions = watch.count(of: .suppression)
    fresh.tombstones = watch.count(of: .tombstone)
    fresh.ledgerEntries = try database.ledger.head(in: connection).sequence
    statistics.withLock { $0 = fresh }
  }

  /// The counts in Prometheus' text form; of all tenants together, and of nobody by name.
  package var metrics: String {
    let counts = statistics.withLock { $0 }
    let now = clock.now()
    var text = """
      # HELP bespoke_privacy_requests Privacy requests by state.
      # TYPE bespoke_privacy_requests gauge

      """
    for state in PrivacyRequestState.allCases {
      text += "bespoke_privacy_requests{state=\"\(state.rawValue)\"} "
      text += "\(counts.requests[state] ?? 0)\n"
    }
    let others: [(String, String, String, Int64)] = [
      (
        "requests_overdue", "gauge", "Privacy requests past their due time and not done.",
        Int64(counts.openDue.count { $0 < now })
      ),
      ("suppressions", "gauge", "People suppressed.", Int64(counts.suppressions)),
      ("tombstones", "gauge", "People erased.", Int64(counts.tombstones)),
      ("ledger_entries", "gauge", "Entries of the ledger.", counts.ledgerEntries),
      (
        "dropped_total", "counter",
        "Events and rows dropped as their people are being erased, are erased or suppressed.",
        watch.droppedSinceStart
      ),
    ]
    for (name, type, help, value) in others {
      text += "# HELP bespoke_privacy_\(name) \(help)\n# TYPE bespoke_privacy_\(name) \(type)\n"
      text += "bespoke_privacy_\(name) \(value)\n"
    }
    return text
  }
}
