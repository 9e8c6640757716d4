import Testing

@testable import Filters

/// Expressions as people write them: the service's guide, samples, issues and answers.
@Suite struct FilterCorpusTests {
  static let wellFormed = #"""
    EXCLUDE ItemID WHERE INTERACTIONS.event_type IN ("Purchase")
    EXCLUDE ItemID WHERE INTERACTIONS.event_type IN ("Purchase") | EXCLUDE ItemID WHERE ITEMS.CATEGORY_L1 IN ("cold dispensed", "hot dispensed", "salty snacks", "food service")
    EXCLUDE ItemID WHERE INTERACTIONS.event_type IN ("Purchase") | INCLUDE ItemID WHERE ITEMS.CATEGORY_L1 IN CurrentItem.CATEGORY_L1
    EXCLUDE ItemID WHERE INTERACTIONS.event_type IN ("Purchase") | INCLUDE ItemID WHERE ITEMS.PROMOTED IN ("Y")
    EXCLUDE ItemID WHERE INTERACTIONS.event_type IN ("Purchase") | INCLUDE ItemID WHERE ITEMS.PROMOTED IN ("Y") AND ITEMS.CATEGORY_L1 NOT IN ("cold dispensed", "hot dispensed", "salty snacks", "food service")
    EXCLUDE ItemID WHERE ITEMS.CATEGORY_L1 NOT IN ("cold dispensed", "hot dispensed", "salty snacks", "food service")
    EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click", "stream")
    EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("purchased")
    EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($EVENT_TYPE)
    EXCLUDE ItemID WHERE Interactions.event_type IN ("Watch")
    EXCLUDE ItemID WHERE Interactions.event_type IN ("watch")
    EXCLUDE ItemID WHERE Items.CATEGORY IN ("$CATEGORY")
    EXCLUDE ItemID WHERE Items.CATEGORY IN ("shoe") AND Items.DESCRIPTION NOT IN ("boot")
    EXCLUDE ItemID WHERE Items.CATEGORY IN ($CATEGORY)
    EXCLUDE ItemID WHERE Items.GENRE IN ($GENRE) IF CurrentUser.AGE = $AGE
    EXCLUDE ItemID WHERE Items.out_of_stock IN ('yes')
    EXCLUDE UserID WHERE Interactions.EVENT_TYPE IN ($EVENT_TYPE)
    EXCLUDE UserID WHERE Users.AGE < $AGE
    EXCLUDE itemId WHERE INTERACTIONS.event_type in ("Purchase")
    INCLUDE ItemID WHERE ITEMS.CATEGORY_L1 IN ($CATEGORIES)
    INCLUDE ItemID WHERE ITEMS.CATEGORY_L1 IN CurrentItem.CATEGORY_L1
    INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click")
    INCLUDE ItemID WHERE Interactions.EVENT_TYPE in ("*")
    INCLUDE ItemID WHERE Interactions.EVENT_TYPE in ("click", "stream")
    INCLUDE ItemID WHERE Interactions.EVENT_TYPE in ('click', 'stream')
    INCLUDE ItemID WHERE Interactions.event_type IN ("Watch")
    INCLUDE ItemID WHERE Interactions.event_type IN ("watch")
    INCLUDE ItemID WHERE Interactions.event_type IN ('watched','favorited')
    INCLUDE ItemID WHERE Items.ALLOWED_COUNTRIES IN ($CONTEXT_COUNTRY)
    INCLUDE ItemID WHERE Items.ARTICLE_GENRE IN ($GENRELIST) AND Items.CREATION_TIMESTAMP > $CUTOFF | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")
    INCLUDE ItemID WHERE Items.CATEGORY IN ("clothing") AND Items.AVAILABLE IN ("True")
    INCLUDE ItemID WHERE Items.CATEGORY IN ("watch") AND Items.DESCRIPTION IN ("luxury") IF CurrentUser.AGE > 18
    INCLUDE ItemID WHERE Items.CATEGORY IN ($CATEGORY) | INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("favorite")
    INCLUDE ItemID WHERE Items.CATEGORY_L1 IN ("electronics")
    INCLUDE ItemID WHERE Items.CATEGORY_L1 IN ($CATEGORY)
    INCLUDE ItemID WHERE Items.CATEGORY_L2 IN ("halloween")
    INCLUDE ItemID WHERE Items.CATEGORY_L2 IN ($CATEGORY)
    INCLUDE ItemID WHERE Items.CREATION_TIMESTAMP < $DATE
    INCLUDE ItemID WHERE Items.GENRE IN ("'+ genre +'")
    INCLUDE ItemID WHERE Items.GENRE IN ($GENRE)
    INCLUDE ItemID WHERE Items.GENRE IN ($GENRE) | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click", "stream")
    INCLUDE ItemID WHERE Items.GENRES IN ($GENRE)
    INCLUDE ItemID WHERE Items.OWNER IN ("in-house")
    INCLUDE ItemID WHERE Items.PRICE <= $PRICE
    INCLUDE ItemID WHERE Items.PROMOTION IN ("true")
    INCLUDE ItemID WHERE Items.YEAR >= $YEAR1 AND Items.YEAR < $YEAR2
    INCLUDE ItemID WHERE Items.YEAR >= 1970 AND Items.YEAR < 1980
    INCLUDE ItemID WHERE Items.creation_timestamp > 1633240824
    INCLUDE ItemID WHERE Items.genre IN ($GENRES)
    INCLUDE ItemID WHERE Items.published_date > 20211001
    INCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("click, rating")
    INCLUDE UserID WHERE Users.MEMBERSHIP_STATUS IN ($MEMBERSHIP)
    """#.split(separator: "\n").map(String.init)

  @Test(arguments: wellFormed) func `an expression found in the wild is read`(text: String) throws {
    let filter = try Filter(parsing: text)
    #expect(filter.expressions.count == text.split(separator: " | ").count)
  }

  /// Fragments: what was cut off, filled in by other programs, or explained around the expression.
  static let fragments: [(text: String, why: String, offset: Int)] = [
    // One parenthesis too many.
    (#"INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click"))"#, "this ) closes nothing.", 57),
    // Cut off within the list.
    (
      #"INCLUDE ItemID WHERE Items.ARTICLE_GENRE IN ($GENRELIST) AND Items.CREATION_TIMESTAMP > $CUTOFF | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("#,
      "expected a quoted value or a number, but the expression ends here.", 147
    ),
    // Prose follows the expression.
    (
      #"INCLUDE ItemID WHERE Items.CREATION_TIMESTAMP > $TIMESTAMP` where `$TIMESTAMP` can be a date from the recent past."#,
      "unexpected character `.", 58
    ),
    // A template that another program would fill in.
    (
      #"INCLUDE ItemID WHERE Items.CREATION_TIMESTAMP > {{int(unixtime(now - timedelta_days(14)))}}"#,
      "unexpected character {.", 48
    ),
    // A template that another program would fill in.
    (
      #"INCLUDE ItemID WHERE Items.CREATION_TIMESTAMP > {{int(unixtime(now - timedelta_days(30)))}}"#,
      "unexpected character {.", 48
    ),
    // A template that another program would fill in.
    (
      #"INCLUDE ItemID WHERE Items.published_date > {{datetime_format(now - timedelta_days(30),'%Y%m%d')}}"#,
      "unexpected character {.", 44
    ),
    // The outline of an expression, with names for its parts.
    (
      #"INCLUDE ItemID/UserID WHERE dataset type.field IN/NOT IN (value/parameter)"#,
      "unexpected character /.", 14
    ),
    // Cut off within the list.
    (
      #"exclude UserId where users.country in ("#,
      "expected a quoted value or a number, but the expression ends here.", 39
    ),
  ]

  @Test(arguments: fragments) func `a fragment is refused with the reason`(
    text: String, why: String, offset: Int
  ) throws {
    let error = try #require(throws: FilterError.self) { try Filter(parsing: text) }
    #expect(error.message == "Invalid Expression: \(why)")
    #expect(error.offset == offset)
  }
}
