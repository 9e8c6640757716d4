import FoundationEssentials
import HTTP
import PersonalizeAPI
import Platform

/// `bespoke privacy`: the requests, the ledger and its certificates.
enum PrivacyCommand: Command {
  static let name = "privacy"
  static let summary = "Check certificates and the ledger, and look after privacy requests."
  static let details = """
      verify FILE    check a certificate: its signature, and that the ledger records it
      audit          check the whole ledger
      list           list the requests, the newest first
      show ID        show a request
      cancel ID      take a request back that nobody works on yet
      approve ID     say that the people are who asked, for a request that waits for that
      hold ID        begin a legal hold; 'release ID' ends it
      deny ID        end a request with nothing erased
      retry ID       begin a failed request anew

    The exit code of verify and audit is 0 only if all is well. A certificate's signature proves to
    those who run the instance that it issued it and that nothing was changed since; it proves nothing
    to those who do not trust them, as whoever holds the instance's key can make such a signature.
    """
  static let operands = ["ACTION", "[ID|FILE]"]
  static let options: [Option] =
    [
      .value("state", "STATE", "list: only those in this state, such as PENDING"),
      .value("reason", "TEXT", "why it is decided so; kept, so write no ids"),
    ] + TenantClient.options

  private enum Action: String, CaseIterable {
    case verify, audit, list, show, cancel, approve, hold, release, deny, retry

    /// `nil` for what is no decision.
    var decision: PrivacyDecision? {
      switch self {
      case .approve: .verify
      case .hold: .hold
      case .release: .release
      case .deny: .deny
      case .retry: .retry
      case .verify, .audit, .list, .show, .cancel: nil
      }
    }

    var takesOperand: Bool { self != .audit && self != .list }
  }

  private static let folder = "/_bespoke/privacy"

  static func run(_ values: OptionValues) throws -> Int32 {
    let names = Action.allCases.map(\.rawValue).joined(separator: ", ")
    guard let action = values.operands.first.flatMap(Action.init(rawValue:)) else {
      throw UsageError(message: "Say what to do: \(names).")
    }
    guard values.operands.count == (action.takesOperand ? 2 : 1) else {
      throw UsageError(
        message: action.takesOperand
          ? "'\(action.rawValue)' takes one \(action == .verify ? "FILE" : "ID")."
          : "Nothing may follow '\(action.rawValue)'.")
    }
    let format = try values.choice("format", of: TenantClient.Format.self) ?? .text
    let client = try TenantClient(values, arn: nil)
    let operand = values.operands.last ?? ""
    let answer = try send(action, operand, values, client)
    if format == .json { print(String(decoding: answer, as: UTF8.self)) }
    switch action {
    case .verify, .audit:
      let verdict = try LedgerVerdict.decode(answer)
      if format == .text { print(text(of: verdict, action), terminator: "") }
      return verdict.valid ? ExitCode.success : ExitCode.failure
    case .list:
      if format == .text {
        print(table(try ListPrivacyRequestsResponse.decode(answer).requests), terminator: "")
      }
    default:
      if format == .text { print(try PrivacyRequest.decode(answer).text, terminator: "") }
    }
    return ExitCode.success
  }

  private static func send(
    _ action: Action, _ operand: String, _ values: OptionValues, _ client: TenantClient
  ) throws -> [UInt8] {
    if let decision = action.decision {
      let request = DecidePrivacyRequestRequest(
        requestId: operand, decision: decision, reason: values.string("reason"))
      return try client.send(.post, folder + "/decision", body: request.encoded())
    }
    switch action {
    case .verify:
      return try client.send(.post, folder + "/verify", body: try certificate(operand))
    case .audit: return try client.send(.get, folder + "/audit")
    case .list: return try list(values, client)
    case .cancel:
      return try client.send(.delete, folder + "/request", query: [("requestId", operand)])
    default: return try client.send(.get, folder + "/request", query: [("requestId", operand)])
    }
  }

  /// All pages as one.
  private static func list(_ values: OptionValues, _ client: TenantClient) throws -> [UInt8] {
    var all = ListPrivacyRequestsResponse(requests: [])
    var query = values.string("state").map { [(name: "state", value: $0.uppercased())] } ?? []
    let filters = query.count
    while true {
      let page = try ListPrivacyRequestsResponse.decode(
        try client.send(.get, folder + "/requests", query: query))
      all.requests += page.requests
      guard let token = page.nextToken else { return all.encoded() }
      query = Array(query.prefix(filters)) + [(name: "nextToken", value: token)]
    }
  }

  private static func certificate(_ path: String) throws -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw UsageError(message: "The certificate \(path) cannot be read: \(error)")
    }
  }

  private static func text(of verdict: LedgerVerdict, _ action: Action) -> String {
    let what = action == .verify ? "The certificate" : "The ledger"
    let entries = "\(verdict.entries) entries, the newest with the hash \(verdict.headHash)"
    guard verdict.valid else {
      return "\(what) is NOT valid:\n" + verdict.problems.map { "  \($0)\n" }.joined()
        + "The ledger has \(entries).\n"
    }
    return "\(what) is valid.\nThe ledger has \(entries).\n"
  }

  private static func row(_ request: PrivacyRequest) -> [String] {
    let state = request.state.rawValue + (request.legalHold ? " (hold)" : "")
    let day = Timestamp(epochSeconds: request.dueTime).map { String($0.iso8601.prefix(10)) } ?? "?"
    return [
      request.requestId, state, "\(request.kind.rawValue) of \(request.subjectCount)",
      request.ticket ?? "-", "due \(day)" + (request.overdue ? " OVERDUE" : ""),
    ]
  }

  private static func table(_ requests: [PrivacyRequest]) -> String {
    guard !requests.isEmpty else { return "There are no requests.\n" }
    let rows = requests.map(row)
    let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ").trimmingBlanks + "\n"
    }.joined()
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
  }
}

extension PrivacyRequest {
  /// The request for people to read.
  fileprivate var text: String {
    func day(_ seconds: Double?) -> String? {
      seconds.flatMap(Timestamp.init(epochSeconds:))?.iso8601
    }
    let facts: [(String, String?)] = [
      ("request", requestId), ("kind", kind.rawValue),
      ("state", state.rawValue + (legalHold ? ", under a legal hold" : "")),
      ("people", "\(subjectCount)"), ("ticket", ticket), ("reason", reason),
      ("requested by", requestedBy), ("received", day(receivedTime)),
      ("due", day(dueTime).map { $0 + (overdue ? " OVERDUE" : "") }),
      ("completed", day(completedTime)), ("why", failureReason),
      ("certificate", certified ? "yes" : nil),
    ]
    let lines = facts.compactMap { name, value in
      value.map { "\((name + ":").padded(to: 14))\($0)" }
    }
    let groups = progress.map { entry in
      "  \(entry.datasetGroupArn): \(entry.status) (\(entry.step))"
        + (entry.numDeleted.map { ", \($0) records" } ?? "")
        + (entry.failureReason.map { ": \($0)" } ?? "")
    }
    return (lines + groups).joined(separator: "\n") + "\n"
  }
}
