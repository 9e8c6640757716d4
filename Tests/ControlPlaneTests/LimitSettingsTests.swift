import ControlPlane
import Foundation
import Store
import Testing

@Suite struct LimitSettingsTests {
  private func settings(_ text: String) throws -> LimitSettings {
    try LimitSettings(parsing: Array(text.utf8))
  }

  @Test func `what is not named keeps the service's default`() throws {
    let one = try #require(TenantKey(account: "111122223333", region: "us-east-1"))
    let two = try #require(TenantKey(account: "111122223333", region: "eu-west-1"))
    let settings = try settings(
      #"{"limits":{"datasetGroups":500,"tagsPerResource":3},"#
        + #""tenants":{"111122223333/us-east-1":{"campaignsPerGroup":20,"datasetGroups":7}}}"#)
    #expect(settings.limits(of: one)[.campaignsPerGroup] == 20)
    #expect(settings.limits(of: one)[.datasetGroups] == 7)
    #expect(settings.limits(of: one).tagsPerResource == 3)
    #expect(settings.limits(of: two)[.campaignsPerGroup] == 5)
    #expect(settings.limits(of: two)[.datasetGroups] == 500)
    #expect(settings.limits(of: two)[.schemas] == 500)
    #expect(try self.settings("{}") == LimitSettings())
    #expect(LimitSettings().limits(of: one) == Limits())
  }

  @Test(arguments: [
    ("[", "not valid JSON"), ("[]", "JSON object"), (#"{"limit":{}}"#, "limit is unknown"),
    (#"{"limits":{"groups":1}}"#, "datasetGroups"), (#"{"limits":{"schemas":-1}}"#, "from 0"),
    (#"{"limits":{"schemas":1.5}}"#, "whole number"), (#"{"limits":[]}"#, "names and numbers"),
    (#"{"tenants":[]}"#, "tenants"), (#"{"tenants":{"x":{}}}"#, "ACCOUNT/REGION"),
  ])
  func `settings that cannot be meant are refused`(_ text: String, _ reason: String) {
    let error = #expect(throws: LimitSettingsError.self) { try settings(text) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test func `a data folder may have a file of limits`() throws {
    let directory = NSTemporaryDirectory() + "bespoke-limits-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    #expect(try LimitSettings(dataDirectory: directory) == LimitSettings())
    let path = directory + "/limits.json"
    try Data(#"{"limits":{"schemas":1}}"#.utf8).write(to: URL(fileURLWithPath: path))
    let key = try #require(TenantKey(account: "111122223333", region: "us-east-1"))
    #expect(try LimitSettings(dataDirectory: directory).limits(of: key)[.schemas] == 1)
    try Data("x".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: LimitSettingsError.self) { try LimitSettings(dataDirectory: directory) }
  }
}
