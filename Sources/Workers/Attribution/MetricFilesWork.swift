import PersonalizeAPI
import Platform
import Store

/// The files of a metric attribution that can be written by now: what the worker is told.
struct MetricFilesWork: Sendable {
  let task: MetricFilesTask
  let group: GroupStore
  let attributionARN: String

  /// - Returns: `nil` when there is nothing to write, or nowhere to write it to.
  init?(_ attribution: Resource, in context: JobContext) throws {
    let output = try MetricAttribution.decode(attribution.body).metricsOutputConfig
    group = try context.group(of: attribution)
    attributionARN = attribution.arn
    guard let output, let path = output.s3DataDestination?.path else {
      try group.dropMetricFiles(of: attribution.sequence)
      return nil
    }
    let files = try group.metricFiles(of: attribution.sequence, at: context.now)
    guard !files.isEmpty else { return nil }
    task = MetricFilesTask(
      storage: context.storage(of: output.roleArn),
      folder: path + (path.utf8.last == UInt8(ascii: "/") ? "" : "/"),
      groupDirectory: group.directory, files: files.map(\.id))
  }

  /// The same for a job of any resource of the attribution's group.
  ///
  /// - Returns: also `nil` when the group has no attribution that is in use.
  init?(besideImport job: Resource, in context: JobContext) throws {
    let attributions = try context.database.resources(
      .metricAttribution, inGroup: job.groupARN ?? "")
    guard let attribution = try attributions.first(where: context.database.counts) else {
      return nil
    }
    try self.init(attribution, in: context)
  }
}

/// When the files of streamed events are due.
enum MetricSchedule {
  /// When the window that `now` lies in is over.
  static func next(after now: Timestamp) -> Timestamp {
    Timestamp(
      seconds: AttributionRules.window(ofSecond: now.seconds) + AttributionRules.windowSeconds)
  }

  /// Orders what is due of an attribution.
  ///
  /// - Returns: when to look again; `nil` if never.
  static func run(_ attribution: Resource, in context: JobContext) throws -> Timestamp? {
    guard try context.database.counts(attribution) else { return nil }
    let group = try context.group(of: attribution)
    if try !group.metricFiles(of: attribution.sequence, at: context.now).isEmpty {
      try order(for: attribution, notBefore: context.now, context.database)
    }
    return next(after: context.now)
  }

  /// Orders that files be written, unless that is ordered.
  static func order(
    for attribution: Resource, notBefore: Timestamp, _ database: ControlDatabase
  ) throws {
    let isOrdered = try database.jobs(on: attribution.arn).contains { $0.kind == .writeMetrics }
    if !isOrdered {
      try database.enqueue(.writeMetrics, on: attribution.arn, notBefore: notBefore)
    }
  }
}
