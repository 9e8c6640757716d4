import FoundationEssentials
import PersonalizeAPI
import Platform
import Recipes
import Store

/// The two-hourly updates: a deployed model takes in what came since, without a new version.
extension ScheduledTraining {
  /// Updates the newest version trained in full, if it serves; one made by an update turns
  /// this off.
  func updateNewestVersion(of solution: Resource) throws -> Timestamp? {
    let body = try Solution.decode(solution.body)
    guard solution.status == .active, let recipe = Self.updatable(body.recipeArn) else {
      return nil
    }
    let versions = try database.list(
      .solutionVersion, parent: solution.arn, newestFirst: true, limit: .max)
    let begun = versions.first { ![.createFailed, .createStopped].contains($0.status) }
    guard let newest = begun, newest.status == .active,
      try SolutionVersion.decode(newest.body).trainingMode != .update
    else { return nil }
    return try update(newest, recipe) {
      try database.referrers(to: newest.arn).contains {
        $0.kind == .campaign && $0.status == .active
      }
    }
  }

  /// Updates a recommender of one of the use cases that follow their users.
  func updateRecommender(_ recommender: Resource) throws -> Timestamp? {
    let body = try Recommender.decode(recommender.body)
    guard let recipe = Self.updatable(body.recipeArn) else { return nil }
    return try update(recommender, recipe) { recommender.status == .active }
  }

  private static func updatable(_ recipeARN: String?) -> Recipes.Recipe? {
    RecipeCatalogue.recipe(arn: recipeARN ?? "")
      .flatMap { $0.capabilities.updatesAutomatically ? $0 : nil }
  }

  /// Queues a training of `subject` when its turn has come, it serves, and there is new data.
  private func update(
    _ subject: Resource, _ recipe: Recipes.Recipe, ifServing serves: () throws -> Bool
  ) throws -> Timestamp {
    var mark = try ScheduleMark(of: subject.arn, database)
    let schedule = TwoHourlyUpdate(
      creation: subject.createdAt,
      lastTurn: mark.lastUpdate.map(Timestamp.init(milliseconds:)))
    guard schedule.due <= now else { return schedule.due }
    mark.lastUpdate = now.milliseconds
    try mark.attach(to: subject.arn, database)
    let isWaiting = try database.jobs(on: subject.arn).contains { $0.kind == .train }
    if try !isWaiting && serves() && hasNewData(for: subject, recipe) {
      try database.enqueue(.train, on: subject.arn, notBefore: now)
    }
    return TwoHourlyUpdate(creation: subject.createdAt, lastTurn: now).due
  }

  private func hasNewData(for subject: Resource, _ recipe: Recipes.Recipe) throws -> Bool {
    guard let stored = try database.attachment(.trainedData, of: subject.arn) else { return false }
    let trained = try JSONDecoder().decode(DataAmount.self, from: Data(stored))
    return try DataAmount(of: context.group(of: subject), for: recipe).exceeds(trained)
  }
}
