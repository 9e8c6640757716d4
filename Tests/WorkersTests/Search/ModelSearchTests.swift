import PersonalizeAPI
import Recipes
import Store
import Testing

@testable import Workers

@Suite struct ModelSearchTests {
  private static let gain = ModelSearch.Objective.gain.metric

  private func space(_ dimensions: ParameterSpace.Dimension...) -> ParameterSpace {
    ParameterSpace(dimensions: dimensions)
  }

  private func bounds() throws -> DataBounds {
    try DataBounds(of: World().tenant.group(named: "shop").reader())
  }

  private func search(_ space: ParameterSpace, limit: Int = 8, parallel: Int = 3) throws
    -> ModelSearch
  {
    let start = ModelSearch.Start(recipe: "aws-sims", parameters: [:], space: space)
    return ModelSearch(
      objective: .gain, starts: [start], limit: limit, parallel: parallel, bounds: try bounds())
  }

  /// Runs a search against a function of the parameters; returns how many ran at once at most.
  @discardableResult
  private func run(
    _ search: inout ModelSearch, newestFirst: Bool = false,
    _ value: (ModelSearch.Trial) -> Double?
  ) -> Int {
    var (job, most) = (Int64(0), 0)
    while !search.isFinished {
      search.begin { _ in
        job += 1
        return job
      }
      let running = search.trials.indices.filter {
        search.trials[$0].job != nil && !search.trials[$0].hasEnded
      }
      most = max(most, running.count)
      guard let next = newestFirst ? running.last : running.first else { break }
      let metrics = value(search.trials[next]).map { [Self.gain: $0] }
      search.end(next, metrics: metrics, hours: 1)
    }
    return most
  }

  private let discount = ParameterSpace.Dimension(name: "d", range: .continuous(0, 1))

  @Test func `the first trial is the default and another wins only when it is better`() throws {
    var flat = try search(space(discount))
    #expect(flat.trials.first?.parameters == [:])
    run(&flat) { _ in 0.5 }
    #expect(flat.best?.parameters == [:])
    var hill = try search(space(discount), limit: 20)
    run(&hill) { trial in 1 - abs((Double(trial.parameters["d"] ?? "") ?? 0) - 0.7) }
    #expect(abs((Double(hill.best?.parameters["d"] ?? "") ?? 0) - 0.7) < 0.06)
  }

  @Test func `as many trials as asked for, no more at once than asked for`() throws {
    var search = try search(space(discount))
    #expect(run(&search) { _ in 0.1 } == 3)
    #expect(search.trials.count == 8)
    #expect(search.plannedCount == 8)
    #expect(Set(search.trials.map { $0.parameters["d"] ?? "" }).count == 8)
    var single = try self.search(space(discount), limit: 1)
    run(&single) { _ in 0.1 }
    #expect(single.trials.count == 1)
  }

  @Test func `what is tried does not depend on the order in which trials end`() throws {
    var (one, other) = (try search(space(discount)), try search(space(discount)))
    func value(_ trial: ModelSearch.Trial) -> Double? {
      trial.parameters["d"].flatMap { Double($0) }
    }
    run(&one, value)
    run(&other, newestFirst: true, value)
    #expect(one.trials.map(\.parameters) == other.trials.map(\.parameters))
    #expect(one.best?.parameters == other.best?.parameters)
  }

  @Test func `a range with few values ends the search when all were tried`() throws {
    let flag = ParameterSpace.Dimension(name: "f", range: .categorical(["true", "false"]))
    var search = ModelSearch(
      objective: .gain,
      starts: [
        ModelSearch.Start(recipe: "aws-sims", parameters: ["f": "true"], space: space(flag))
      ], limit: 8, parallel: 5, bounds: try bounds())
    run(&search) { $0.parameters["f"] == "false" ? 0.2 : 0.1 }
    #expect(search.trials.count == 2)
    #expect(search.best?.parameters == ["f": "false"])
  }

  @Test func `failed trials do not win`() throws {
    var search = try search(space(discount))
    run(&search) { $0.parameters.isEmpty ? 0.1 : nil }
    #expect(search.best?.parameters == [:])
    #expect(search.isFinished)
  }

  @Test func `recipes are compared first, and the ranges of the best are searched`() throws {
    let starts = ["aws-sims", "aws-similar-items"].map {
      ModelSearch.Start(recipe: $0, parameters: [:], space: space(discount))
    }
    var search = ModelSearch(
      objective: .gain, starts: starts, limit: 4, parallel: 2, bounds: try bounds())
    #expect(search.trials.map(\.recipe) == ["aws-sims", "aws-similar-items"])
    run(&search) { $0.recipe == "aws-similar-items" ? 0.4 : 0.3 }
    #expect(
      search.trials.map(\.recipe).dropFirst(2) == [
        "aws-similar-items", "aws-similar-items", "aws-similar-items",
      ])
    #expect(search.best?.recipe == "aws-similar-items")
  }

  @Test func `places stand for integers, numbers and choices within their ranges`() {
    let count = ParameterSpace.Dimension(name: "n", range: .integer(2, 5))
    #expect((0...10).map { count.text(at: Double($0) / 10) }.first == "2")
    #expect(count.text(at: 1) == "5")
    #expect(count.text(at: 7) == "5")
    for value in 2...5 { #expect(count.text(at: count.place(of: "\(value)")) == "\(value)") }
    #expect(count.text(at: count.place(of: "149")) == "5")
    #expect(discount.text(at: 0.25) == "0.25")
    #expect(discount.text(at: discount.place(of: "0.375")) == "0.375")
    let choice = ParameterSpace.Dimension(name: "c", range: .categorical(["a", "b", "c"]))
    for value in ["a", "b", "c"] { #expect(choice.text(at: choice.place(of: value)) == value) }
  }

  @Test func `without ranges all tunable parameters are searched but those that are given`() throws
  {
    let recipe = try require(RecipeCatalogue.recipe(named: "aws-user-personalization"))
    #expect(
      ParameterSpace(recipe, given: nil, fixed: [:]).dimensions.map(\.name)
        == ["hidden_dimension", "bptt", "recency_mask"])
    #expect(
      ParameterSpace(recipe, given: nil, fixed: ["bptt": "8"]).dimensions.map(\.name)
        == ["hidden_dimension", "recency_mask"])
    let ranges = HyperParameterRanges(
      integerHyperParameterRanges: [IntegerHyperParameterRange(name: "bptt", minValue: 4)],
      categoricalHyperParameterRanges: [
        CategoricalHyperParameterRange(name: "recency_mask", values: ["false"])
      ])
    #expect(
      ParameterSpace(recipe, given: ranges, fixed: [:]).dimensions == [
        .init(name: "bptt", range: .integer(4, 32)),
        .init(name: "recency_mask", range: .categorical(["false"])),
      ])
  }
}
