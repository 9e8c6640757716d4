import FoundationEssentials
import Glibc
import JSON
import PersonalizeAPI

/// `bespoke forget-user`: has people forgotten, and waits for the proof.
enum ForgetUserCommand: Command {
  static let name = "forget-user"
  static let summary = "Have people forgotten: erase all that is held, and print the certificate."
  static let details = """
    It waits until everything is erased, models are trained again without the people, and every
    place has been searched; the exit code is 0 only then, and when the certificate is genuine.
    The same --request-id again asks for nothing new: it waits for the request that is there.
    In a terminal it shows first what would be erased and asks; --yes does not ask.
    """
  static let options: [Option] =
    [PrivacyClient.groupOption] + SubjectList.options + [
      .value("request-id", "NAME", "names the request", default: "a new one"),
      .value("ticket", "TICKET", "the number under which you keep the matter"),
      .value("reason", "TEXT", "why; kept in the record, so write no ids"),
      .toggle("suppress", "refuse later events and rows of the people for good"),
      .toggle("include-s3", "rewrite files under the S3 root as well, which are your own"),
      .value(
        "new-events", "drop|accept",
        "what becomes of events that come meanwhile: dropped, or taken for a new person's",
        default: "drop"),
      .value("certificate", "FILE", "write the certificate there, as JSON"),
      .toggle("yes", "do not ask"),
    ] + TenantClient.options

  private enum NewEvents: String, CaseIterable {
    case drop
    case accept
  }

  static func run(_ values: OptionValues) throws -> Int32 {
    guard values.operands.isEmpty else {
      throw UsageError(message: "Nothing may follow the options: '\(values.operands[0])'.")
    }
    guard let group = values.string("dataset-group") else {
      throw UsageError(message: "Say where, with --dataset-group: a name, an ARN, or all.")
    }
    let format = try values.choice("format", of: TenantClient.Format.self) ?? .text
    let people = try SubjectList(values).userIDs
    let newEvents = try values.choice("new-events", of: NewEvents.self) ?? .drop
    let isAsking = try !values.isOn("yes") && isatty(STDIN_FILENO) == 1
    let suppress = try values.isOn("suppress")
    let includesS3 = try values.isOn("include-s3")
    let client = try PrivacyClient(values, group: group)
    if isAsking, try !isConfirmed(people, client) {
      ErasureProgressLines.say("Nothing was asked for.")
      return ExitCode.failure
    }
    let request = try client.create(
      CreatePrivacyRequestRequest(
        requestId: values.string("request-id"), kind: .erasure, userIds: people,
        datasetGroupArns: client.groups, ticket: values.string("ticket"),
        reason: values.string("reason"), suppress: suppress,
        newEvents: newEvents == .drop ? .drop : .acceptAsNew, includeS3: includesS3))
    let outcome = try wait(for: request, client)
    guard outcome.state == .completed else {
      let reason = outcome.failureReason.map { ": \($0)" } ?? ""
      Bespoke.complain("The request \(outcome.requestId) is \(outcome.stateText)\(reason)")
      return ExitCode.failure
    }
    return try hand(out: try client.certificate(outcome.requestId), values, format, client)
  }

  /// Shows what is held, and has the word typed.
  private static func isConfirmed(_ people: [String], _ client: PrivacyClient) throws -> Bool {
    let noun = people.count == 1 ? "1 person" : "\(people.count) people"
    ErasureProgressLines.say(try Discovery.decode(client.discover(people)).text)
    ErasureProgressLines.say("There is no way back. To forget \(noun), type: forget \(noun)")
    return readLine() == "forget \(noun)"
  }

  /// Looks at the request until nothing further happens by itself.
  private static func wait(
    for request: PrivacyRequest, _ client: PrivacyClient
  ) throws -> PrivacyRequest {
    var lines = ErasureProgressLines()
    var current = request
    while true {
      lines.show(current)
      switch current.state {
      case .completed, .failed, .cancelled, .denied, .received: return current
      case .verified, .pending, .inProgress: break
      }
      if current.legalHold { return current }
      usleep(200_000)
      current = try client.request(current.requestId)
    }
  }

  /// Prints and stores the certificate; it must be genuine.
  private static func hand(
    out bytes: [UInt8], _ values: OptionValues, _ format: TenantClient.Format,
    _ client: PrivacyClient
  ) throws -> Int32 {
    if let file = values.string("certificate") {
      do {
        try Data(bytes).write(to: URL(filePath: file), options: .atomic)
      } catch {
        throw TenantClientError(message: "The certificate cannot be written to \(file): \(error)")
      }
    }
    switch format {
    case .json: print(String(decoding: bytes, as: UTF8.self))
    case .text: print(try ErasureCertificate.decode(bytes).text, terminator: "")
    }
    let verdict = try client.verify(bytes)
    guard verdict.valid else {
      Bespoke.complain("The certificate is not genuine: \(verdict.problems.joined(separator: " "))")
      return ExitCode.failure
    }
    return ExitCode.success
  }
}

extension PrivacyRequest {
  /// The state for people.
  fileprivate var stateText: String {
    if legalHold { return "on legal hold" }
    return switch state {
    case .received: "waiting for verification"
    case .verified: "verified"
    case .pending: "pending"
    case .inProgress: "in progress"
    case .completed: "completed"
    case .failed: "failed"
    case .cancelled: "cancelled"
    case .denied: "denied"
    }
  }
}
