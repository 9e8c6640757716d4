import Foundation
import Platform
import Privacy
import Recipes
import Store
import Testing

@testable import Workers

/// Trainings that are done again after people's rows were erased.
@Suite struct RepetitionTests {
  /// Recipes whose models are sums over interactions, or know no interactions.
  private static let sums = RecipeCatalogue.all.map(\.name).filter { name in
    [
      "popularity", "popular", "trending", "sims", "similar", "similarity", "also", "together",
      "more-like",
    ]
    .contains { name.contains($0) } || name.contains("best-sellers") || name.contains("because")
  }

  private static let gone = ["person-3", "person-17", "person-40"]

  /// A training of the group's rows, as it was first done.
  private func task(_ recipe: String, _ group: RepeatedGroup, to file: String) -> TrainingTask {
    TrainingTask(
      groupDirectory: group.directory, schemas: RepeatedGroup.schemas, recipe: recipe,
      algorithmHyperparameters: recipe == "aws-sims" ? ["min_cointeraction_count": "1"] : [:],
      featureTransformationParameters: [:], excludedColumns: [:], includedColumns: [:],
      evaluates: true, isRelaxed: true, seed: 5, threads: 2, path: group.directory + "/" + file)
  }

  @Test func `a model after an erasure is byte for byte the one trained without the people`()
    async throws
  {
    let erased = try RepeatedGroup()
    try await erased.fill(without: [])
    let never = try RepeatedGroup()
    try await never.fill(without: Self.gone)
    var firsts: [String: TrainingTask] = [:]
    let recipes = RecipeCatalogue.all.map(\.name)
    for recipe in recipes {
      var first = task(recipe, erased, to: "first")
      first.evaluates = false
      first.bounds = try first.train { _ in }.bounds
      // As it is kept with the model.
      firsts[recipe] = try JSONDecoder().decode(
        TrainingTask.self, from: try JSONEncoder().encode(first))
    }
    let last = try erased.group.reader().lastEvent()
    try erased.erase(Self.gone)
    #expect(Self.sums.count >= 10)
    for recipe in recipes {
      let first = try #require(firsts[recipe])
      let again = first.repeated(
        lastEvent: last, to: erased.directory + "/again", threads: 1)
      _ = try again.train { _ in }
      var fresh = task(recipe, never, to: "fresh")
      // What was measured has no say in sums.
      fresh.evaluates = Self.sums.contains(recipe)
      _ = try fresh.train { _ in }
      let bytes = try Files.read(again.path)
      // The place of the newest event in its log is part of models of actions.
      guard recipe != "aws-next-best-action" else { continue }
      #expect(try bytes == Files.read(fresh.path), "\(recipe)")
    }
  }

  @Test func `a model brought up to date since learns from all there is`() async throws {
    let group = try RepeatedGroup()
    try await group.fill(without: [])
    var first = task("aws-sims", group, to: "model")
    first.bounds = try first.train { _ in }.bounds
    first.basePath = "/elsewhere"
    let last = try #require(first.bounds?.lastEvent)
    let same = first.repeated(lastEvent: last, to: "m", threads: 3)
    #expect(same.bounds == first.bounds)
    #expect(same.basePath == nil && same.path == "m" && same.threads == 3 && !same.evaluates)
    #expect(first.repeated(lastEvent: last + 1, to: "m", threads: 3).bounds == nil)
  }

  @Test func `too few rows for the service do, but none do not`() async throws {
    let group = try RepeatedGroup()
    try await group.fill(without: [])
    var first = task("aws-user-personalization-v2", group, to: "model")
    first.isRelaxed = false
    #expect(throws: TrainingError.self) { try first.train { _ in } }
    var again = first.repeated(lastEvent: 0, to: group.directory + "/again", threads: 1)
    #expect(again.configuration.minimums.interactions == 1)
    #expect(again.configuration.minimums.actionResponses == 50)
    _ = try again.train { _ in }
    try group.erase(RepeatedGroup.people)
    let failure = #expect(throws: TrainingError.self) { try again.train { _ in } }
    #expect(failure?.isLackOfData == true)
    again.recipe = "aws-nothing"
    let other = #expect(throws: TrainingError.self) { try again.train { _ in } }
    #expect(other?.isLackOfData == false)
  }
}
