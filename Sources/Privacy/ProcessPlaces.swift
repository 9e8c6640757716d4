package import PersonalizeAPI
package import Store

/// The places in the server's memory: closures, as what keeps them lies above.
package struct ProcessPlaces: Sendable {
  /// Forgets people of a dataset group; may be called again.
  package let erase: @Sendable (TenantKey, _ groupARN: String, _ ids: [String]) throws -> Void
  /// How often these places hold people of a dataset group.
  package let count:
    @Sendable (TenantKey, _ groupARN: String, _ ids: [String]) throws -> [PlaceCount]

  package init(
    erase: @escaping @Sendable (TenantKey, String, [String]) throws -> Void,
    count: @escaping @Sendable (TenantKey, String, [String]) throws -> [PlaceCount]
  ) {
    self.erase = erase
    self.count = count
  }

  /// For a process that keeps nothing in memory.
  package static let none = ProcessPlaces(erase: { _, _, _ in }, count: { _, _, _ in [] })
}
