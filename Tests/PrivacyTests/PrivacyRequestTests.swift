import Foundation
import PersonalizeAPI
import Platform
import Store
import Testing

@testable import Privacy

@Suite struct PrivacyRequestTests {
  let scene: PrivacyScene

  init() throws {
    scene = try PrivacyScene()
  }

  @Test func `a request is on the disk and blocks its people when it is accepted`() throws {
    let request = try scene.create()
    #expect(request.state == .pending)
    #expect(request.requestedBy == "AKIASTAFF" && request.ticket == "T-99")
    #expect(request.subjects == [scene.store.key.hash(of: "anna-4711").description])
    #expect(request.dueTime - request.receivedTime == 30 * 86_400)
    #expect(request.progress.map(\.status) == ["PENDING"])
    #expect(scene.standing() == .erasing(.drop))
    #expect(scene.standing("otto") == .free)
    #expect(try scene.store.pendingSubjects("R-1", tenant: scene.tenant) == ["anna-4711"])
    try scene.reopen()
    #expect(try scene.store.request("R-1", tenant: scene.tenant) == request)
    #expect(scene.standing() == .erasing(.drop))
    #expect(try scene.store.pendingSubjects("R-1", tenant: scene.tenant) == ["anna-4711"])
  }

  @Test func `the same request again gives the one that is there`() throws {
    let first = try scene.create(["anna-4711", "otto-0815"])
    scene.clock.advance(milliseconds: 60_000)
    #expect(try scene.create(["otto-0815", "anna-4711", "anna-4711"]) == first)
    try scene.complete()
    #expect(try scene.create(["anna-4711", "otto-0815"]).state == .completed)
    #expect(scene.kind { try scene.create(["anna-4711"]) } == .resourceAlreadyExists)
    #expect(
      scene.kind { try scene.create(["anna-4711", "otto-0815"]) { $0.suppress = true } }
        == .resourceAlreadyExists)
  }

  @Test func `tenants do not see each other's requests`() throws {
    try scene.create()
    #expect(
      scene.kind { _ = try scene.store.request("R-1", tenant: scene.other) }
        == .resourceNotFound)
    let list = try scene.store.requests(ListPrivacyRequestsRequest(), tenant: scene.other)
    #expect(list.requests.isEmpty)
    #expect(scene.store.watch.isEmpty(scene.other))
    #expect(
      scene.store.watch.standing(of: "anna-4711", tenant: scene.other, groupARN: scene.group)
        == .free)
  }

  @Test func `lists give the newest first, a page at a time`() throws {
    for number in 1...203 {
      try scene.create(id: "R-\(number)")
    }
    _ = try scene.store.cancel("R-7", tenant: scene.tenant)
    var found: [String] = []
    var token: String?
    repeat {
      let page = try scene.store.requests(
        ListPrivacyRequestsRequest(nextToken: token), tenant: scene.tenant)
      found += page.requests.map(\.requestId)
      token = page.nextToken
    } while token != nil
    #expect(found == (1...203).reversed().map { "R-\($0)" })
    let cancelled = try scene.store.requests(
      ListPrivacyRequestsRequest(state: .cancelled), tenant: scene.tenant)
    #expect(cancelled.requests.map(\.requestId) == ["R-7"])
    #expect(
      scene.kind {
        _ = try scene.store.requests(
          ListPrivacyRequestsRequest(nextToken: "x"), tenant: scene.tenant)
      } == .invalidNextToken)
  }

  @Test(arguments: ["requestId", "ticket", "reason"])
  func `what is kept must not tell who the people are`(member: String) throws {
    let kind = scene.kind {
      try scene.create(["anna-4711"], id: member == "requestId" ? "forget-anna-4711" : "R-1") {
        if member == "ticket" { $0.ticket = "anna-4711" }
        if member == "reason" { $0.reason = "Mrs X, anna-4711, has asked" }
      }
    }
    #expect(kind == .invalidInput)
    #expect(scene.pendingFiles.isEmpty)
  }

  @Test func `short ids may be part of a number, and not stand alone`() throws {
    try scene.create(["471", "1"], id: "R-4711")
    #expect(scene.kind { try scene.create(["471"], id: "R-471") } == .invalidInput)
  }

  @Test func `a request is overdue when its month is over and it is not done`() throws {
    try scene.create { $0.receivedTime = PrivacyScene.start.epochSeconds - 29 * 86_400 }
    #expect(try !scene.store.request("R-1", tenant: scene.tenant).overdue)
    #expect(scene.store.metrics.contains("bespoke_privacy_requests_overdue 0\n"))
    scene.clock.advance(milliseconds: 86_400_001)
    #expect(try scene.store.request("R-1", tenant: scene.tenant).overdue)
    #expect(scene.store.metrics.contains("bespoke_privacy_requests_overdue 1\n"))
    #expect(scene.store.metrics.contains("bespoke_privacy_requests{state=\"PENDING\"} 1\n"))
    try scene.complete()
    #expect(try !scene.store.request("R-1", tenant: scene.tenant).overdue)
    #expect(scene.store.metrics.contains("bespoke_privacy_requests_overdue 0\n"))
    #expect(scene.store.metrics.contains("bespoke_privacy_tombstones 1\n"))
  }

  @Test func `a received time that is to come is refused`() {
    #expect(
      scene.kind {
        try scene.create { $0.receivedTime = PrivacyScene.start.epochSeconds + 3600 }
      } == .invalidInput)
  }

  @Test func `when all is done, nothing of the ids is left in any file`() throws {
    let id = "unmistakable-user-id-0815"
    try scene.create([id], groups: [scene.group, scene.second]) { $0.suppress = true }
    #expect(try scene.bytes().range(of: Data(id.utf8)) != nil)
    try scene.complete(groups: [scene.group])
    #expect(try scene.state() == .inProgress)
    #expect(scene.pendingFiles.count == 1)
    try scene.complete(groups: [scene.second])
    #expect(try scene.state() == .completed)
    #expect(scene.pendingFiles.isEmpty)
    #expect(try scene.bytes().range(of: Data(id.utf8)) == nil)
  }

  @Test func `pending files of requests that are done go at the start`() throws {
    try scene.create()
    try scene.create(id: "R-2")
    try scene.complete()
    let stale = "\(scene.directory)/privacy/pending/\(String(repeating: "a", count: 64)).ids"
    try Files.write(Array("left behind".utf8), to: stale)
    #expect(scene.pendingFiles.count == 2)
    try scene.reopen()
    #expect(scene.pendingFiles.count == 1)
    #expect(try scene.store.pendingSubjects("R-2", tenant: scene.tenant) == ["anna-4711"])
  }

  @Test func `the key and the pending files are for their owner alone`() throws {
    try scene.create()
    let files = [
      scene.directory + "/privacy.key",
      scene.directory + "/privacy/pending/" + (try #require(scene.pendingFiles.first)),
    ]
    for file in files {
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test func `a key of another length is refused, and not replaced`() throws {
    try Files.write([1, 2, 3], to: scene.directory + "/privacy.key")
    #expect(throws: StoreError.self) { try scene.reopen() }
    #expect(try Files.read(scene.directory + "/privacy.key") == [1, 2, 3])
  }

  @Test func `access requests block nobody and are done when handed over`() throws {
    let request = try scene.create { $0.kind = .access }
    #expect(request.state == .pending && request.progress.isEmpty)
    #expect(scene.standing() == .free)
    let done = try scene.store.fulfil("R-1", tenant: scene.tenant)
    #expect(done.state == .completed && !done.certified)
    #expect(scene.pendingFiles.isEmpty)
    #expect(
      scene.kind { _ = try scene.store.certificate("R-1", tenant: scene.tenant) }
        == .resourceNotFound)
  }
}
