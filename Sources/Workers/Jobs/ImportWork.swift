import PersonalizeAPI
import Platform
import Privacy
import Store

/// An import job: what the worker is told, and what becomes of its file.
struct ImportWork: Sendable {
  let task: ImportTask
  let group: GroupStore
  /// The segment file's name.
  let file: String
  let datasetType: DatasetType
  /// Whether a file of metrics is part of the job.
  let writesMetrics: Bool
  /// Where the worker tells what it has counted.
  let countPath: String
  private let job: Resource
  private let isFull: Bool
  /// The group's epoch before its rows are read.
  private let epoch: Int64

  /// - Parameter exclusions: tells whose rows are left out; asked after the epoch is known.
  /// - Throws: `JobFailure` when the job cannot be done.
  init(
    _ job: Resource, in context: JobContext, file identifier: String,
    exclusions: () -> SubjectExclusions? = { nil }
  ) throws {
    self.job = job
    let body = try DatasetImportJob.decode(job.body)
    let (dataset, schema) = try context.dataset(body.datasetArn ?? job.parentARN ?? "")
    guard let type = DatasetType(requested: dataset.datasetType ?? "") else {
      throw JobFailure(reason: "The dataset has the unknown type \(dataset.datasetType ?? "").")
    }
    datasetType = type
    isFull = (body.importMode ?? .full) == .full
    group = try context.group(of: job)
    epoch = try group.erasureEpoch()
    guard try isFull || group.hasSegments(of: type.rawValue) else {
      throw JobFailure(
        reason: "The dataset has no bulk data yet: its first import job must have the import mode "
          + "FULL.")
    }
    file = "\(type.rawValue)-\(job.name)-\(identifier).segment"
    countPath = group.segmentPath(file: file) + ".count.tmp"
    let counting = try ImportCounting(
      for: body, of: type, in: job.groupARN ?? "", context, groupDirectory: group.directory,
      path: countPath)
    writesMetrics = counting?.countsForFile ?? false
    task = ImportTask(
      storage: context.storage(of: body.roleArn),
      location: body.dataSource?.dataLocation ?? "",
      datasetType: type.rawValue, schema: schema,
      minimumRows: Self.minimumRows(type, isFull, isRelaxed: context.options.relaxedLimits),
      path: group.segmentPath(file: file), exclusions: exclusions(), counting: counting)
  }

  /// Makes the rows part of the dataset.
  ///
  /// - Throws: `StoreError.erasedMeanwhile` when the import is to be done again.
  func publish(rows: Int64, at now: Timestamp) throws {
    let metrics = try task.counting.map { counting in
      try ImportCount(path: countPath).metrics(
        by: counting, method: isFull ? "FULL" : "INCREMENTAL")
    }
    try group.publishSegment(
      dataset: datasetType.rawValue, file: file, jobARN: job.arn, rows: rows, replacing: isFull,
      at: now, epoch: epoch, metrics: metrics)
  }

  private static func minimumRows(
    _ type: DatasetType, _ isFull: Bool, isRelaxed: Bool
  ) -> Int64 {
    switch type {
    case .interactions: isRelaxed ? 1 : 1000
    case .actionInteractions: isRelaxed || isFull ? 1 : 1000
    case .items, .users, .actions: 1
    }
  }
}

extension ImportCounting {
  /// - Returns: `nil` when nothing is to be counted of an import.
  fileprivate init?(
    for job: DatasetImportJob, of type: DatasetType, in group: String, _ context: JobContext,
    groupDirectory: String, path: String
  ) throws {
    let isIncremental = job.importMode == .incremental
    let publishes = job.publishAttributionMetricsToS3 == true
    guard type == .interactions, isIncremental || publishes,
      let rules = try context.database.attributionRules(ofGroup: group), !rules.metrics.isEmpty
    else { return nil }
    let oldest = context.now.adding(milliseconds: -AttributionRules.ageLimit)
    self.init(
      rules: rules, givers: try RecommendationSource(ofGroup: group, in: context.database),
      groupDirectory: groupDirectory, totalsSince: isIncremental ? oldest.seconds : nil,
      countsForFile: publishes && rules.hasDestination, path: path)
  }
}
