import ObjectStore
package import Privacy
import Store

/// A piece of an erasure that is long, or reads what users have sent: work for a process of its own.
package enum ErasureTask: Codable, Sendable, Equatable {
  case readSubjects(SubjectListTask)
  case findSubjects(SubjectSearchTask)
  case rewriteRows(RowErasureTask)
  case scrubModels(ModelScrubTask)
  case train(TrainingTask)
  case verify(ErasureVerificationTask)
}

/// What came of it.
package enum ErasureResult: Codable, Sendable, Equatable {
  /// The file with the ids is complete.
  case subjects
  /// The new segment files are complete.
  case rewritten([RewrittenSegment], before: PlaceCounts)
  case scrubbed([ScrubbedModel])
  /// The model file is complete.
  case trained(TrainingReport, checksum: String)
  /// What is left is too little for the model.
  case untrainable(reason: String)
  case verified(VerificationReport)
}

/// Ids of CSV files into a file.
package struct SubjectListTask: Codable, Sendable, Equatable {
  /// Where the location leads.
  var storage: ObjectStoreAddress
  /// The `s3://` location of a CSV file or a folder of them.
  var location: String
  /// The file to write.
  var path: String
}

/// Ids that stand behind hashes, and occur in a dataset group, into a file.
package struct SubjectSearchTask: Codable, Sendable, Equatable {
  var groupDirectory: String
  var subjects: ErasureSubjects
  /// The file to write.
  var path: String
}

/// Segment files of a dataset group, without some people.
package struct RowErasureTask: Codable, Sendable, Equatable {
  var scene: ErasureScene
  var subjects: [String]
  /// Marks the names of the new files.
  var mark: String
}

/// Model files without some people.
package struct ModelScrubTask: Codable, Sendable, Equatable {
  struct Model: Codable, Sendable, Equatable {
    /// The solution version or recommender.
    var arn: String
    var path: String
    /// The file to write, if the people are in it.
    var output: String
  }

  var models: [Model]
  var subjects: [String]
}

/// What became of one of them.
package struct ScrubbedModel: Codable, Sendable, Equatable {
  var arn: String
  /// `nil` for a file that cannot be read.
  var outcome: ModelErasure.Outcome?
}

/// A search for what is left.
package struct ErasureVerificationTask: Codable, Sendable, Equatable {
  var scene: ErasureScene
  var subjects: [String]
  /// The customer's own files; `nil` when they are not on this machine.
  var objects: CustomerObjects?
  /// Whether the people are to be taken out of the customer's own files before.
  var rewritesObjects = false
}

/// The folders an erasure is about.
package struct ErasureScene: Codable, Sendable, Equatable {
  var dataDirectory: String
  var tenantDirectory: String
  var groupDirectory: String

  func verification(
    of subjects: [String], objects: CustomerObjects? = nil
  ) -> ErasureVerification {
    ErasureVerification(
      dataDirectory: dataDirectory, tenantDirectory: tenantDirectory,
      groupDirectory: groupDirectory, objects: objects, subjects: subjects)
  }
}

extension ErasureTask {
  /// How far the whole erasure has come when this has come so far.
  func overall(_ progress: WorkerProgress) -> WorkerProgress {
    let step: ErasureStep =
      switch self {
      case .readSubjects, .findSubjects: .readSubjects
      case .rewriteRows: .eraseRows
      case .scrubModels, .train: .eraseModels
      case .verify: .verify
      }
    var overall = progress
    overall.stage = step.stage
    overall.fraction =
      step.fraction + (step.next.fraction - step.fraction) * min(max(progress.fraction, 0), 1)
    return overall
  }
}
