import PersonalizeAPI
import Store
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(5))) struct DescribeHoldTests {
  private static let long = 50_000

  private func lanes(holdMilliseconds: Int) async throws -> Lanes {
    let lanes = try Lanes(holdMilliseconds: holdMilliseconds)
    let created = await lanes.send(.createDatasetGroup, #"{"name":"shop"}"#)
    #expect(created.contains(Lanes.group))
    return lanes
  }

  @Test func `a describe waits for the state to settle, through the states between`() async throws {
    let lanes = try await lanes(holdMilliseconds: Self.long)
    async let answer = lanes.describeGroup()
    // Others of the tenant go on, and so does the work on the resource.
    #expect(await lanes.send(.listDatasetGroups, "{}").contains("CREATE PENDING"))
    try lanes.setStatus(.createInProgress)
    #expect(await lanes.send(.listDatasetGroups, "{}").contains("CREATE IN_PROGRESS"))
    try lanes.setStatus(.active)
    #expect(await answer.contains(#""status":"ACTIVE""#))
  }

  @Test func `several wait for one resource`() async throws {
    let lanes = try await lanes(holdMilliseconds: Self.long)
    let answers = await withTaskGroup(of: String.self) { group in
      for _ in 0..<20 { group.addTask { await lanes.describeGroup() } }
      group.addTask {
        do { try lanes.setStatus(.active) } catch { return "\(error)" }
        return #""status":"ACTIVE""#
      }
      return await group.reduce(into: [String]()) { $0.append($1) }
    }
    #expect(answers.count == 21)
    #expect(answers.allSatisfy { $0.contains(#""status":"ACTIVE""#) })
  }

  @Test func `when the time is up the answer is what holds then`() async throws {
    let lanes = try await lanes(holdMilliseconds: 20)
    #expect(await lanes.describeGroup().contains("CREATE PENDING"))
    try lanes.setStatus(.createInProgress)
    #expect(await lanes.describeGroup().contains("CREATE IN_PROGRESS"))
  }

  @Test func `a hold of zero answers at once`() async throws {
    let lanes = try await lanes(holdMilliseconds: 0)
    #expect(await lanes.describeGroup().contains("CREATE PENDING"))
  }

  @Test func `a describe of what is being deleted waits until it is gone`() async throws {
    let lanes = try await lanes(holdMilliseconds: Self.long)
    try lanes.setStatus(.deletePending)
    async let answer = lanes.describeGroup()
    #expect(await lanes.send(.listDatasetGroups, "{}").contains("DELETE PENDING"))
    try lanes.store.tenant(lanes.key).transaction { database in
      try database.remove(try require(database.resource(Lanes.group)))
    }
    #expect(await answer == "ResourceNotFoundException")
  }

  @Test func `a server that stops answers those who wait`() async throws {
    let lanes = try await lanes(holdMilliseconds: Self.long)
    async let answer = lanes.describeGroup()
    #expect(await lanes.send(.listDatasetGroups, "{}").contains("CREATE PENDING"))
    lanes.release()
    #expect(await answer.contains("CREATE PENDING"))
    #expect(await lanes.describeGroup().contains("CREATE PENDING"))
  }

  @Test func `an update under way is waited for, other words of a body are not`() {
    func waits(_ answer: String) -> Bool {
      let body = Array(#"{"campaignArn":"a"}"#.utf8)
      let request = ControlRequest(
        operation: .describeCampaign, body: body, range: 0..<body.count, answer: { _ in })
      return PendingDescribe.arn(request, answer: Array(answer.utf8)) == "a"
    }
    #expect(
      waits(
        #"{"campaign":{"status":"ACTIVE","latestCampaignUpdate":{"status":"CREATE PENDING"}}}"#))
    #expect(
      !waits(#"{"campaign":{"status":"ACTIVE","latestCampaignUpdate":{"status":"ACTIVE"}}}"#))
    #expect(
      !waits(
        #"{"solution":{"status":"ACTIVE","latestSolutionVersion":{"status":"CREATE PENDING"}}}"#))
    #expect(!waits(#"{"campaign":{"status":"CREATE FAILED","name":"CREATE PENDING"}}"#))
  }
}
