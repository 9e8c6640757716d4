import HTTP
import PersonalizeAPI

/// `bespoke events`: why events do nothing.
enum EventsCommand: Command {
  static let name = "events"
  static let summary = "Tell what became of the events sent to a tracker or a dataset group."
  static let details = """
    It asks a running server how many events came, were dropped and are stored, and what each
    campaign and recommender of the dataset group makes of them: used in the next request, or why
    not. What trackers received is counted since the server started; everything else is counted in
    the stored events.
    Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; without them, the account of
    the ARN is used, which is enough unless the server runs with --auth strict.
    """
  static let options: [Option] =
    [
      .value("dataset-group", "ARN", "the dataset group"),
      .value("tracking-id", "ID", "the tracking id of one of its trackers, in its place"),
    ] + TenantClient.options

  static func run(_ values: OptionValues) throws -> Int32 {
    guard values.operands.isEmpty else {
      throw UsageError(message: "Nothing may follow the options: '\(values.operands[0])'.")
    }
    let query = [
      ("datasetGroupArn", values.string("dataset-group")),
      ("trackingId", values.string("tracking-id")),
    ].compactMap { name, value in value.map { (name: name, value: $0) } }
    guard query.count == 1 else {
      throw UsageError(message: "Give either --dataset-group or --tracking-id.")
    }
    let format = try values.choice("format", of: TenantClient.Format.self) ?? .text
    let client = try TenantClient(values, arn: values.string("dataset-group"))
    let answer = try client.send(.get, "/_bespoke/events", query: query)
    switch format {
    case .json: print(String(decoding: answer, as: UTF8.self))
    case .text: print(text(of: try .decode(answer)), terminator: "")
    }
    return ExitCode.success
  }

  private static func text(of report: EventCountsReport) -> String {
    var lines = [report.datasetGroupArn, "", "Received since the server started:"]
    if report.trackers.isEmpty { lines.append("  The dataset group has no event tracker.") }
    for tracker in report.trackers {
      lines.append(
        "  tracker \(tracker.trackingId): \(tracker.received) events in "
          + "\(tracker.requests - tracker.refusedRequests - tracker.throttledRequests) calls: "
          + "\(tracker.stored) stored, \(tracker.duplicates) duplicates, \(tracker.failed) failed; "
          + "\(tracker.refusedRequests) calls refused, \(tracker.throttledRequests) throttled")
      if let refusal = tracker.lastRefusal { lines.append("    last refusal: \(refusal)") }
    }
    let types = report.log.eventTypes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    lines += [
      "",
      "Stored: \(report.log.events) events"
        + (types.isEmpty ? "" : " (\(types.joined(separator: ", ")))")
        + "; \(report.log.anonymous) of sessions without a user",
    ]
    for target in report.targets { lines += ["", target.targetArn] + account(of: target) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func account(of target: TargetEventCounts) -> [String] {
    if let problem = target.problem { return ["  \(problem)"] }
    let type = target.eventType.map { "events of the type \($0)" } ?? "events of all types"
    let threshold = target.eventValueThreshold.map { " from the value \($0)" } ?? ""
    let counts: [(Int64, String)] = [
      (target.used, "used in the next request for their user"),
      (target.anonymousSession, "used only for requests with their session's id as userId"),
      (target.inModel, "in the model since its training"),
      (target.waitingForTraining, "wait for the next training: the recipe takes no live events"),
      (target.unknownItem, "of items that the model does not know: they wait for an update"),
      (target.otherEventType, "of a type that does not count"),
      (target.belowThreshold, "with a value below the threshold"),
      (target.tooOld, "too old: newer ones take their place"),
    ]
    return ["  \(target.recipe), learns from \(type)\(threshold)"]
      + counts.filter { $0.0 > 0 }.map { "  \($0.0) \($0.1)" }
  }
}
