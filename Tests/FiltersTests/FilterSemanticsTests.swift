import Testing

@testable import Filters

/// What filters mean, on a small catalogue; the interpreter must agree with each answer.
@Suite struct FilterSemanticsTests {
  static let items: [[FilterCell]] = [
    [.text("comedy|drama"), .number(10), .number(1970)],
    [.text("drama"), .number(20), .null],
    [.null, .null, .number(1980)],
    [.text("Comedy"), .number(30), .number(1985)],
  ]

  static let table = {
    var table = FilterTable(columns: [
      .init(name: "GENRE", type: .text), .init(name: "PRICE", type: .number),
      .init(name: "YEAR", type: .number),
    ])
    for item in items { table.append(item) }
    return table
  }()

  /// The user clicked item 0, bought item 1, streamed and clicked item 4, which has no row.
  static let history: [(type: String?, item: Int)] = [
    ("Click", 0), ("purchase", 1), ("stream", 4), ("click", 4), (nil, 3),
  ]

  static let user = FilterRecord(["AGE": .number(20), "CLUB": .text("gold|silver")])

  /// Which of items 0 to 4 pass; item 4 has no row.
  func admitted(
    _ text: String, _ values: [String: String] = [:], user: FilterRecord = Self.user,
    item: Int? = 0
  ) throws -> [Int] {
    let filter = try Filter(parsing: text)
    let values = try FilterValues(parsing: values)
    var types = FilterEventTypes()
    for event in Self.history { if let name = event.type { _ = types.code(adding: name) } }
    var events = FilterEvents(types: types)
    for event in Self.history {
      events.insert(type: event.type.flatMap { types.code(of: $0) }, entity: event.item)
    }
    let predicate = try PreparedFilter(filter, table: Self.table)
      .bind(values: values, events: events, currentUser: user, currentItem: item)
    let found = (0...4).filter { predicate.admits($0) }
    let plain = FilterInterpreter(
      filter, values: values, currentUser: user,
      currentItem: item.map { Self.table.record(at: $0) } ?? FilterRecord())
    let expected = (0...4).filter { index in
      plain.admits(
        Self.table.record(at: index),
        eventTypes: Self.history.filter { $0.item == index }.map(\.type))
    }
    #expect(found == expected)
    let bits = predicate.admitted(count: 5)
    #expect((0...4).filter { bits[$0] } == found && bits.population == found.count)
    return found
  }

  @Test(arguments: [
    ("INCLUDE ItemID WHERE Items.GENRE IN (\"comedy\")", [0]),
    ("INCLUDE ItemID WHERE items.genre IN (\"drama\", \"Comedy\")", [0, 1, 3]),
    ("INCLUDE ItemID WHERE Items.GENRE IN (\"comedy|drama\")", []),
    ("EXCLUDE ItemID WHERE Items.GENRE IN (\"drama\")", [2, 3, 4]),
    ("INCLUDE ItemID WHERE Items.GENRE NOT IN (\"comedy\")", [1, 2, 3]),
    ("INCLUDE ItemID WHERE Items.GENRE = \"drama\"", [0, 1]),
    ("INCLUDE ItemID WHERE Items.GENRE != \"comedy\"", [1, 3]),
    ("INCLUDE ItemID WHERE Items.PRICE >= 20", [1, 3]),
    ("INCLUDE ItemID WHERE Items.PRICE != 20", [0, 3]),
    ("INCLUDE ItemID WHERE Items.PRICE IN (10, \"30\")", [0, 3]),
    ("INCLUDE ItemID WHERE Items.PRICE NOT IN (10)", [1, 2, 3]),
    ("EXCLUDE ItemID WHERE Items.PRICE NOT IN (10)", [0, 4]),
    ("INCLUDE ItemID WHERE Items.NEW NOT IN (10)", [0, 1, 2, 3]),
    ("INCLUDE ItemID WHERE Items.YEAR >= 1970 AND Items.YEAR < 1980", [0]),
    ("INCLUDE ItemID WHERE Items.YEAR = 1980 OR Items.PRICE = 10 AND Items.YEAR = 1", [2]),
  ]) func `null fails all but NOT IN, no row fails that too, several values match by any`(
    text: String, expected: [Int]
  ) throws {
    #expect(try admitted(text) == expected)
  }

  @Test(arguments: [
    ("EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (\"CLICK\")", [1, 2, 3]),
    ("INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (\"click\", \"Purchase\")", [0, 1, 4]),
    ("INCLUDE ItemID WHERE Interactions.event_type in (\"*\")", [0, 1, 3, 4]),
    ("INCLUDE ItemID WHERE Interactions.EVENT_TYPE NOT IN (*)", [2]),
    ("INCLUDE ItemID WHERE Interactions.EVENT_TYPE NOT IN (\"click\")", [1, 2, 3]),
    ("INCLUDE ItemID WHERE Interactions.EVENT_TYPE = \"stream\"", [4]),
    ("INCLUDE ItemID WHERE Interactions.EVENT_TYPE != \"click\"", [1, 3]),
    ("INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (\"never met\")", []),
    (
      "INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (\"click\") "
        + "AND Interactions.EVENT_TYPE IN (\"stream\")", [4]
    ),
  ]) func `event types are compared without case, among those of the user and the item`(
    text: String, expected: [Int]
  ) throws {
    #expect(try admitted(text) == expected)
  }

  @Test func `texts are compared byte by byte, and bars separate them whatever follows`() throws {
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    var table = FilterTable(columns: [.init(name: "GENRE", type: .text)])
    for text in [composed, decomposed, "a|\u{301}b", "\u{212A}", "K"] {
      table.append([.text(text)])
    }
    func admitted(_ text: String) throws -> [Int] {
      let filter = try Filter(parsing: text)
      let predicate = try PreparedFilter(filter, table: table).bind()
      let found = (0..<5).filter { predicate.admits($0) }
      let plain = FilterInterpreter(filter)
      #expect(found == (0..<5).filter { plain.admits(table.record(at: $0)) })
      return found
    }
    #expect(try admitted("INCLUDE ItemID WHERE Items.GENRE IN (\"\(composed)\")") == [0])
    #expect(try admitted("INCLUDE ItemID WHERE Items.GENRE = \"\(decomposed)\"") == [1])
    #expect(try admitted("INCLUDE ItemID WHERE Items.GENRE IN (\"a\")") == [2])
    #expect(try admitted("EXCLUDE ItemID WHERE Items.GENRE IN (\"K\")") == [0, 1, 2, 3])
  }

  @Test func `a chain is the union of what is included without all that is excluded`() throws {
    let comedy = "INCLUDE ItemID WHERE Items.GENRE IN (\"comedy\")"
    let dear = "INCLUDE ItemID WHERE Items.PRICE > 15"
    let old = "EXCLUDE ItemID WHERE Items.YEAR < 1980"
    let clicked = "EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (\"purchase\")"
    let parts = [comedy, dear, old, clicked]
    #expect(try admitted("\(comedy) | \(dear)") == [0, 1, 3])
    #expect(try admitted("\(old) | \(clicked)") == [2, 3, 4])
    #expect(try admitted(parts.joined(separator: " | ")) == [3])
    #expect(try admitted(parts.reversed().joined(separator: " | ")) == [3])
  }

  @Test(arguments: [
    ("CurrentUser.AGE > 18", true), ("CurrentUser.age >= $AGE", true),
    ("CurrentUser.CLUB = \"gold\"", true), ("CurrentUser.CLUB IN (\"bronze\", \"silver\")", true),
    ("CurrentUser.CLUB NOT IN (\"gold\")", false),
    ("CurrentUser.AGE > 18 AND CurrentUser.AGE < 20", false),
    ("CurrentUser.NONE > 1", false), ("CurrentUser.NONE NOT IN (\"a\")", true),
  ]) func `an expression whose IF is false has no effect`(condition: String, holds: Bool) throws {
    let values = condition.contains("$") ? ["AGE": "20"] : [:]
    let include = "INCLUDE ItemID WHERE Items.PRICE = 10 IF \(condition)"
    #expect(try admitted(include, values) == (holds ? [0] : [0, 1, 2, 3, 4]))
    let exclude = "EXCLUDE ItemID WHERE Items.PRICE = 10 IF \(condition)"
    #expect(try admitted(exclude, values) == (holds ? [1, 2, 3, 4] : [0, 1, 2, 3, 4]))
    let chain = "\(include) | INCLUDE ItemID WHERE Items.PRICE = 20"
    #expect(try admitted(chain, values) == (holds ? [0, 1] : [1]))
  }

  @Test func `placeholders take one or more values, and EXCLUDE does without`() throws {
    let include = "INCLUDE ItemID WHERE Items.GENRE IN ($G) AND Items.PRICE < $P"
    #expect(
      try admitted(include, ["G": #""drama","Comedy""#, "P": "25"]) == [0, 1])
    let exclude =
      "EXCLUDE ItemID WHERE Items.GENRE IN ($G) | EXCLUDE ItemID WHERE Items.PRICE > ($P)"
    #expect(try admitted(exclude) == [0, 1, 2, 3, 4])
    #expect(try admitted(exclude, ["P": "15"]) == [0, 2, 4])
    #expect(
      try admitted("EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($T)", ["T": "\"CLICK\""])
        == [1, 2, 3])
  }

  @Test func `many values of a placeholder are all looked for`() throws {
    let numbers = (1...40).map { String($0 * 5) }.joined(separator: ",")
    #expect(try admitted("INCLUDE ItemID WHERE Items.PRICE IN ($P)", ["P": numbers]) == [0, 1, 3])
  }

  @Test(arguments: [
    ("Items.GENRE IN CurrentItem.GENRE", 0, [0, 1]), ("Items.GENRE IN CurrentItem.GENRE", 2, []),
    ("Items.GENRE NOT IN CurrentItem.GENRE", 1, [2, 3]),
    ("Items.GENRE NOT IN CurrentItem.GENRE", 2, [0, 1, 2, 3]),
    ("Items.GENRE = CurrentItem.GENRE", 1, [0, 1]), ("Items.GENRE != CurrentItem.GENRE", 1, [3]),
    ("Items.GENRE != CurrentItem.GENRE", 2, []), ("Items.PRICE < CurrentItem.PRICE", 3, [0, 1]),
    ("Items.PRICE != CurrentItem.PRICE", 3, [0, 1]), ("Items.PRICE < CurrentItem.PRICE", 2, []),
    ("Items.YEAR IN CurrentItem.YEAR", 0, [0]), ("Items.PRICE <= CurrentItem.PRICE", 99, []),
  ]) func `fields are compared with those of the current item`(
    condition: String, item: Int, expected: [Int]
  ) throws {
    #expect(try admitted("INCLUDE ItemID WHERE \(condition)", item: item) == expected)
  }

  @Test func `only the latest interactions of each type count`() throws {
    var types = FilterEventTypes()
    let click = types.code(adding: "click")
    var events = FilterEvents(types: types, perTypeMax: 2)
    for entity in [3, 2, 1] { events.insert(type: click, entity: entity) }
    events.insert(type: nil, entity: 0)
    let filter = PreparedFilter(
      try Filter(parsing: "INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (\"*\")"),
      table: Self.table)
    let predicate = try filter.bind(events: events, currentUser: FilterRecord())
    #expect((0...3).filter { predicate.admits($0) } == [0, 2, 3])
  }

  @Test func `action event types are also compared without regard to what joins their words`()
    throws
  {
    var types = FilterEventTypes(ofActions: true)
    let notTaken = types.code(adding: "Not taken")
    #expect(types.code(of: "NOT_TAKEN") == notTaken && types.code(of: "not-taken") == notTaken)
    var events = FilterEvents(types: types)
    events.insert(type: notTaken, entity: 1)
    let filter = PreparedFilter(
      try Filter(
        parsing: "EXCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN (\"NOT_TAKEN\")"),
      table: FilterTable())
    let predicate = try filter.bind(events: events, currentUser: FilterRecord())
    #expect((0...2).filter { predicate.admits($0) } == [0, 2])
  }

  @Test func `users are filtered by what each of them did`() throws {
    var table = FilterTable(columns: [.init(name: "AGE", type: .number)])
    for age in [10.0, 20, 30] { table.append([.number(age)]) }
    var types = FilterEventTypes()
    let click = types.code(adding: "click")
    var events = FilterEvents(types: types, perTypeMax: .max)
    for user in [0, 2] { events.insert(type: click, entity: user) }
    let filter = try Filter(
      parsing: "INCLUDE UserID WHERE Interactions.EVENT_TYPE IN (\"CLICK\") "
        + "| EXCLUDE UserID WHERE Users.AGE < $AGE")
    let predicate = try PreparedFilter(filter, table: table)
      .bind(values: FilterValues(parsing: ["AGE": "15"]), events: events)
    #expect((0...2).filter { predicate.admits($0) } == [2])
  }

  @Test func `a row that is set again counts as it is now`() throws {
    var table = Self.table
    table.set(1, to: [.text("western")])
    table.set(5, to: [.text("western"), .number(5)])
    let filter = try Filter(parsing: "INCLUDE ItemID WHERE Items.GENRE IN (\"western\")")
    let predicate = try PreparedFilter(filter, table: table).bind()
    #expect(table.count == 6)
    #expect((0...6).filter { predicate.admits($0) } == [1, 5])
    let absent = try PreparedFilter(
      Filter(parsing: "INCLUDE ItemID WHERE Items.PRICE NOT IN (5)"), table: table
    ).bind()
    #expect((0...6).filter { absent.admits($0) } == [0, 1, 2, 3])
  }

  @Test func `an index that cannot be is an entity without fields`() throws {
    let predicate = try PreparedFilter(
      Filter(
        parsing: "INCLUDE ItemID WHERE Items.PRICE = $P OR Items.GENRE = $G"
          + " OR Items.GENRE NOT IN (\"x\") OR Interactions.EVENT_TYPE IN (*)"),
      table: Self.table
    ).bind(
      values: FilterValues(parsing: ["P": "1", "G": "\"a\""]), events: FilterEvents(types: .init()),
      currentUser: FilterRecord())
    for entity in [Int.min, -1, 4, Int(Int32.max), Int.max] { #expect(!predicate.admits(entity)) }
    #expect(predicate.admits(0))
  }

  @Test func `bars do not part an identifier`() throws {
    var table = FilterTable(columns: [.init(name: "ITEM_ID", type: .text)])
    table.append([.identifier("a|b")])
    let predicate = try PreparedFilter(
      Filter(parsing: "EXCLUDE ItemID WHERE Items.ITEM_ID IN (\"a|b\", \"c\")"), table: table
    ).bind()
    #expect(!predicate.admits(0))
  }

  @Test func `it is explained what each expression makes of an item`() throws {
    let filter = try Filter(
      parsing: "INCLUDE ItemID WHERE Items.PRICE > 5 | EXCLUDE ItemID WHERE Items.GENRE IN ($G) "
        + "| EXCLUDE ItemID WHERE Items.YEAR > 1975")
    let predicate = try PreparedFilter(filter, table: Self.table).bind()
    #expect(predicate.explain(0, in: filter) == [.matched, .noEffect, .notMatched])
    #expect(!predicate.admitsAll)
  }
}
