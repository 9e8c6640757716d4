import Glibc
import HTTP
import PersonalizeAPI
import Platform

/// `bespoke jobs`: how far long work has come.
enum JobsCommand: Command {
  static let name = "jobs"
  static let summary = "Show how far imports, exports, trainings, batch jobs and erasures are."
  static let details = """
    It asks a running server what is under way in an account and region, or for one resource, and
    how many rows and bytes are done. With --follow it tells so every second, with the rows of that
    second, until nothing is under way.
    Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; without them, the account of
    the ARN is used, which is enough unless the server runs with --auth strict.
    """
  static let options: [Option] =
    [
      .value("resource", "ARN", "one job or solution version, also when it has ended"),
      .toggle("follow", "go on until nothing is under way"),
    ] + TenantClient.options

  static func run(_ values: OptionValues) throws -> Int32 {
    guard values.operands.isEmpty else {
      throw UsageError(message: "Nothing may follow the options: '\(values.operands[0])'.")
    }
    let arn = values.string("resource")
    let format = try values.choice("format", of: TenantClient.Format.self) ?? .text
    let client = try TenantClient(values, arn: arn)
    let follows = try values.isOn("follow")
    let query = arn.map { [(name: "resourceArn", value: $0)] } ?? []
    var before: [String: Int64] = [:]
    while true {
      let began = Clock.monotonicNanoseconds()
      let answer = try client.send(.get, "/_bespoke/jobs", query: query)
      let jobs: ListJobsResponse = try .decode(answer)
      switch format {
      case .json: Bespoke.say(String(decoding: answer, as: UTF8.self))
      case .text:
        if jobs.jobs.isEmpty { Bespoke.say("Nothing is under way.") }
        for job in jobs.jobs { Bespoke.say(line(of: job, before[job.resourceArn])) }
      }
      let isOver = jobs.jobs.allSatisfy { $0.state == "ended" }
      guard follows, !isOver else { return ExitCode.success }
      before = Dictionary(
        jobs.jobs.map { ($0.resourceArn, $0.rows ?? 0) }, uniquingKeysWith: { $1 })
      let spent = (Clock.monotonicNanoseconds() &- began) / 1000
      usleep(UInt32(1_000_000 - min(spent, 1_000_000)))
    }
  }

  /// - Parameter before: the rows a second ago, when somebody follows.
  private static func line(of job: JobProgress, _ before: Int64?) -> String {
    var parts = ["\(job.resourceArn)  \(job.kind.map { "\($0) " } ?? "")\(job.state)"]
    if let stage = job.stage, job.state != "waiting" { parts.append(stage) }
    if let fraction = job.fraction { parts.append("\(Int(fraction * 100)) %") }
    if let rows = job.rows { parts.append("\(rows) rows") }
    if let bytes = job.bytes, let total = job.totalBytes {
      parts.append("\(bytes >> 20) of \(total >> 20) MiB")
    }
    if let before, let rows = job.rows, rows >= before { parts.append("\(rows - before) rows/s") }
    return parts.joined(separator: "  ")
  }
}
