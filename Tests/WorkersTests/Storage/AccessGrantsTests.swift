import ObjectStore
import Store
import Testing

@testable import Workers

@Suite struct AccessGrantsTests {
  private static let role = "arn:aws:iam::111122223333:role/personalize"

  private static func grants(_ text: String) throws -> AccessGrants {
    try AccessGrants(parsing: Array(text.utf8))
  }

  private static let some = """
    {"111122223333/us-east-1": {"\(role)": {
      "read": ["s3://data/in/", "s3://data/one.csv", "s3://whole"], "write": ["s3://data/out/"]}}}
    """

  private static func tenant(_ region: String = "us-east-1") throws -> TenantKey {
    try #require(TenantKey(account: "111122223333", region: region))
  }

  /// What a role may do, as answers to a list of locations.
  private func check(
    _ grant: AccessGrant?, _ purpose: AccessGrant.Purpose, _ location: String
  ) throws {
    try grant?.check(ObjectLocation(location), for: purpose)
  }

  @Test(arguments: [
    "s3://data/in/", "s3://data/in/a.csv", "s3://data/in/deep/b.csv", "s3://data/one.csv",
    "s3://whole/anything", "s3://whole/",
  ])
  func `what is granted can be read`(location: String) throws {
    let grant = try Self.grants(Self.some).grant(to: Self.role, of: Self.tenant())
    try check(grant, .reading, location)
  }

  @Test(arguments: [
    "s3://data/", "s3://data/in", "s3://data/inside.csv", "s3://data/IN/a.csv",
    "s3://data/%69n/a.csv", "s3://data/one.csv.bak", "s3://data/one.csv/x", "s3://other/in/a.csv",
    "s3://data/out/a.csv", "s3://wholesale/x", "s3://data/in\u{301}/a.csv",
  ])
  func `what is not granted is refused in the service's words`(location: String) throws {
    let grant = try Self.grants(Self.some).grant(to: Self.role, of: Self.tenant())
    let failure = #expect(throws: ObjectStoreError.self) {
      try check(grant, .reading, location)
    }
    #expect(failure?.description.hasPrefix("Insufficient privileges") == true)
    #expect(failure?.description.contains(location) == true)
  }

  @Test(arguments: [
    "s3://data/in/../out/a.csv", "s3://data/in/./a.csv", "s3://data/in//a.csv", "s3://data/in/..",
  ])
  func `no location leads out of a grant`(location: String) {
    #expect(throws: ObjectStoreError.self) { try ObjectLocation(location) }
  }

  @Test func `reading and writing are granted apart`() throws {
    let grant = try Self.grants(Self.some).grant(to: Self.role, of: Self.tenant())
    try check(grant, .writing, "s3://data/out/a.csv")
    #expect(throws: ObjectStoreError.self) { try check(grant, .writing, "s3://data/in/a.csv") }
    #expect(throws: ObjectStoreError.self) { try check(grant, .reading, "s3://data/out/a.csv") }
  }

  @Test func `with the file, whoever is not in it may do nothing`() throws {
    let grants = try Self.grants(Self.some)
    for (role, region) in [("arn:aws:iam::1:role/other", "us-east-1"), (Self.role, "eu-west-1")] {
      let grant = try grants.grant(to: role, of: Self.tenant(region))
      #expect(throws: ObjectStoreError.self) { try check(grant, .reading, "s3://data/in/a.csv") }
    }
    #expect(try grants.grant(to: nil, of: Self.tenant()) == AccessGrant())
  }

  @Test func `a star stands for all that have no entry`() throws {
    let grants = try Self.grants(
      """
      {"*": {"*": {"read": ["s3://public/"]}}, "111122223333/eu-west-1": {"*": {}}}
      """)
    #expect(
      try grants.grant(to: Self.role, of: Self.tenant()) == AccessGrant(read: ["s3://public/"]))
    #expect(try grants.grant(to: Self.role, of: Self.tenant("eu-west-1")) == AccessGrant())
  }

  @Test func `without the file everything is granted`() throws {
    #expect(try AccessGrants().grant(to: nil, of: Self.tenant()) == nil)
  }

  @Test(arguments: [
    ("[]", "object of tenants"), ("{\"shop\": {}}", "ACCOUNT/REGION"), ("{", "not valid JSON"),
    ("{\"*\": []}", "role ARNs"), ("{\"*\": {\"*\": []}}", "read and write"),
    ("{\"*\": {\"*\": {\"reads\": []}}}", "reads"),
    ("{\"*\": {\"*\": {\"read\": \"s3://data/\"}}}", "list"),
    ("{\"*\": {\"*\": {\"read\": [1]}}}", "list"),
    ("{\"*\": {\"*\": {\"read\": [\"data/in/\"]}}}", "s3://"),
    ("{\"*\": {\"*\": {\"read\": [\"s3://data/../\"]}}}", ". or .."),
  ])
  func `a file that is wrong is refused with what is wrong`(text: String, words: String) {
    let failure = #expect(throws: AccessGrantsError.self) { try Self.grants(text) }
    #expect(failure?.description.contains(words) == true, "\(failure?.description ?? "")")
  }
}
