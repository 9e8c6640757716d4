package import ObjectStore
package import Privacy
package import Recipes
package import Store

/// What a worker process is told to do: one line of JSON on its standard input.
package enum WorkerTask: Codable, Sendable, Equatable {
  case importRows(ImportTask)
  case train(TrainingTask)
  case evaluate(EvaluationTask)
  case erase(ErasureTask)
  case inquire(InquiryTask)
  case export(ExportTask)
  case batch(BatchTask)
  case writeMetrics(MetricFilesTask)
}

/// Rows of CSV files into a segment file.
package struct ImportTask: Codable, Sendable, Equatable {
  /// Where `s3://` leads.
  package var storage: ObjectStoreAddress
  /// The `s3://` location of a CSV file or a folder of them.
  package var location: String
  /// The dataset's type, as ARNs spell it.
  package var datasetType: String
  /// The text of its schema.
  package var schema: String
  package var minimumRows: Int64
  /// The file to write.
  package var path: String
  /// Whose rows are left out.
  package var exclusions: SubjectExclusions?
  /// What is counted of the rows.
  package var counting: ImportCounting?
}

/// Rows of a dataset group into a model file.
package struct TrainingTask: Codable, Sendable, Equatable {
  /// The dataset group's folder.
  package var groupDirectory: String
  /// The texts of the group's schemas, by type of dataset.
  package var schemas: [String: String]
  /// The recipe's name.
  package var recipe: String
  package var eventType: String?
  package var eventValueThreshold: Double?
  package var algorithmHyperparameters: [String: String]
  package var featureTransformationParameters: [String: String]
  /// Columns not to train on, by type of dataset.
  package var excludedColumns: [String: [String]]
  /// If given for a type of dataset, the only columns to train on.
  package var includedColumns: [String: [String]]
  /// Whether to find out how good the model is, which costs a second training.
  package var evaluates: Bool
  /// Whether tiny data will do.
  package var isRelaxed: Bool
  /// Whether fewer rows than the minimum will do, as others have been erased; all else is as it was.
  package var acceptsFewerRows: Bool?
  package var seed: UInt64
  package var threads: Int
  /// The file to write; nothing is written when metrics are all it is for.
  package var path: String
  package var purpose = TrainingConfiguration.Purpose.model
  /// The file of the model that is carried on.
  package var basePath: String?
  /// What events of different types count; all alike when not given.
  package var eventWeights: [EventWeights.Entry]?
  /// What the ranking is to favour.
  package var objective: Objective?
  /// When it was ordered, epoch seconds.
  package var time: Int64?
  /// The rows to read; all there are when not given.
  package var bounds: DataBounds?
}

/// What a worker process says: one line of JSON each on its standard output, the result last.
package enum WorkerMessage: Codable, Sendable, Equatable {
  case progress(WorkerProgress)
  case result(WorkerResult)
}

/// How far a task has come.
package struct WorkerProgress: Codable, Sendable, Equatable {
  /// What is being done, such as `reading`.
  package var stage: String
  /// From 0 to 1.
  package var fraction: Double
  package var rows: Int64?
  package var bytes: Int64?
  package var totalBytes: Int64?

  package init(
    stage: String, fraction: Double, rows: Int64? = nil, bytes: Int64? = nil,
    totalBytes: Int64? = nil
  ) {
    self.stage = stage
    self.fraction = fraction
    self.rows = rows
    self.bytes = bytes
    self.totalBytes = totalBytes
  }
}

/// How a task came out.
package enum WorkerResult: Codable, Sendable, Equatable {
  /// The segment file is complete.
  ///
  /// - Parameter leftOut: rows of people who are not to come back, which are not among `rows`.
  case imported(rows: Int64, leftOut: [LeftOutRows])
  /// The model file is complete.
  case trained(TrainingReport)
  case evaluated(EvaluationReport)
  case erased(ErasureResult)
  case answered(InquiryAnswer)
  /// The CSV object is there.
  case exported(rows: Int64)
  /// Nothing was made: rows it was made of have been erased since.
  case outdated
  /// The lists are where they are wanted, unless people were erased meanwhile.
  case listed(BatchReport)
  /// The files of metrics are there.
  case wroteMetrics([MetricFile])
  /// It cannot be done; trying again would not help.
  case failed(reason: String)
}

/// What a training has to tell besides its model.
package struct TrainingReport: Codable, Sendable, Equatable {
  /// The offline metrics by wire key.
  package var metrics: [String: Double]
  package var trainingHours: Double
  /// The rows that were trained on.
  package var bounds: DataBounds
}
