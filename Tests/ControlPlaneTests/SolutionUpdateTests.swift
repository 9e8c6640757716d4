import ControlPlane
import PersonalizeAPI
import Platform
import Store
import Testing

@Suite struct SolutionUpdateTests {
  private let world: World
  private let solution: String

  init() throws {
    world = try World()
    solution = try world.solution(inGroup: try world.group())
  }

  private func describe() throws -> Solution {
    let response = try world.call {
      try $0.describeSolution(DescribeSolutionRequest(solutionArn: solution), $1)
    }
    return try #require(response.solution)
  }

  private func rate(_ text: String) -> SolutionUpdateConfig {
    SolutionUpdateConfig(autoTrainingConfig: AutoTrainingConfig(schedulingExpression: text))
  }

  @Test func `an update shows beside what holds, and versions are made meanwhile`() throws {
    let response = try world.call {
      try $0.updateSolution(
        UpdateSolutionRequest(
          solutionArn: solution, solutionUpdateConfig: rate("rate(3 days)")), $1)
    }
    #expect(response.solutionArn == solution)
    let during = try describe()
    #expect(during.status == "ACTIVE")
    #expect(during.solutionConfig?.autoTrainingConfig?.schedulingExpression == "rate(7 days)")
    let update = try #require(during.latestSolutionUpdate)
    #expect(update.status == "CREATE PENDING")
    #expect(update.performAutoTraining == true)
    #expect(
      update.solutionUpdateConfig?.autoTrainingConfig?.schedulingExpression == "rate(3 days)")
    #expect(update.lastUpdatedDateTime == world.clock.now())
    _ = try world.pendingVersion(of: solution)
  }

  @Test func `automatic training that is switched on has a schedule`() throws {
    var request = world.solutionRequest("manual", "")
    request.datasetGroupArn = try #require(try describe().datasetGroupArn)
    request.performAutoTraining = false
    let arn = try #require(try world.call { try $0.createSolution(request, $1) }.solutionArn)
    try world.settle()
    world.refuse(.invalidInput, "performAutoTraining is false") { plane, context in
      try plane.updateSolution(
        UpdateSolutionRequest(solutionArn: arn, solutionUpdateConfig: rate("rate(1 day)")), context)
    }
    try world.call {
      _ = try $0.updateSolution(
        UpdateSolutionRequest(solutionArn: arn, performAutoTraining: true), $1)
    }
    let solution = try world.call {
      try $0.describeSolution(DescribeSolutionRequest(solutionArn: arn), $1)
    }.solution
    let update = solution?.latestSolutionUpdate
    #expect(
      update?.solutionUpdateConfig?.autoTrainingConfig?.schedulingExpression == "rate(7 days)")
  }

  @Test func `an update keeps to what the recipe supports`() throws {
    let wrong: [(UpdateSolutionRequest, String)] = [
      (
        UpdateSolutionRequest(solutionArn: solution, performIncrementalUpdate: true),
        "performIncrementalUpdate"
      ),
      (
        UpdateSolutionRequest(solutionArn: solution, solutionUpdateConfig: rate("rate(31 days)")),
        "schedulingExpression"
      ),
      (
        UpdateSolutionRequest(
          solutionArn: solution,
          solutionUpdateConfig: SolutionUpdateConfig(
            eventsConfig: EventsConfig(eventParametersList: [EventParameters(eventType: "buy")]))),
        "eventsConfig"
      ),
    ]
    for (request, reason) in wrong {
      world.refuse(.invalidInput, reason) { plane, context in
        try plane.updateSolution(request, context)
      }
    }
  }
}
