import Testing

@testable import Privacy

@Suite struct SubjectKeyTests {
  private let key = SubjectKey(bytes: [UInt8](repeating: 7, count: 32))

  @Test func `the same id has the same hash under one key and another under another`() {
    let other = SubjectKey(bytes: [UInt8](repeating: 8, count: 32))
    #expect(key.hash(of: "anna") == key.hash(of: "anna"))
    #expect(key.hash(of: "anna") != key.hash(of: "otto"))
    #expect(key.hash(of: "anna") != other.hash(of: "anna"))
    #expect(key.hash(of: "anna").description.count == 64)
  }

  @Test func `ids that look alike are two people`() {
    #expect(key.hash(of: "caf\u{E9}") != key.hash(of: "cafe\u{301}"))
  }
}
