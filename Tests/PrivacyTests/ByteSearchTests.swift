import Foundation
import Testing

@testable import Privacy

struct ByteSearchTests {
  private static func search(
    _ ids: [String], in bytes: [UInt8], others: OtherIdentifiers = OtherIdentifiers()
  ) throws -> ByteSearch.Outcome {
    let path = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try ByteSearch(ids: ids, others: others).search(path)
  }

  /// A text with an id in a form, made by Foundation, not by the code under test.
  private static func text(_ id: String, _ form: IdentifierForm, before: String) -> [UInt8] {
    let text = "\(before)\(id) and what comes behind"
    switch form {
    case .plain: return Array(text.utf8)
    case .utf16LittleEndian: return [UInt8](text.data(using: .utf16LittleEndian) ?? Data())
    case .utf16BigEndian: return [UInt8](text.data(using: .utf16BigEndian) ?? Data())
    case .base64: return Array(Data(text.utf8).base64EncodedString().utf8)
    case .hexadecimal: return text.utf8.flatMap { Array(String(format: "%02x", $0).utf8) }
    case .percentEncoded:
      return Array((text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "").utf8)
    case .json:
      return (try? JSONSerialization.data(withJSONObject: [text])).map { [UInt8]($0) } ?? []
    case .csv: return Array("\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\"".utf8)
    }
  }

  @Test(arguments: IdentifierForm.allCases)
  func `an id is found in each form, wherever it begins`(form: IdentifierForm) throws {
    for id in ["customer-00042", "jürgen/\"müller\"@example.com", "ÆØÅ-💚-längst", "a+b=c&d?e~f g"] {
      for before in ["", "x ", "xy ", "xyz ", " \n", "\u{0}"] {
        let found = try Self.search([id], in: Self.text(id, form, before: before))
        #expect(found.found[0] ?? 0 >= 1, "\(id) as \(form) behind \(before.count)")
      }
    }
  }

  @Test func `both alphabets of base64 and both cases of hex and percent are found`() throws {
    let id = "??>>~~subject??>>"
    for before in ["", "a", "ab"] {
      let encoded = Data("\(before)\(id)!".utf8).base64EncodedString()
      let safe = encoded.replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
      for text in [encoded, safe] {
        #expect(try Self.search([id], in: Array(text.utf8)).forms == [.base64])
      }
    }
    for format in ["%02x", "%02X"] {
      let text = id.utf8.map { String(format: format, $0) }.joined()
      #expect(try Self.search([id], in: Array(text.utf8)).forms == [.hexadecimal])
      let url = id.utf8.map { byte in
        byte < 0x40 ? "%" + String(format: format, byte) : String(UnicodeScalar(byte))
      }.joined()
      #expect(try Self.search([id], in: Array(url.utf8)).forms == [.percentEncoded])
    }
  }

  @Test func `ids across the pieces a file is read in are found once`() throws {
    let id = "subject-at-the-seam"
    for offset in [-25, -10, -1, 0, 1] {
      var bytes = [UInt8](repeating: 32, count: 3 << 20)
      for seam in [1, 2] {
        let start = (seam << 20) + offset
        bytes.replaceSubrange(start..<(start + id.utf8.count), with: Array(id.utf8))
      }
      #expect(try Self.search([id], in: bytes).found == [0: 2])
    }
  }

  @Test func `of many people exactly those are found that are there`() throws {
    var random = SystemRandomNumberGenerator()
    let ids = (0..<2000).map { "user-\(1_000_000 + $0)-\(Int.random(in: 0..<99, using: &random))" }
    let there = Set((0..<50).map { _ in Int.random(in: 0..<2000, using: &random) })
    var bytes: [UInt8] = []
    for index in there.shuffled() {
      bytes += (0..<Int.random(in: 0..<40)).map { _ in UInt8.random(in: 0..<32) }
      let form = [IdentifierForm.plain, .hexadecimal, .utf16BigEndian].randomElement() ?? .plain
      bytes += Self.text(ids[index], form, before: "\n")
    }
    #expect(Set(try Self.search(ids, in: bytes).found.keys) == there)
  }

  @Test func `what is part of a longer id that stays is not the person`() throws {
    var others = OtherIdentifiers()
    SubjectMentions(ids: ["customer-12"]).note("customer-123", isPerson: true, in: &others)
    let stays = Array("…customer-123…".utf8)
    #expect(try Self.search(["customer-12"], in: stays, others: others).count == 0)
    let goes = Array("…customer-12,customer-123…".utf8)
    #expect(try Self.search(["customer-12"], in: goes, others: others).count == 1)
  }

  @Test func `ids that cannot be told from other bytes are not searched for`() {
    #expect(ByteSearch(ids: ["7", "user-7", "12345678", "00c0ffee"]).unsearchable == 4)
    #expect(ByteSearch(ids: ["123456789012", "00c0ffee00c0", "user-007"]).unsearchable == 0)
    var others = OtherIdentifiers()
    SubjectMentions(ids: ["shared-name"]).note("shared-name", isPerson: false, in: &others)
    #expect(ByteSearch(ids: ["shared-name"], others: others).unsearchable == 1)
  }
}
