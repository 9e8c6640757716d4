import FoundationEssentials
import PersonalizeAPI
import Recipes
package import Store

/// What there is to evaluate behind an ARN or a name.
package struct EvaluationPlan: Sendable {
  /// One recipe.
  package struct Entry: Sendable {
    package let recipe: String
    /// The version or recommender; `nil` for a recipe of a dataset group.
    package let arn: String?
    package let task: EvaluationTask
    /// What the service reports for it.
    package let reported: [String: Double]?
  }

  /// How evaluations are made.
  package struct Options: Sendable {
    /// Decides the test users; that of the training when not given.
    package var seed: UInt64?
    /// A folder for the splits and lists; with several recipes each has a folder in it.
    package var exportDirectory: String?
    package var isRelaxed = true
    package var threads = ProcessInfo.processInfo.activeProcessorCount

    package init() {}
  }

  package let entries: [Entry]

  /// Looks up what is to be evaluated.
  ///
  /// - Parameters:
  ///   - resource: a solution version, a recommender or a dataset group.
  ///   - database: the tenant's.
  ///   - tenantDirectory: the tenant's folder.
  package init(
    _ resource: Resource, in database: ControlDatabase, tenantDirectory: String,
    options: Options = Options()
  ) throws {
    switch resource.kind {
    case .solutionVersion, .recommender:
      entries = [try Self.repetition(of: resource, database, options)]
    case .datasetGroup:
      entries = try Self.recipes(for: resource, database, tenantDirectory, options)
    default:
      throw EvaluationError.notEvaluable(resource.arn)
    }
  }

  /// The training of a version or recommender once more, on the same rows.
  private static func repetition(
    of subject: Resource, _ database: ControlDatabase, _ options: Options
  ) throws -> Entry {
    guard let stored = try database.attachment(.trainingRecord, of: subject.arn) else {
      throw EvaluationError.notTrained(subject.arn, status: subject.status.rawValue)
    }
    var training = try JSONDecoder().decode(TrainingTask.self, from: Data(stored))
    training.seed = options.seed ?? training.seed
    training.threads = options.threads
    let metrics = try database.attachment(.metrics, of: subject.arn)
    return Entry(
      recipe: training.recipe, arn: subject.arn,
      task: EvaluationTask(training: training, exportDirectory: options.exportDirectory),
      reported: try metrics.map {
        try JSONDecoder().decode([String: Double].self, from: Data($0))
      })
  }

  /// Every recipe that the group has the datasets for, with its defaults.
  private static func recipes(
    for group: Resource, _ database: ControlDatabase, _ tenantDirectory: String, _ options: Options
  ) throws -> [Entry] {
    let domain = try DatasetGroup.decode(group.body).domain?.rawValue
    let schemas = try JobContext.schemas(inGroup: group.arn, database)
    let types = Set(schemas.keys.compactMap { DatasetType(requested: $0) })
    return RecipeCatalogue.all.filter { recipe in
      recipe.isAvailable && (recipe.domain == nil || recipe.domain == domain)
        && recipe.requiredDatasets.allSatisfy { needed in
          DatasetType(requested: needed.rawValue).map(types.contains) ?? true
        }
    }.map { recipe in
      let training = TrainingTask(
        groupDirectory: "\(tenantDirectory)/groups/\(group.name)", schemas: schemas,
        recipe: recipe.name, algorithmHyperparameters: [:], featureTransformationParameters: [:],
        excludedColumns: [:], includedColumns: [:], evaluates: true,
        isRelaxed: options.isRelaxed, seed: options.seed ?? TrainingTask.seed,
        threads: options.threads, path: "")
      return Entry(
        recipe: recipe.name, arn: nil,
        task: EvaluationTask(
          training: training,
          exportDirectory: options.exportDirectory.map { "\($0)/\(recipe.name)" }),
        reported: nil)
    }
  }
}

/// Why something cannot be evaluated.
package enum EvaluationError: Error, CustomStringConvertible {
  case notEvaluable(String)
  case notTrained(String, status: String)
  case unknown(String)
  case ambiguous(String, [String])
  /// The worker could not do it, for this reason.
  case failed(String)

  package var description: String {
    switch self {
    case .notEvaluable(let arn):
      "\(arn) cannot be evaluated. Give a solution version, a recommender or a dataset group."
    case .notTrained(let arn, let status):
      "\(arn) has the status \(status) and no training to repeat. Give one that is ACTIVE."
    case .unknown(let name):
      "There is no \(name). Give the ARN of a solution version, a recommender or a dataset group, "
        + "or the name of a dataset group."
    case .ambiguous(let name, let arns):
      "Several dataset groups are called \(name): give one of \(arns.joined(separator: ", "))."
    case .failed(let reason): reason
    }
  }
}
