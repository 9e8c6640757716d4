/// Whose data: an account in a region.
///
/// Tenants never see each other.
package struct TenantKey: Hashable, Sendable, CustomStringConvertible {
  package let account: String
  package let region: String

  /// The account of callers whose access key is not a 12-digit number.
  package static let defaultAccount = "000000000000"

  /// `nil` unless the account has 12 digits and the region consists of `a-z`, `0-9` and `-`:
  /// both become names of folders.
  package init?(account: String, region: String) {
    guard account.utf8.count == 12, account.utf8.allSatisfy({ (48...57).contains($0) }),
      (1...64).contains(region.utf8.count),
      region.utf8.allSatisfy({
        (97...122).contains($0) || (48...57).contains($0) || $0 == 45
      })
    else { return nil }
    self.account = account
    self.region = region
  }

  package var description: String { "\(account)/\(region)" }
}
