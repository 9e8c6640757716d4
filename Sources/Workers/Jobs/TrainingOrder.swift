import PersonalizeAPI
import Store

/// What a solution version or recommender asks of its training.
struct TrainingOrder {
  /// The recipe's name.
  var recipe: String
  let eventType: String?
  let config: SolutionConfig?
  /// `algorithmHyperParameters`: the ones a search found, else those given.
  var parameters: [String: String]
  let columns: TrainingDataConfig?
  let evaluates: Bool
  /// Whether it carries on the newest version trained in full.
  let isUpdate: Bool
  /// Whether columns that came after the subject count as well.
  let learnsLaterColumns: Bool
  /// What the names of its model files begin with.
  let fileStem: String

  /// - Throws: `JobFailure` when it names no recipe.
  init(_ subject: Resource) throws {
    if subject.kind == .recommender {
      try self.init(recommender: subject)
    } else {
      try self.init(version: subject)
    }
  }

  private init(version: Resource) throws {
    let body = try SolutionVersion.decode(version.body)
    recipe = try Self.recipe(body.recipeArn, of: version)
    eventType = body.eventType
    config = body.solutionConfig
    parameters =
      body.tunedHPOParams?.algorithmHyperParameters
      ?? body.solutionConfig?.algorithmHyperParameters ?? [:]
    columns = body.solutionConfig?.trainingDataConfig
    // An update keeps the metrics of the version it carries on.
    isUpdate = body.trainingMode == .update
    evaluates = !isUpdate
    learnsLaterColumns = false
    let parts = version.arn.split(separator: "/").suffix(2)
    guard let solution = parts.first, let id = parts.last else {
      throw JobFailure(reason: "The solution version's ARN is malformed.")
    }
    fileStem = "\(id)-\(solution)"
  }

  /// With the values of the update under way, if there is one.
  private init(recommender: Resource) throws {
    var body = try Recommender.decode(recommender.body)
    var changesColumns = false
    if let update = ResourceUpdate(recommender), update.status?.isTransitional == true,
      case .recommender(let updated, _) = update.promoted()
    {
      body = updated
      changesColumns = ResourceUpdate(recommender)?.needsTraining == true
    }
    learnsLaterColumns = changesColumns
    isUpdate = false
    recipe = try Self.recipe(body.recipeArn, of: recommender)
    // A use case counts its own type of event.
    eventType = nil
    config = nil
    parameters = [:]
    columns = body.recommenderConfig?.trainingDataConfig
    evaluates = true
    fileStem = "recommender-\(recommender.name)"
  }

  private static func recipe(_ arn: String?, of subject: Resource) throws -> String {
    guard let name = arn.flatMap(ARN.init)?.resourceID else {
      throw JobFailure(reason: "\(subject.arn) has no recipe.")
    }
    return name
  }
}
