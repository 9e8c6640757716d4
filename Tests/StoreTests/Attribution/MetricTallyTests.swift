import Store
import Testing

struct MetricTallyTests {
  private func sums(_ tally: MetricTally) -> [String: Double] {
    Dictionary(
      tally.cells.map { cell, sum in
        ("\(cell.metric) \(tally.sources.names[cell.source]) \(cell.window)", sum.value)
      }
    ) { $1 }
  }

  @Test func `samples add up by metric, source and window`() {
    var tally = MetricTally()
    for (value, source, second) in [(1.0, "a", 5), (2, "A", 899), (4, "b", 5), (8, "a", 900)] {
      let number = tally.source(source)
      tally.add(value, metric: 0, source: number, second: Int64(second))
    }
    let unnamed = tally.source(nil)
    tally.add(16, metric: 1, source: unnamed, second: 0)
    #expect(
      sums(tally) == [
        "0 a 0": 3, "0 b 0": 4, "0 a 900": 8, "1 SOURCE_NAME_UNDEFINED 0": 16,
      ])
    #expect(tally.cells.values.map(\.samples).reduce(0, +) == 5)
  }

  @Test func `a hundred sources have names, and those without one are counted beside them`() {
    var tally = MetricTally()
    for number in 0..<120 {
      let source = tally.source("source \(number)")
      tally.add(1, metric: 0, source: source, second: 0)
    }
    let known = tally.source("SOURCE 99")
    tally.add(1, metric: 0, source: known, second: 0)
    let unnamed = tally.source("")
    tally.add(1, metric: 0, source: unnamed, second: 0)
    #expect(tally.cells.count == 101 && tally.leftOut == 20)
    #expect(tally.source("source_name_undefined") == 0)
  }

  @Test func `windows become wider when there are too many, and sums stay what they are`() {
    var tally = MetricTally(cellLimit: 100)
    for second in 0..<100_000 where second % 10 == 0 {
      let source = tally.source("a")
      tally.add(1, metric: 0, source: source, second: Int64(second))
    }
    #expect(tally.cells.count <= 100 && tally.width > 900)
    #expect(tally.cells.values.map(\.value).reduce(0, +) == 10_000)
    #expect(tally.cells.keys.allSatisfy { $0.window % tally.width == 0 })
  }
}
