import Store
import Testing

struct MetricExpressionTests {
  @Test(arguments: [
    ("SAMPLECOUNT()", MetricExpression.count), ("samplecount()", .count),
    ("SUM(Items.PRICE)", .itemSum(column: "PRICE")),
    ("sum(ITEMS.price)", .itemSum(column: "price")),
    ("Sum(interactions.EVENT_VALUE)", .interactionSum(column: "EVENT_VALUE")),
  ])
  func `an expression is read in any case`(_ text: String, _ wanted: MetricExpression) {
    #expect(MetricExpression(text) == wanted)
  }

  @Test(arguments: [
    "", "SUM()", "SUM(PRICE)", "SUM(Items.)", "SUM(Users.AGE)", "SUM(Items.A.B)", "COUNT()",
    "SAMPLECOUNT(Items.PRICE)", "SUM(Items.PRICE) ", "AVG(Items.PRICE)",
  ])
  func `anything else is none`(_ text: String) {
    #expect(MetricExpression(text) == nil)
  }

  @Test(arguments: [(0, 0), (899, 0), (900, 900), (1_700_000_000, 1_699_999_200), (-1, -900)])
  func `a moment lies in the window that begins before it`(_ second: Int64, _ window: Int64) {
    #expect(AttributionRules.window(ofSecond: second) == window)
  }
}
