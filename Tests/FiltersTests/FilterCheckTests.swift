import Testing

@testable import Filters

@Suite struct FilterCheckTests {
  static let schema = FilterSchema([
    .interactions: [
      .init(name: "USER_ID", type: .string), .init(name: "ITEM_ID", type: .string),
      .init(name: "EVENT_TYPE", type: .string), .init(name: "DEVICE", type: .string),
    ],
    .items: [
      .init(name: "ITEM_ID", type: .string), .init(name: "GENRE", type: .string),
      .init(name: "CATEGORY", type: .string), .init(name: "PRICE", type: .number),
      .init(name: "YEAR", type: .number), .init(name: "ADULT", type: .boolean),
      .init(name: "DESCRIPTION", type: .textual, isNullable: true),
    ],
    .users: [
      .init(name: "USER_ID", type: .string), .init(name: "AGE", type: .number),
      .init(name: "MEMBERSHIP", type: .string),
    ],
    .actions: [
      .init(name: "VALUE", type: .number), .init(name: "CATEGORY", type: .string),
      .init(name: "REPEAT_FREQUENCY", type: .number),
      .init(name: "EXPIRATION_TIMESTAMP", type: .number),
    ],
    .actionInteractions: [.init(name: "EVENT_TYPE", type: .string)],
  ])

  func check(_ text: String) throws(FilterError) -> FilterRequirements {
    try Filter(parsing: text).check(against: Self.schema)
  }

  @Test(arguments: [
    "EXCLUDE ItemID WHERE Interactions.event_type IN (\"click\", \"Stream\")",
    "INCLUDE ItemID WHERE Items.GENRE IN ($G) AND Items.YEAR >= 1970 OR Items.PRICE < ($P)",
    "INCLUDE ItemID WHERE Items.PRICE < CurrentItem.PRICE AND Items.GENRE IN CurrentItem.GENRE",
    "EXCLUDE ItemID WHERE Items.GENRE IN ($G) IF CurrentUser.AGE = $A AND CurrentUser.MEMBERSHIP = 'x'",
    "INCLUDE UserID WHERE Users.AGE > 3 | EXCLUDE UserID WHERE Interactions.EVENT_TYPE IN (*)",
    "INCLUDE ActionID WHERE Action.CATEGORY IN (\"a\") IF CurrentUser.MEMBERSHIP = $PREMIUM",
    "EXCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN (\"NOT_TAKEN\")",
    "INCLUDE ItemID WHERE Items.YEAR IN (\"1970\", 1980)",
  ]) func `an expression that fits the schemas is accepted`(text: String) throws {
    _ = try check(text)
  }

  @Test(arguments: [
    ("INCLUDE ItemID WHERE Users.AGE > 3", FilterError.Kind.structure, "Users"),
    (
      "INCLUDE ItemID WHERE Items.YEAR > 3 AND Interactions.EVENT_TYPE IN ('a')", .structure,
      "Interactions"
    ),
    (
      "INCLUDE ItemID WHERE Items.YEAR > 3 | EXCLUDE UserID WHERE Users.AGE > 3", .structure,
      "EXCLUDE"
    ),
    ("INCLUDE UserID WHERE Users.AGE > 3 IF CurrentUser.AGE > 3", .structure, "CurrentUser"),
    ("INCLUDE UserID WHERE Users.AGE > CurrentItem.PRICE", .structure, "CurrentItem"),
    ("INCLUDE ItemID WHERE Items.GENRE IN (*)", .structure, "*"),
    ("INCLUDE ItemID WHERE Items.FOO IN (\"a\")", .unknownField, "Items.FOO"),
    ("INCLUDE ItemID WHERE Interactions.DEVICE IN (\"a\")", .unusableField, "Interactions.DEVICE"),
    ("INCLUDE ItemID WHERE Items.ADULT IN (\"true\")", .unusableField, "Items.ADULT"),
    ("INCLUDE ItemID WHERE Items.DESCRIPTION IN (\"a\")", .unusableField, "Items.DESCRIPTION"),
    ("INCLUDE ActionID WHERE Actions.repeat_frequency > 3", .unusableField, "Actions.repeat"),
    ("INCLUDE ActionID WHERE Actions.EXPIRATION_TIMESTAMP > 3", .unusableField, "Actions.EXP"),
    ("INCLUDE ItemID WHERE Items.GENRE > 3", .type, "Items.GENRE"),
    ("INCLUDE ItemID WHERE Items.GENRE IN (3)", .type, "3"),
    ("INCLUDE ItemID WHERE Items.YEAR = \"long ago\"", .type, "\"long"),
    ("INCLUDE ItemID WHERE Items.YEAR = CurrentItem.GENRE", .type, "CurrentItem"),
  ]) func `an expression that breaks a rule is refused at the place`(
    text: String, kind: FilterError.Kind, place: String
  ) throws {
    let error = try #require(throws: FilterError.self) { try check(text) }
    #expect(error.kind == kind)
    #expect(error.message.hasPrefix("Invalid Expression"))
    let rest = String(decoding: Array(text.utf8.dropFirst(error.offset)), as: UTF8.self)
    #expect(rest.hasPrefix(place), "\(error)")
  }

  @Test func `a dataset that the group lacks is named`() throws {
    let filter = try Filter(parsing: "INCLUDE ItemID WHERE Items.YEAR > 3")
    let error = try #require(throws: FilterError.self) {
      try filter.check(against: FilterSchema())
    }
    #expect(error.message == "Invalid Expression: the dataset group has no Items dataset.")
  }

  @Test func `placeholders of INCLUDE are required, those of EXCLUDE are not`() throws {
    let needs = try check(
      "INCLUDE ItemID WHERE Items.GENRE IN ($A) | EXCLUDE ItemID WHERE Items.YEAR > $B "
        + "| EXCLUDE ItemID WHERE Items.GENRE IN ($A) IF CurrentUser.AGE > $C")
    #expect(needs.parameters.map(\.name) == ["A", "B", "C"])
    #expect(needs.parameters.map(\.isRequired) == [true, false, false])
  }

  @Test func `it is told what a request must name`() throws {
    let plain = try check("INCLUDE ItemID WHERE Items.YEAR > 3")
    #expect(!plain.needsUser && !plain.needsCurrentItem && !plain.usesInteractions)
    let seen = try check("EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (\"*\")")
    #expect(seen.needsUser && seen.usesInteractions && !seen.usesCurrentUser)
    let segment = try check("EXCLUDE UserID WHERE Interactions.EVENT_TYPE IN (\"*\")")
    #expect(!segment.needsUser && segment.usesInteractions)
    let related = try check("INCLUDE ItemID WHERE Items.YEAR > CurrentItem.YEAR")
    #expect(related.needsCurrentItem && !related.needsUser)
  }

  @Test func `fields are counted once however they are spelled`() throws {
    let needs = try check(
      "INCLUDE ItemID WHERE Items.YEAR > 3 AND items.year < 9 | EXCLUDE ItemID WHERE "
        + "ITEMS.Genre IN CurrentItem.GENRE IF CurrentUser.age > 3")
    #expect(needs.fields.map(\.name).sorted() == ["AGE", "GENRE", "YEAR"])
    #expect(needs.datasets == [.items, .users])
  }

  @Test func `eleven distinct fields are one too many`() throws {
    let names = (1...11).map { "F\($0)" }
    let schema = FilterSchema([.items: names.map { .init(name: $0, type: .number) }])
    func filter(_ count: Int) throws(FilterError) -> Filter {
      let conditions = names.prefix(count).map { "Items.\($0) > 0" }
      return try Filter(
        parsing: "INCLUDE ItemID WHERE " + conditions.joined(separator: " AND "))
    }
    try filter(10).check(against: schema)
    let error = try #require(throws: FilterError.self) { try filter(11).check(against: schema) }
    #expect(error.kind == .tooManyFields)
  }
}
