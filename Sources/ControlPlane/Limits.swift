package import Platform
package import Store

/// How many of everything a tenant may have; the defaults are the service's own.
package struct Limits: Sendable, Equatable {
  /// Tags on one resource.
  package var tagsPerResource = 50
  /// Distinct dataset fields in all filters of a dataset group.
  package var filterFieldsPerGroup = 20
  /// The size of a list's page when the request does not ask for a smaller one.
  package var pageSize = 100
  /// Requests a second, for servers that count them.
  package var rates = RequestRates()
  private var quotas: [QuotaName: Int] = [:]

  package init() {
    for kind in ResourceKind.allCases {
      for quota in Lifecycle.of(kind).quotas { quotas[quota.name] = quota.defaultLimit }
    }
  }

  /// A quota's limit.
  package subscript(_ name: QuotaName) -> Int {
    get { quotas[name] ?? .max }
    set { quotas[name] = newValue }
  }
}
