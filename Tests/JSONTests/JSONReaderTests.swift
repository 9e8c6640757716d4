import JSON
import Testing

@Suite struct JSONReaderTests {
  private func read<Value>(
    _ text: String, _ body: (inout JSONReader) throws(JSONError) -> Value
  ) throws(JSONError) -> Value {
    var reader = JSONReader(Array(text.utf8))
    let value = try body(&reader)
    try reader.finish()
    return value
  }

  private func string(_ text: String) throws(JSONError) -> String {
    try read(text) { reader throws(JSONError) in try reader.string() }
  }

  @Test func `members are found by name and others passed over`() throws {
    let members = JSONMembers("name", "size", "naïve")
    var reader = JSONReader(
      Array(#" { "size" : 3 , "x":[1,{"y":[]}], "n\u0061me":"a","naïve":true } "#.utf8))
    var seen: [Int] = []
    try reader.beginObject()
    while let member = try reader.nextMember(of: members) {
      seen.append(member)
      try reader.skipValue()
    }
    try reader.finish()
    #expect(seen == [1, JSONMembers.unknown, 0, 2])
  }

  @Test func `a member that is null is as if it were absent`() throws {
    var reader = JSONReader(Array(#"{"a":null,"b":1,"c":null}"#.utf8))
    var keys: [String] = []
    try reader.beginObject()
    while let key = try reader.nextKey() {
      keys.append(key)
      try reader.skipValue()
    }
    #expect(keys == ["b"])
  }

  @Test func `escapes and surrogates are undone`() throws {
    #expect(try string(#""\"\\\/\b\f\n\r\t""#) == "\"\\/\u{8}\u{c}\n\r\t")
    #expect(try string(#""\u0041\u00e9\u20AC\ud83d\uDE00""#) == "Aé€😀")
    #expect(try string(#""plain é € 😀""#) == "plain é € 😀")
    #expect(try string(#""\u0000""#) == "\0")
  }

  @Test(arguments: [
    #""\ud83d""#, #""\ude00""#, #""\ud83d\u0041""#, #""\ud83dx""#, #""\u12""#, #""\u12g4""#,
    #""\x""#, #""\"#, #"""#, "\"a\nb\"", "\"\u{1}\"",
  ])
  func `malformed strings are refused`(text: String) {
    #expect(throws: JSONError.self) { try string(text) }
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80],
      [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xC3], [0xFF],
    ] as [[UInt8]])
  func `what is not UTF-8 is refused, even where it is passed over`(bytes: [UInt8]) {
    var reader = JSONReader([0x22] + bytes + [0x22])
    #expect(throws: JSONError.self) { try reader.string() }
    reader = JSONReader([0x22] + bytes + [0x22])
    #expect(throws: JSONError.self) { try reader.skipValue() }
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("7", 7), ("-12", -12), ("2147483647", 2_147_483_647), ("1e3", 1000),
    ("5.0", 5), ("120e-1", 12), ("-2147483648", -2_147_483_648),
  ])
  func `whole numbers`(text: String, value: Int) throws {
    #expect(try read(text) { reader throws(JSONError) in try reader.integer() } == value)
  }

  @Test(arguments: [
    "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "--1", "1.5", "2147483648", "1e400", "NaN", "",
  ])
  func `what is no 32-bit integer`(text: String) {
    #expect(throws: JSONError.self) {
      try read(text) { reader throws(JSONError) in try reader.integer() }
    }
  }

  @Test func `64-bit integers reach both ends`() throws {
    func long(_ text: String) throws -> Int64 {
      try read(text) { reader throws(JSONError) in try reader.long() }
    }
    #expect(try long("9223372036854775807") == .max)
    #expect(try long("-9223372036854775808") == .min)
    #expect(throws: JSONError.self) { try long("9223372036854775808") }
    #expect(throws: JSONError.self) { try long("-9223372036854775809") }
    #expect(throws: JSONError.self) { try long("99999999999999999999999") }
  }

  @Test(arguments: [
    "0.1", "-0.0", "1e22", "1e23", "123456789012345678", "0.1e-6", "2.2250738585072014e-308",
    "4.9e-324", "1.7976931348623157e308", "9007199254740993", "0.30000000000000004", "1e-400",
    "3.14159265358979323846264338327950288", "100000000000000000000000000000000000000",
  ])
  func `doubles are the nearest ones`(text: String) throws {
    let value = try read(text) { reader throws(JSONError) in try reader.double() }
    #expect(value.bitPattern == Double(text)?.bitPattern)
  }

  @Test func `numbers beyond a double are refused`() {
    for text in ["1e309", "-1e999999999999999999999"] {
      #expect(throws: JSONError.self) {
        try read(text) { reader throws(JSONError) in try reader.double() }
      }
    }
  }

  @Test(arguments: [
    "", " ", "{", "}", "[", "]", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
    "{a:1}", "{\"a\":1 \"b\":2}", "tru", "truefalse", "nul", "[1]]", "1 1", "'a'", "// c", "[1}",
    "{\"a\":1]", "{,}", "{\"a\":1,,\"b\":2}", "\u{FEFF}1",
  ])
  func `what is not JSON is refused`(text: String) {
    #expect(throws: JSONError.self) {
      try read(text) { reader throws(JSONError) in try reader.skipValue() }
    }
  }

  @Test func `nesting is limited`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    let limit = JSONReader.depthLimit
    try read(nested(limit)) { reader throws(JSONError) in try reader.skipValue() }
    #expect(throws: JSONError.syntax(offset: limit, reason: "the nesting is too deep")) {
      try read(nested(limit + 1)) { reader throws(JSONError) in try reader.skipValue() }
    }
    #expect(throws: JSONError.self) { try JSONValue(parsing: nested(100_000)) }
  }

  @Test func `an error names the path to its value`() {
    let text = #"{"list":[0,{"map":{"key":[1,"x"]}}]}"#
    var reader = JSONReader(Array(text.utf8))
    func walk() throws(JSONError) {
      switch reader.nextKind {
      case .object:
        try reader.beginObject()
        while try reader.nextKey() != nil { try walk() }
      case .array:
        try reader.beginArray()
        while try reader.nextElement() { try walk() }
      default: _ = try reader.integer()
      }
    }
    #expect(
      throws: JSONError.type(
        path: "list.2.member.map.key.2.member", expected: "an integer")
    ) { try walk() }
  }

  @Test func `an object in place of a text is taken with its bytes`() throws {
    func text(_ json: String) throws -> String {
      try read(json) { reader throws(JSONError) in try reader.jsonText() }
    }
    #expect(try text(#"{ "a" : [1, {"b":"}"}] }"#) == #"{ "a" : [1, {"b":"}"}] }"#)
    #expect(try text(#""{\"a\":1}""#) == #"{"a":1}"#)
    #expect(throws: JSONError.self) { try text(#"{ "a" : [1, }"#) }
  }

  @Test func `the last of equal keys wins`() throws {
    #expect(try JSONValue(parsing: #"{"a":1,"a":2}"#)["a"] == .number(2))
  }
}
