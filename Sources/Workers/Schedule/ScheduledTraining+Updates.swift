import FoundationEssentials
import PersonalizeAPI
import Platform
import Recipes
import Store

/// The updates of deployed models, which take in what came since without a new version: every two
/// hours where a recipe follows its users, every half hour where a solution asks for its items to
/// be followed.
extension ScheduledTraining {
  /// Updates the newest version trained in full, if it serves; one made by an update turns
  /// this off.
  func updateNewestVersion(of solution: Resource) throws -> Timestamp? {
    let body = try Solution.decode(solution.body)
    guard solution.status == .active,
      let recipe = RecipeCatalogue.recipe(arn: body.recipeArn ?? ""),
      let rhythm = UpdateRhythm(recipe, isIncremental: body.performIncrementalUpdate == true)
    else { return nil }
    let versions = try database.list(
      .solutionVersion, parent: solution.arn, newestFirst: true, limit: .max)
    let begun = versions.first { ![.createFailed, .createStopped].contains($0.status) }
    guard let newest = begun, newest.status == .active,
      try SolutionVersion.decode(newest.body).trainingMode != .update
    else { return nil }
    return try update(newest, recipe, rhythm) {
      try database.referrers(to: newest.arn).contains {
        $0.kind == .campaign && $0.status == .active
      }
    }
  }

  /// Updates a recommender of one of the use cases that follow their users.
  func updateRecommender(_ recommender: Resource) throws -> Timestamp? {
    let body = try Recommender.decode(recommender.body)
    guard let recipe = RecipeCatalogue.recipe(arn: body.recipeArn ?? ""),
      let rhythm = UpdateRhythm(recipe, isIncremental: false)
    else { return nil }
    return try update(recommender, recipe, rhythm) { recommender.status == .active }
  }

  /// Queues an update of `subject` when its turn has come, it serves, and there is new data.
  private func update(
    _ subject: Resource, _ recipe: Recipes.Recipe, _ rhythm: UpdateRhythm,
    ifServing serves: () throws -> Bool
  ) throws -> Timestamp {
    var mark = try ScheduleMark(of: subject.arn, database)
    let last = mark.lastUpdate.map(Timestamp.init(milliseconds:))
    let due = rhythm.due(after: last, creation: subject.createdAt)
    guard due <= now else { return due }
    mark.lastUpdate = now.milliseconds
    try mark.attach(to: subject.arn, database)
    let isWaiting = try database.jobs(on: subject.arn).contains {
      $0.kind == .train || $0.kind == .refresh
    }
    if try !isWaiting && serves() && hasNewData(for: subject, recipe, rhythm) {
      try database.enqueue(.refresh, on: subject.arn, notBefore: now)
    }
    return rhythm.due(after: now, creation: subject.createdAt)
  }

  private func hasNewData(
    for subject: Resource, _ recipe: Recipes.Recipe, _ rhythm: UpdateRhythm
  ) throws -> Bool {
    guard let stored = try database.attachment(.trainedData, of: subject.arn) else { return false }
    let trained = try JSONDecoder().decode(DataAmount.self, from: Data(stored))
    let amount = try DataAmount(of: context.group(of: subject), for: recipe)
    return amount.hasItems(since: trained)
      || rhythm == .twoHourly && amount.hasInteractions(since: trained)
  }
}
