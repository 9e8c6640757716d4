import Testing

@testable import Filters

@Suite struct FilterSyntaxTests {
  @Test func `an expression is read into its parts`() throws {
    let filter = try Filter(
      parsing: "include itemid where ITEMS.genre not in ('a', \"b|c\") or items.YEAR >= -1.5e2 "
        + "and Items.PRICE < CurrentItem.PRICE if currentuser.AGE = $AGE")
    let expression = try #require(filter.expressions.first)
    #expect(filter.expressions.count == 1)
    #expect(expression.effect == .include && expression.subject == .item)
    #expect(expression.alternatives.map(\.count) == [1, 2])
    #expect(expression.guards.map(\.field.name) == ["AGE"])
    #expect(expression.guards.map(\.parameter) == ["AGE"])
    guard case .among(.values(let values), true) = expression.alternatives[0][0].test else {
      Issue.record("not a list of values")
      return
    }
    #expect(values.map(\.literal) == [.string("a"), .string("b|c")])
    guard case .compared(.greaterOrEqual, .value(let value)) = expression.alternatives[1][0].test
    else {
      Issue.record("not a comparison")
      return
    }
    #expect(value.literal == .number(-150))
    #expect(expression.alternatives[1][1].currentItem?.name == "PRICE")
  }

  @Test func `AND binds tighter than OR`() throws {
    let filter = try Filter(
      parsing: "INCLUDE ItemID WHERE Items.A > 1 OR Items.B > 1 AND Items.C > 1 OR Items.D > 1")
    #expect(
      filter.expressions[0].alternatives.map { $0.map(\.field.name) } == [
        ["A"], ["B", "C"], ["D"],
      ])
  }

  @Test func `a chain keeps its order`() throws {
    let filter = try Filter(
      parsing: "EXCLUDE ItemID WHERE Items.A > 1|INCLUDE ItemID WHERE Items.B IN(\"x\")")
    #expect(filter.expressions.map(\.effect) == [.exclude, .include])
  }

  @Test(arguments: [
    ("Action.X", Filter.Dataset.actions), ("ACTIONS.X", .actions), ("Item.X", .items),
    ("user.X", .users), ("Interaction.X", .interactions),
    ("action_interactions.X", .actionInteractions),
  ]) func `datasets are known in any case and in the singular`(
    spelling: String, dataset: Filter.Dataset
  ) throws {
    let filter = try Filter(parsing: "INCLUDE ItemID WHERE \(spelling) > 1")
    #expect(filter.expressions[0].conditions.map(\.field.dataset) == [dataset])
  }

  @Test func `names that are keywords elsewhere are fields after the point`() throws {
    let filter = try Filter(parsing: "INCLUDE ItemID WHERE Items.WHERE IN (\"a\") AND Items.IN = 3")
    #expect(filter.expressions[0].conditions.map(\.field.name) == ["WHERE", "IN"])
  }

  @Test func `blanks, signs and other scripts inside quotes are kept`() throws {
    let filter = try Filter(
      parsing:
        "INCLUDE ItemID WHERE Items.A IN (\" a, b \", 'Müßig 東京', \"12\\\" single\", \"C:\\x\")")
    guard case .among(.values(let values), _) = filter.expressions[0].conditions[0].test else {
      Issue.record("not a list of values")
      return
    }
    #expect(
      values.map(\.literal) == [
        .string(" a, b "), .string("Müßig 東京"), .string("12\" single"), .string("C:\\x"),
      ])
  }

  @Test func `a quoted placeholder is a placeholder, a quoted amount is not`() throws {
    let filter = try Filter(
      parsing: "INCLUDE ItemID WHERE Items.A IN (\"$CATEGORY\") AND Items.B IN (\"$10\", \"$\")")
    #expect(filter.parameters.map(\.name) == ["CATEGORY"])
  }

  @Test(arguments: [
    "Interactions.EVENT_TYPE IN (*)", "Interactions.EVENT_TYPE IN ( * )",
    "Interactions.EVENT_TYPE IN (\"*\")",
  ]) func `any event type is a star with or without quotes`(condition: String) throws {
    let filter = try Filter(parsing: "INCLUDE ItemID WHERE \(condition)")
    #expect(filter.expressions[0].conditions[0].wantedEventTypes(values: FilterValues()).isAny)
  }

  @Test func `an error shows the place with a caret`() throws {
    let text = "INCLUDE ItemID WHERE Items.GENRE IN (comedy)"
    let error = try #require(throws: FilterError.self) { try Filter(parsing: text) }
    #expect(error.offset == 37)
    #expect(
      error.description == """
        Invalid Expression: the value comedy must be quoted: "comedy".
        INCLUDE ItemID WHERE Items.GENRE IN (comedy)
                                             ^
        """)
  }

  @Test func `the caret counts characters, shows one line and shortens it`() throws {
    let long = String(repeating: "é", count: 100)
    let text = "INCLUDE ItemID\nWHERE Items.A IN (\"\(long)\") ?\nnever shown"
    let error = try #require(throws: FilterError.self) { try Filter(parsing: text) }
    let tail = String(repeating: "é", count: 47)
    #expect(
      error.excerpt
        == "...\(tail)\") ?\n" + String(repeating: " ", count: 53) + "^")
  }

  @Test(arguments: [
    ("", "expected INCLUDE or EXCLUDE, but the expression ends here.", 0),
    ("INCLUDE ItemID", "expected WHERE, but the expression ends here.", 14),
    ("INCLUDE FooID WHERE", "expected ItemID, UserID or ActionID, but FooID stands here.", 8),
    (
      "INCLUDE ItemID WHERE Foo.A > 1",
      "Foo is not a dataset; there are Interactions, Items, Users, Actions, Action_Interactions.",
      21
    ),
    ("INCLUDE ItemID WHERE CurrentUser.A > 1", "CurrentUser may only be used after IF.", 21),
    (
      "INCLUDE ItemID WHERE CurrentItem.A > 1",
      "CurrentItem may only stand to the right of an operator.", 21
    ),
    ("INCLUDE ItemID WHERE Items.A IN ()", "the list of values is empty.", 32),
    ("INCLUDE ItemID WHERE Items.A IN $A", "write ($A), in parentheses.", 32),
    (
      "INCLUDE ItemID WHERE Items.A IN ($A, $B)",
      "a placeholder stands alone in its parentheses; it may be given several values.", 35
    ),
    (
      "INCLUDE ItemID WHERE Items.A IN (\"x\", $B)",
      "$B must stand alone in its parentheses; it may be given several values.", 38
    ),
    (
      "INCLUDE ItemID WHERE Items.A > 1 IF Items.B > 1",
      "expected CurrentUser after IF, but Items stands here.", 36
    ),
    (
      "INCLUDE ItemID WHERE Items.A > 1 IF CurrentUser.B > 1 OR CurrentUser.C > 1",
      "conditions after IF may only be joined with AND.", 54
    ),
    (
      "INCLUDE ItemID WHERE Items.A > 1 IF CurrentUser.B > 1 IF CurrentUser.B > 1",
      "IF may be used once, at the end of an expression.", 54
    ),
    (
      "INCLUDE ItemID WHERE Items.A IN (\"x",
      "the quoted value that begins here has no closing quote.", 33
    ),
    (
      "INCLUDE ItemID WHERE Items.A IN (\\\"x\\\")",
      "unexpected \\; quotes need no backslash here.", 33
    ),
    (
      "INCLUDE ItemID WHERE Items.A > 2021-01-01",
      "2021-01-01 is not a number; text must be quoted.", 31
    ),
    ("INCLUDE ItemID WHERE Items.A > 1e999", "1e999 is not a number; text must be quoted.", 31),
    ("INCLUDE ItemID WHERE Items.A == 1", "write = instead of ==.", 29),
    ("INCLUDE ItemID WHERE Items.A <> 1", "write != instead of <>.", 29),
    (
      "INCLUDE ItemID WHERE Items.A > 1 |",
      "expected INCLUDE or EXCLUDE, but the expression ends here.", 34
    ),
  ]) func `what is wrong is said and where`(text: String, message: String, offset: Int) throws {
    let error = try #require(throws: FilterError.self) { try Filter(parsing: text) }
    #expect(error.message == "Invalid Expression: \(message)")
    #expect(error.offset == offset)
  }

  @Test func `placeholders and NOT IN are refused in the service's words`() throws {
    let error = try #require(throws: FilterError.self) {
      try Filter(parsing: "EXCLUDE ItemID WHERE Items.A NOT IN ($GENRE)")
    }
    #expect(error.kind == .placeholder)
    #expect(
      error.message
        == "Invalid input symbol: $GENRE. Placeholders are not allowed with NOT_IN operator.")
  }

  @Test func `an expression may have 2500 characters and no more`() throws {
    let start = "INCLUDE ItemID WHERE Items.A IN (\""
    let fitting = start + String(repeating: "ü", count: 2498 - start.count) + "\")"
    #expect(try Filter(parsing: fitting).text.count == 2500)
    let error = try #require(throws: FilterError.self) { try Filter(parsing: fitting + " ") }
    #expect(error.kind == .tooLong)
  }
}
