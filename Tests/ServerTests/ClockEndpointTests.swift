import Foundation
import JSON
import Platform
import Store
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(5))) struct ClockEndpointTests {
  private func withDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = NSTemporaryDirectory() + "server-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try await body(directory)
  }

  private let get = "GET /_bespoke/clock HTTP/1.1\r\n"
  private let post = "POST /_bespoke/clock HTTP/1.1\r\n"

  @Test func `the clock can be moved, and what it was moved is remembered`() async throws {
    try await withDirectory { directory in
      let server = try RunningServer(directory: directory)
      let before = try await server.send(get)
      #expect(before.status == 200)
      #expect(before["offsetSeconds"]?.numberValue == 0)
      let moved = try await server.send(post, body: #"{"advanceSeconds": 604800}"#)
      #expect(moved.status == 200)
      #expect(moved["offsetSeconds"]?.numberValue == 604_800)
      let (old, new) = (before["epochSeconds"]?.numberValue, moved["epochSeconds"]?.numberValue)
      #expect(try require(new) - require(old) >= 604_800)
      #expect(moved["now"]?.stringValue?.hasSuffix("Z") == true)
      #expect(try server.store.clockOffset() == 604_800_000)
      await server.stop()
    }
  }

  @Test func `a server goes on from where an earlier one moved the clock`() async throws {
    try await withDirectory { directory in
      try Store(directory: directory).setClockOffset(604_800_000)
      let server = try RunningServer(directory: directory)
      #expect(try await server.send(get)["offsetSeconds"]?.numberValue == 604_800)
      let more = try await server.send(post, body: #"{"advanceSeconds": 1}"#)
      #expect(more["offsetSeconds"]?.numberValue == 604_801)
      await server.stop()
    }
  }

  @Test(arguments: [
    #"{"advanceSeconds": -1}"#, #"{"advanceSeconds": 3153600001}"#, "{}", "[", "",
    #"{"advanceSeconds": "x"}"#,
  ])
  func `what is no move forwards is refused`(body: String) async throws {
    try await withDirectory { directory in
      let server = try RunningServer(directory: directory)
      #expect(try await server.send(post, body: body).status == 400)
      #expect(try await server.send(get)["offsetSeconds"]?.numberValue == 0)
      await server.stop()
    }
  }

  @Test func `a hundred years in all is the end`() async throws {
    try await withDirectory { directory in
      let server = try RunningServer(directory: directory)
      let all = #"{"advanceSeconds": 3153600000}"#
      #expect(try await server.send(post, body: all).status == 200)
      #expect(try await server.send(post, body: all).status == 400)
      #expect(try await server.send(post, body: #"{"advanceSeconds": 0}"#).status == 200)
      await server.stop()
    }
  }

  @Test func `times of resources follow the clock, the date of answers does not`() async throws {
    try await withDirectory { directory in
      let server = try RunningServer(directory: directory) { $0.describeHoldMilliseconds = 30_000 }
      let year = 365 * 86_400
      _ = try await server.send(post, body: #"{"advanceSeconds": \#(year)}"#)
      let created = try await server.call("CreateDatasetGroup", #"{"name":"shop"}"#)
      #expect(created.status == 200)
      let arn = try require(created["datasetGroupArn"]?.stringValue)
      let group = try await server.call(
        "DescribeDatasetGroup", #"{"datasetGroupArn":"\#(arn)"}"#)
      // The supervisor does the job while the Describe waits.
      #expect(group["datasetGroup"]?["status"]?.stringValue == "ACTIVE")
      let time = try require(group["datasetGroup"]?["creationDateTime"]?.numberValue)
      let now = Clock.running().now().epochSeconds
      #expect(abs(time - now - Double(year)) < 600)
      let format = DateFormatter()
      format.locale = Locale(identifier: "en_US_POSIX")
      format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
      let line = group.head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("date: ") }
      let date = try require(line.flatMap { format.date(from: String($0.dropFirst(6))) })
      #expect(abs(date.timeIntervalSince1970 - now) < 600)
      await server.stop()
    }
  }
}
