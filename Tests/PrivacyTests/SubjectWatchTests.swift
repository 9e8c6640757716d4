import Foundation
import PersonalizeAPI
import Platform
import Store
import Testing

@testable import Privacy

@Suite struct SubjectWatchTests {
  let scene: PrivacyScene

  init() throws {
    scene = try PrivacyScene()
  }

  private func moment(_ seconds: Int64) -> Timestamp {
    PrivacyScene.start.adding(milliseconds: seconds * 1000)
  }

  private func drops(_ user: String = "anna-4711", sentAt seconds: Int64) -> Bool {
    scene.store.watch.drops(
      eventSentAt: moment(seconds), of: user, tenant: scene.tenant, groupARN: scene.group)
  }

  @Test func `ids are told apart by their bytes`() throws {
    try scene.create(["caf\u{E9}", "x\u{0}y"])
    #expect(scene.standing("caf\u{E9}") == .erasing(.drop))
    #expect(scene.standing("cafe\u{301}") == .free)
    #expect(scene.standing("x\u{0}y") == .erasing(.drop))
    #expect(scene.standing("x") == .free)
    #expect(
      try scene.store.pendingSubjects("R-1", tenant: scene.tenant).map { Array($0.utf8) }
        == [[0x63, 0x61, 0x66, 0xC3, 0xA9], [0x78, 0, 0x79]])
  }

  @Test func `events are dropped until completion, and late ones afterwards`() throws {
    #expect(scene.store.watch.isEmpty(scene.tenant))
    try scene.create()
    #expect(!scene.store.watch.isEmpty(scene.tenant))
    // Whatever time they claim, while it lasts.
    #expect(drops(sentAt: -10) && drops(sentAt: 0) && drops(sentAt: 1_000_000))
    scene.clock.advance(milliseconds: 100_000)
    try scene.complete()
    #expect(scene.standing() == .erased(at: moment(100)))
    #expect(drops(sentAt: 99) && drops(sentAt: 100) && !drops(sentAt: 101))
    try scene.reopen()
    #expect(scene.standing() == .erased(at: moment(100)))
  }

  @Test func `with ACCEPT_AS_NEW what comes after the acceptance stays`() throws {
    try scene.create { $0.newEvents = .acceptAsNew }
    #expect(scene.standing() == .erasing(.acceptAsNew))
    #expect(drops(sentAt: 0) && !drops(sentAt: 1))
    scene.clock.advance(milliseconds: 100_000)
    try scene.complete()
    #expect(scene.standing() == .erased(at: moment(0)))
    #expect(drops(sentAt: 0) && !drops(sentAt: 1))
  }

  @Test func `two requests for one person block until both are done`() throws {
    try scene.create(id: "R-1")
    try scene.create(id: "R-2") { $0.newEvents = .acceptAsNew }
    #expect(scene.standing() == .erasing(.drop))
    try scene.complete("R-1")
    #expect(scene.standing() == .erasing(.acceptAsNew))
    #expect(!scene.store.watch.holdsNobody(scene.tenant))
    #expect(scene.store.watch.holdsNobody(scene.other))
    try scene.complete("R-2")
    #expect(scene.standing() == .erased(at: moment(0)))
    #expect(scene.store.watch.holdsNobody(scene.tenant))
    #expect(!scene.store.watch.isEmpty(scene.tenant))
  }

  @Test func `a request about one group concerns that one, about all also those to come`() throws {
    try scene.create(id: "R-1", groups: [scene.group])
    #expect(scene.standing(in: scene.second) == .free)
    try scene.create(["otto-0815"], id: "R-2")
    #expect(scene.standing("otto-0815", in: scene.second) == .erasing(.drop))
    #expect(scene.standing("otto-0815", in: "arn:a-later-one") == .erasing(.drop))
  }

  @Test func `suppression lasts, and goes with a request that is taken back`() throws {
    try scene.create { $0.suppress = true }
    #expect(scene.standing() == .suppressed)
    _ = try scene.store.cancel("R-1", tenant: scene.tenant)
    #expect(scene.standing() == .free)
    #expect(scene.store.watch.isEmpty(scene.tenant))
    try scene.create(id: "R-2") { $0.suppress = true }
    try scene.complete("R-2")
    #expect(scene.standing() == .suppressed)
    #expect(drops(sentAt: 1_000_000))
    try scene.reopen()
    #expect(scene.standing() == .suppressed)
    _ = try scene.store.unsuppress(["anna-4711"], in: nil, tenant: scene.tenant)
    #expect(scene.standing() == .erased(at: moment(0)))
  }

  @Test func `people are suppressed in a group or in all, and counted`() throws {
    let store = scene.store
    _ = try store.suppress(["anna-4711"], in: nil, tenant: scene.tenant)
    _ = try store.suppress(["otto"], in: [scene.group], tenant: scene.tenant)
    #expect(scene.standing(in: "arn:any") == .suppressed)
    #expect(scene.standing("otto") == .suppressed)
    #expect(scene.standing("otto", in: scene.second) == .free)
    store.watch.noteDropped(2, of: "otto", tenant: scene.tenant)
    store.watch.noteDropped(of: "otto", tenant: scene.tenant)
    let list = try store.suppressions(tenant: scene.tenant).suppressions
    #expect(list.map(\.datasetGroupArn) == [nil, scene.group] || list.count == 2)
    let otto = try #require(list.first { $0.datasetGroupArn == scene.group })
    #expect(otto.dropped == 3 && otto.since == PrivacyScene.start.epochSeconds)
    #expect(store.metrics.contains("bespoke_privacy_dropped_total 3\n"))
    #expect(store.metrics.contains("bespoke_privacy_suppressions 2\n"))
    try scene.reopen()
    #expect(try scene.store.suppressions(tenant: scene.tenant).suppressions == list)
    let rest = try scene.store.unsuppress(["otto"], in: [scene.group], tenant: scene.tenant)
    #expect(rest.suppressions.map(\.datasetGroupArn) == [nil])
    #expect(try scene.store.suppressions(tenant: scene.other).suppressions.isEmpty)
    #expect(try scene.store.audit(tenant: scene.tenant).valid)
  }

  @Test func `imports leave rows out by their time and by their file's`() throws {
    try scene.create()
    _ = try scene.store.suppress(["eve-666"], in: nil, tenant: scene.tenant)
    scene.clock.advance(milliseconds: 100_000)
    try scene.complete()
    try scene.create(["otto-0815"], id: "R-2")
    let exclusions = try #require(
      scene.store.watch.exclusions(tenant: scene.tenant, groupARN: scene.group))
    // As a worker gets them.
    let copy = try JSONDecoder().decode(
      SubjectExclusions.self, from: try JSONEncoder().encode(exclusions))
    #expect(copy == exclusions && copy.count == 3)
    func leavesOut(_ user: String, row: Int64?, file: Int64) -> Bool {
      copy.leavesOut(
        userID: Array(user.utf8), rowTime: row.map(moment), fileModified: moment(file))
    }
    #expect(leavesOut("anna-4711", row: 50, file: 200))
    #expect(!leavesOut("anna-4711", row: 150, file: 200))
    // An old file with rows that it dates into the future.
    #expect(leavesOut("anna-4711", row: 1_000_000, file: 100))
    #expect(leavesOut("anna-4711", row: nil, file: 100))
    #expect(!leavesOut("anna-4711", row: nil, file: 101))
    for user in ["eve-666", "otto-0815"] { #expect(leavesOut(user, row: 1_000_000, file: 999_999)) }
    #expect(!leavesOut("anyone", row: 0, file: 0))
    #expect(scene.store.watch.exclusions(tenant: scene.other, groupARN: scene.group) == nil)
  }

  @Test func `people of a restored group are blocked until it has caught up`() throws {
    try scene.create()
    try scene.complete()
    try scene.create(["otto-0815"], id: "R-2", groups: [scene.second])
    try scene.complete("R-2", groups: [scene.second])
    let store = scene.store
    let lacking = try store.erasures(in: scene.group, tenant: scene.tenant, after: 0)
    #expect(lacking.map(\.requestID) == ["R-1"])
    #expect(lacking.flatMap(\.subjects) == [store.key.hash(of: "anna-4711")])
    let last = try #require(lacking.last?.number)
    #expect(try store.erasures(in: scene.group, tenant: scene.tenant, after: last).isEmpty)
    store.beginReapplication(of: lacking, in: scene.group, tenant: scene.tenant)
    #expect(scene.standing() == .erasing(.drop))
    store.endReapplication(of: lacking, in: scene.group, tenant: scene.tenant)
    #expect(scene.standing() == .erased(at: moment(0)))
  }

  @Test func `asking is quick`() throws {
    try scene.create((0..<200).map { "person-\($0)-a" })
    let clock = ContinuousClock()
    let ids = (0..<1000).map { "user-\($0)" }
    let rounds = 20
    let time = clock.measure {
      for _ in 0..<rounds {
        for id in ids where scene.standing(id) != .free { Issue.record("\(id) is not free") }
      }
    }
    // Generous, as the build is not optimised and the machine is shared.
    #expect(time / (rounds * ids.count) < .microseconds(60))
  }
}
