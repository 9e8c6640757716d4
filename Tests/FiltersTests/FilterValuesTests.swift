import Testing

@testable import Filters

@Suite struct FilterValuesTests {
  @Test func `texts are quoted, numbers plain, several parted by commas`() throws {
    let values = try FilterValues(parsing: [
      "GENRE": #""comedy", "drama""#, "PRICE": "10", "RANGE": "1.5,-2", "ONE": #""a, b""#,
      "YEAR": #""1970""#, "SINGLE": "'x'",
    ])
    #expect(values["GENRE"] == [.string("comedy"), .string("drama")])
    #expect(values["PRICE"] == [.number(10)])
    #expect(values["RANGE"] == [.number(1.5), .number(-2)])
    #expect(values["ONE"] == [.string("a, b")])
    #expect(values["YEAR"]?.first?.number == 1970)
    #expect(values["SINGLE"] == [.string("x")])
    #expect(values["genre"] == nil)
  }

  @Test(arguments: [
    ("comedy", #"text must be in double quotes: \"comedy\"."#, 0),
    ("", "expected a value.", 0), ("\"a\",", "expected a value.", 4),
    ("\"a\" \"b\"", "expected a comma or the end.", 4),
    ("\"a", "the quoted value that begins here has no closing quote.", 0),
    ("[\"a\"]", "unexpected character [.", 0),
    ("2020-01-01", "2020-01-01 is not a number; text must be quoted.", 0),
    ("$A", "expected text in double quotes or a number.", 0),
  ]) func `a malformed value is refused with its place`(
    text: String, reason: String, column: Int
  ) throws {
    let error = try #require(throws: FilterRequestError.self) {
      try FilterValues(parsing: ["P": text])
    }
    let caret = String(repeating: " ", count: column) + "^"
    #expect(error == .malformed(parameter: "P", reason: reason, excerpt: "\(text)\n\(caret)"))
  }

  static let table = {
    var table = FilterTable(columns: [
      .init(name: "GENRE", type: .text), .init(name: "YEAR", type: .number),
    ])
    table.append([.text("comedy"), .number(1970)])
    return table
  }()

  func bind(_ text: String, _ values: [String: String]) throws -> FilterPredicate {
    try PreparedFilter(Filter(parsing: text), table: Self.table)
      .bind(values: FilterValues(parsing: values), currentUser: FilterRecord(["AGE": .number(3)]))
  }

  @Test(
    arguments: [
      ("INCLUDE ItemID WHERE Items.GENRE IN ($G)", [:], FilterRequestError.missingParameter("G")),
      ("INCLUDE ItemID WHERE Items.GENRE IN ($G)", ["g": "\"a\""], .missingParameter("G")),
      (
        "EXCLUDE ItemID WHERE Items.GENRE IN ($G)", ["X": "\"a\""], .unknownParameter("X")
      ),
      (
        "EXCLUDE ItemID WHERE Items.GENRE IN ($G)", ["G": "3"],
        .notQuoted(parameter: "G", field: "Items.GENRE")
      ),
      (
        "EXCLUDE ItemID WHERE Items.YEAR IN ($Y)", ["Y": "\"old\""],
        .notANumber(parameter: "Y", field: "Items.YEAR")
      ),
      (
        "EXCLUDE ItemID WHERE Items.YEAR > $Y", ["Y": "1,2"], .severalValues(parameter: "Y")
      ),
      (
        "EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($T)", ["T": "1"],
        .notQuoted(parameter: "T", field: "Interactions.EVENT_TYPE")
      ),
      (
        "EXCLUDE ItemID WHERE Items.YEAR > 3 IF CurrentUser.AGE = $A", ["A": "\"old\""],
        .notANumber(parameter: "A", field: "CurrentUser.AGE")
      ),
      (
        "EXCLUDE ItemID WHERE Items.YEAR > 3 IF CurrentUser.AGE = $A", ["A": "3,4"],
        .severalValues(parameter: "A")
      ),
    ] as [(String, [String: String], FilterRequestError)])
  func `values that do not fit the filter are refused`(
    text: String, values: [String: String], expected: FilterRequestError
  ) throws {
    let error = try #require(throws: FilterRequestError.self) { try bind(text, values) }
    #expect(error == expected)
    #expect(!error.description.isEmpty)
  }

  @Test func `a request must name what the filter looks at`() throws {
    let seen = PreparedFilter(
      try Filter(parsing: "EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (*)"),
      table: Self.table)
    #expect(throws: FilterRequestError.userRequired) { try seen.bind() }
    let related = PreparedFilter(
      try Filter(parsing: "INCLUDE ItemID WHERE Items.GENRE IN CurrentItem.GENRE"),
      table: Self.table)
    #expect(throws: FilterRequestError.currentItemRequired) { try related.bind() }
  }

  @Test func `a quoted number is taken for a number`() throws {
    #expect(try bind("INCLUDE ItemID WHERE Items.YEAR = $Y", ["Y": "\"1970\""]).admits(0))
  }
}
