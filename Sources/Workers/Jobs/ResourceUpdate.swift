import PersonalizeAPI
import Platform
import Store

/// An update under way, as the resource's body shows it beside what still holds.
enum ResourceUpdate {
  case campaign(Campaign, CampaignUpdateSummary)
  case solution(Solution, SolutionUpdateSummary)
  case dataset(Dataset, DatasetUpdateSummary)
  case recommender(Recommender, RecommenderUpdateSummary)

  /// `nil` when the resource is not being updated.
  init?(_ resource: Resource) {
    switch resource.kind {
    case .campaign:
      guard let body = try? Campaign.decode(resource.body),
        let update = body.latestCampaignUpdate
      else { return nil }
      self = .campaign(body, update)
    case .solution:
      guard let body = try? Solution.decode(resource.body),
        let update = body.latestSolutionUpdate
      else { return nil }
      self = .solution(body, update)
    case .dataset:
      guard let body = try? Dataset.decode(resource.body),
        let update = body.latestDatasetUpdate
      else { return nil }
      self = .dataset(body, update)
    case .recommender:
      guard let body = try? Recommender.decode(resource.body),
        let update = body.latestRecommenderUpdate
      else { return nil }
      self = .recommender(body, update)
    default:
      return nil
    }
  }

  var status: Status? {
    let text =
      switch self {
      case .campaign(_, let update): update.status
      case .solution(_, let update): update.status
      case .dataset(_, let update): update.status
      case .recommender(_, let update): update.status
      }
    return text.flatMap(Status.init)
  }

  /// When it came into its present state.
  var since: Timestamp? {
    switch self {
    case .campaign(_, let update): update.lastUpdatedDateTime
    case .solution(_, let update): update.lastUpdatedDateTime
    case .dataset(_, let update): update.lastUpdatedDateTime
    case .recommender(_, let update): update.lastUpdatedDateTime
    }
  }

  /// The body with the update in another state.
  func body(status: Status, failureReason: String? = nil, at now: Timestamp) -> [UInt8] {
    switch self {
    case .campaign(var body, var update):
      update.status = status.rawValue
      update.failureReason = failureReason
      update.lastUpdatedDateTime = now
      body.latestCampaignUpdate = update
      return body.encoded()
    case .solution(var body, var update):
      update.status = status.rawValue
      update.failureReason = failureReason
      update.lastUpdatedDateTime = now
      body.latestSolutionUpdate = update
      return body.encoded()
    case .dataset(var body, var update):
      update.status = status.rawValue
      update.failureReason = failureReason
      update.lastUpdatedDateTime = now
      body.latestDatasetUpdate = update
      return body.encoded()
    case .recommender(var body, var update):
      update.status = status.rawValue
      update.failureReason = failureReason
      update.lastUpdatedDateTime = now
      body.latestRecommenderUpdate = update
      return body.encoded()
    }
  }

  /// The same with the update's values in place of those that held so far.
  func promoted() -> ResourceUpdate {
    switch self {
    case .campaign(var body, let update):
      body.solutionVersionArn = update.solutionVersionArn ?? body.solutionVersionArn
      body.minProvisionedTPS = update.minProvisionedTPS ?? body.minProvisionedTPS
      body.campaignConfig = update.campaignConfig ?? body.campaignConfig
      return .campaign(body, update)
    case .solution(var body, let update):
      body.performAutoTraining = update.performAutoTraining ?? body.performAutoTraining
      body.performIncrementalUpdate =
        update.performIncrementalUpdate ?? body.performIncrementalUpdate
      if let changes = update.solutionUpdateConfig {
        var config = body.solutionConfig ?? SolutionConfig()
        config.autoTrainingConfig = changes.autoTrainingConfig ?? config.autoTrainingConfig
        config.eventsConfig = changes.eventsConfig ?? config.eventsConfig
        body.solutionConfig = config
      }
      return .solution(body, update)
    case .dataset(var body, let update):
      body.schemaArn = update.schemaArn ?? body.schemaArn
      return .dataset(body, update)
    case .recommender(var body, let update):
      body.recommenderConfig = update.recommenderConfig ?? body.recommenderConfig
      return .recommender(body, update)
    }
  }

  /// Whether the update asks for other columns to be learnt from, and so for another model.
  var needsTraining: Bool {
    guard case .recommender(let body, let update) = self, let config = update.recommenderConfig
    else { return false }
    let (old, new) = (body.recommenderConfig?.trainingDataConfig, config.trainingDataConfig)
    return (old?.excludedDatasetColumns ?? [:]) != (new?.excludedDatasetColumns ?? [:])
      || (old?.includedDatasetColumns ?? [:]) != (new?.includedDatasetColumns ?? [:])
  }

  /// What the resource refers to once the update is done.
  var references: [String] {
    switch self {
    case .campaign(let body, _): [body.solutionVersionArn].compactMap(\.self)
    case .solution, .recommender: []
    case .dataset(let body, _): [body.schemaArn].compactMap(\.self)
    }
  }
}
