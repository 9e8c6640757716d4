package import Store

/// The places in the server's memory: closures, as what keeps them lies above.
package struct ProcessPlaces: Sendable {
  /// Forgets people of a dataset group; may be called again.
  package let erase: @Sendable (_ tenant: TenantKey, _ groupARN: String, _ ids: [String]) -> Void
  /// How often these places hold people of a dataset group.
  package let count: @Sendable (_ tenant: TenantKey, _ groupARN: String, _ ids: [String]) ->
    PlaceCounts

  package init(
    erase: @escaping @Sendable (TenantKey, String, [String]) -> Void,
    count: @escaping @Sendable (TenantKey, String, [String]) -> PlaceCounts
  ) {
    self.erase = erase
    self.count = count
  }

  /// For processes that keep nothing in memory.
  package static let none = ProcessPlaces(erase: { _, _, _ in }, count: { _, _, _ in PlaceCounts() })
}
