import Testing

@testable import Filters

/// What each expression found in the wild leaves of one small catalogue, for one user.
@Suite struct FilterCorpusMeaningTests {
  /// Items a to d; e was interacted with but has no row, and is in no column.
  static let columns: [String: (type: FilterTable.ColumnType, cells: [FilterCell])] = [
    "CATEGORY_L1": text("electronics", "salty snacks", "food service", "electronics"),
    "CATEGORY_L2": text("halloween", "party", nil, "halloween|party"),
    "PROMOTED": text("Y", "N", "Y", "Y"),
    "CATEGORY": text("shoe", "shoe", "watch", "clothing"),
    "DESCRIPTION": text("boot", "sandal", "luxury", nil),
    "GENRE": text("comedy|drama", "drama", "western", "'+ genre +'"),
    "GENRES": text("comedy|drama", "drama", "western", "'+ genre +'"),
    "ARTICLE_GENRE": text("news|sport", "sport", "news", "arts"),
    "ALLOWED_COUNTRIES": text("DE|FR", "FR", nil, "de"),
    "OUT_OF_STOCK": text("yes", "no", "YES", nil),
    "AVAILABLE": text("True", "True", "False", "True"),
    "OWNER": text("in-house", "partner", "In-House", nil),
    "PROMOTION": text("true", "false", nil, "true"),
    "PRICE": numbers(10, 20, 30, nil),
    "YEAR": numbers(1970, 1979, 1980, nil),
    "CREATION_TIMESTAMP": numbers(1_633_240_825, 1_633_240_824, 1_600_000_000, 1_700_000_000),
    "PUBLISHED_DATE": numbers(20_211_002, 20_211_001, 20_200_101, nil),
  ]

  static let history: [(type: String, item: Int)] = [
    ("CLICK", 0), ("purchase", 1), ("Watch", 2), ("stream", 3), ("favorite", 3),
    ("purchased", 4), ("watched", 4),
  ]

  static let meanings: [(text: String, values: [String: String], left: String)] = [
    (#"EXCLUDE ItemID WHERE INTERACTIONS.event_type IN ("Purchase")"#, [:], "acde"),
    (
      #"EXCLUDE ItemID WHERE INTERACTIONS.event_type IN ("Purchase") | EXCLUDE ItemID WHERE ITEMS.CATEGORY_L1 IN ("cold dispensed", "hot dispensed", "salty snacks", "food service")"#,
      [:], "ade"
    ),
    (
      #"EXCLUDE ItemID WHERE INTERACTIONS.event_type IN ("Purchase") | INCLUDE ItemID WHERE ITEMS.CATEGORY_L1 IN CurrentItem.CATEGORY_L1"#,
      [:], "ad"
    ),
    (
      #"EXCLUDE ItemID WHERE INTERACTIONS.event_type IN ("Purchase") | INCLUDE ItemID WHERE ITEMS.PROMOTED IN ("Y")"#,
      [:], "acd"
    ),
    (
      #"EXCLUDE ItemID WHERE INTERACTIONS.event_type IN ("Purchase") | INCLUDE ItemID WHERE ITEMS.PROMOTED IN ("Y") AND ITEMS.CATEGORY_L1 NOT IN ("cold dispensed", "hot dispensed", "salty snacks", "food service")"#,
      [:], "ad"
    ),
    (
      #"EXCLUDE ItemID WHERE ITEMS.CATEGORY_L1 NOT IN ("cold dispensed", "hot dispensed", "salty snacks", "food service")"#,
      [:], "bce"
    ),
    (#"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click", "stream")"#, [:], "bce"),
    (#"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("purchased")"#, [:], "abcd"),
    (#"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($EVENT_TYPE)"#, [:], "abcde"),
    (
      #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($EVENT_TYPE)"#,
      ["EVENT_TYPE": #""Click","watch""#], "bde"
    ),
    (#"EXCLUDE ItemID WHERE Interactions.event_type IN ("Watch")"#, [:], "abde"),
    (#"EXCLUDE ItemID WHERE Interactions.event_type IN ("watch")"#, [:], "abde"),
    (#"EXCLUDE ItemID WHERE Items.CATEGORY IN ("$CATEGORY")"#, ["CATEGORY": #""shoe""#], "cde"),
    (
      #"EXCLUDE ItemID WHERE Items.CATEGORY IN ("shoe") AND Items.DESCRIPTION NOT IN ("boot")"#,
      [:], "acde"
    ),
    (#"EXCLUDE ItemID WHERE Items.CATEGORY IN ($CATEGORY)"#, ["CATEGORY": #""shoe""#], "cde"),
    (
      #"EXCLUDE ItemID WHERE Items.GENRE IN ($GENRE) IF CurrentUser.AGE = $AGE"#,
      ["GENRE": #""drama""#, "AGE": "20"], "cde"
    ),
    (
      #"EXCLUDE ItemID WHERE Items.GENRE IN ($GENRE) IF CurrentUser.AGE = $AGE"#,
      ["GENRE": #""drama""#, "AGE": "21"], "abcde"
    ),
    (#"EXCLUDE ItemID WHERE Items.out_of_stock IN ('yes')"#, [:], "bcde"),
    (#"EXCLUDE itemId WHERE INTERACTIONS.event_type in ("Purchase")"#, [:], "acde"),
    (
      #"INCLUDE ItemID WHERE ITEMS.CATEGORY_L1 IN ($CATEGORIES)"#,
      ["CATEGORIES": #""salty snacks","food service""#], "bc"
    ),
    (#"INCLUDE ItemID WHERE ITEMS.CATEGORY_L1 IN CurrentItem.CATEGORY_L1"#, [:], "ad"),
    (#"INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click")"#, [:], "a"),
    (#"INCLUDE ItemID WHERE Interactions.EVENT_TYPE in ("*")"#, [:], "abcde"),
    (#"INCLUDE ItemID WHERE Interactions.EVENT_TYPE in ("click", "stream")"#, [:], "ad"),
    (#"INCLUDE ItemID WHERE Interactions.EVENT_TYPE in ('click', 'stream')"#, [:], "ad"),
    (#"INCLUDE ItemID WHERE Interactions.event_type IN ("Watch")"#, [:], "c"),
    (#"INCLUDE ItemID WHERE Interactions.event_type IN ("watch")"#, [:], "c"),
    (#"INCLUDE ItemID WHERE Interactions.event_type IN ('watched','favorited')"#, [:], "e"),
    (
      #"INCLUDE ItemID WHERE Items.ALLOWED_COUNTRIES IN ($CONTEXT_COUNTRY)"#,
      ["CONTEXT_COUNTRY": #""DE""#], "a"
    ),
    (
      #"INCLUDE ItemID WHERE Items.ARTICLE_GENRE IN ($GENRELIST) AND Items.CREATION_TIMESTAMP > $CUTOFF | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#,
      ["GENRELIST": #""news","sport""#, "CUTOFF": "1620000000"], ""
    ),
    (
      #"INCLUDE ItemID WHERE Items.CATEGORY IN ("clothing") AND Items.AVAILABLE IN ("True")"#,
      [:], "d"
    ),
    (
      #"INCLUDE ItemID WHERE Items.CATEGORY IN ("watch") AND Items.DESCRIPTION IN ("luxury") IF CurrentUser.AGE > 18"#,
      [:], "c"
    ),
    (
      #"INCLUDE ItemID WHERE Items.CATEGORY IN ($CATEGORY) | INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("favorite")"#,
      ["CATEGORY": #""shoe""#], "abd"
    ),
    (#"INCLUDE ItemID WHERE Items.CATEGORY_L1 IN ("electronics")"#, [:], "ad"),
    (
      #"INCLUDE ItemID WHERE Items.CATEGORY_L1 IN ($CATEGORY)"#,
      ["CATEGORY": #""electronics""#], "ad"
    ),
    (#"INCLUDE ItemID WHERE Items.CATEGORY_L2 IN ("halloween")"#, [:], "ad"),
    (#"INCLUDE ItemID WHERE Items.CATEGORY_L2 IN ($CATEGORY)"#, ["CATEGORY": #""party""#], "bd"),
    (#"INCLUDE ItemID WHERE Items.CREATION_TIMESTAMP < $DATE"#, ["DATE": "1633240825"], "bc"),
    (#"INCLUDE ItemID WHERE Items.GENRE IN ("'+ genre +'")"#, [:], "d"),
    (#"INCLUDE ItemID WHERE Items.GENRE IN ($GENRE)"#, ["GENRE": #""drama","western""#], "abc"),
    (
      #"INCLUDE ItemID WHERE Items.GENRE IN ($GENRE) | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click", "stream")"#,
      ["GENRE": #""drama","western""#], "bc"
    ),
    (#"INCLUDE ItemID WHERE Items.GENRES IN ($GENRE)"#, ["GENRE": #""Drama""#], ""),
    (#"INCLUDE ItemID WHERE Items.OWNER IN ("in-house")"#, [:], "a"),
    (#"INCLUDE ItemID WHERE Items.PRICE <= $PRICE"#, ["PRICE": "20"], "ab"),
    (#"INCLUDE ItemID WHERE Items.PROMOTION IN ("true")"#, [:], "ad"),
    (
      #"INCLUDE ItemID WHERE Items.YEAR >= $YEAR1 AND Items.YEAR < $YEAR2"#,
      ["YEAR1": "1970", "YEAR2": "1979"], "a"
    ),
    (#"INCLUDE ItemID WHERE Items.YEAR >= 1970 AND Items.YEAR < 1980"#, [:], "ab"),
    (#"INCLUDE ItemID WHERE Items.creation_timestamp > 1633240824"#, [:], "ad"),
    (#"INCLUDE ItemID WHERE Items.genre IN ($GENRES)"#, ["GENRES": #""comedy""#], "a"),
    (#"INCLUDE ItemID WHERE Items.published_date > 20211001"#, [:], "a"),
  ]

  @Test(arguments: meanings) func `it leaves what a careful reader expects`(
    text: String, values: [String: String], left: String
  ) throws {
    #expect(try Self.left(text, values) == left)
  }

  /// Users y (20, gold), o (50, silver), n (no row); y clicked, o has the type of the odd name.
  @Test(arguments: [
    (#"EXCLUDE UserID WHERE Interactions.EVENT_TYPE IN ($EVENT_TYPE)"#, #""CLICK""#, "on"),
    (#"EXCLUDE UserID WHERE Users.AGE < $AGE"#, "30", "on"),
    (#"INCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("click, rating")"#, nil, "o"),
    (
      #"INCLUDE UserID WHERE Users.MEMBERSHIP_STATUS IN ($MEMBERSHIP)"#, #""gold","silver""#, "yo"
    ),
  ]) func `those of users leave the users a careful reader expects`(
    text: String, value: String?, left: String
  ) throws {
    var table = FilterTable(columns: [
      .init(name: "AGE", type: .number), .init(name: "MEMBERSHIP_STATUS", type: .text),
    ])
    table.append([.number(20), .text("gold")])
    table.append([.number(50), .text("silver")])
    var types = FilterEventTypes()
    let (click, odd) = (types.code(adding: "click"), types.code(adding: "Click, rating"))
    var events = FilterEvents(types: types, perTypeMax: .max)
    events.insert(type: click, entity: 0)
    events.insert(type: odd, entity: 1)
    let filter = try Filter(parsing: text)
    var values: [String: String] = [:]
    for parameter in filter.parameters { values[parameter.name] = value }
    let predicate = try PreparedFilter(filter, table: table)
      .bind(values: FilterValues(parsing: values), events: events)
    #expect(Self.letters("yon", where: predicate.admits) == left)
  }

  @Test func `every well-formed expression found has its meaning here`() {
    let items = FilterCorpusTests.wellFormed.filter { !$0.contains("UserID") }
    #expect(Set(items) == Set(Self.meanings.map(\.text)))
    #expect(FilterCorpusTests.wellFormed.count == items.count + 4)
  }

  static func left(_ text: String, _ given: [String: String]) throws -> String {
    let names = columns.keys.sorted()
    var table = FilterTable(
      columns: names.map { .init(name: $0, type: columns[$0]?.type ?? .text) })
    for row in 0..<4 { table.append(names.map { columns[$0]?.cells[row] ?? .null }) }
    var types = FilterEventTypes()
    for event in history { _ = types.code(adding: event.type) }
    var events = FilterEvents(types: types)
    for event in history { events.insert(type: types.code(of: event.type), entity: event.item) }
    let filter = try Filter(parsing: text)
    let values = try FilterValues(parsing: given)
    let user = FilterRecord(["AGE": .number(20)])
    let predicate = try PreparedFilter(filter, table: table)
      .bind(values: values, events: events, currentUser: user, currentItem: 0)
    let plain = FilterInterpreter(
      filter, values: values, currentUser: user, currentItem: table.record(at: 0))
    let compiled = letters("abcde", where: predicate.admits)
    let interpreted = letters("abcde") { item in
      plain.admits(
        table.record(at: item),
        eventTypes: history.filter { $0.item == item }.map(\.type))
    }
    #expect(compiled == interpreted)
    return compiled
  }

  private static func letters(_ names: String, where passes: (Int) -> Bool) -> String {
    String(names.enumerated().filter { passes($0.offset) }.map(\.element))
  }

  private static func text(
    _ values: String?...
  ) -> (type: FilterTable.ColumnType, cells: [FilterCell]) {
    (.text, values.map { $0.map { .text($0) } ?? .null })
  }

  private static func numbers(
    _ values: Double?...
  ) -> (type: FilterTable.ColumnType, cells: [FilterCell]) {
    (.number, values.map { $0.map { .number($0) } ?? .null })
  }
}
