import Filters
import PersonalizeAPI
import Platform
import Recipes
import Store

extension DataPlane {
  private static let defaultActionCount = 5
  private static let actionCountLimit = 100

  /// The actions a user is most likely to take; reads the disk.
  func actionRecommendations(
    _ request: GetActionRecommendationsRequest, _ serving: ServingTarget
  ) throws(ServiceError) -> ActionAnswer {
    let snapshot = serving.snapshot
    guard snapshot.recipe.type == .personalizedActions else {
      throw .wrongRecipe("GetActionRecommendations", snapshot.recipe)
    }
    guard let user = request.userId, !user.isEmpty else {
      throw .missing("userId", snapshot.recipe)
    }
    if request.filterArn == nil, let values = request.filterValues, !values.isEmpty {
      throw .invalidInput("filterValues needs a filterArn.")
    }
    let asked = request.numResults ?? 0
    guard (0...Self.actionCountLimit).contains(asked) else {
      throw .invalidInput("numResults must be at most \(Self.actionCountLimit), it is \(asked).")
    }
    let records = actionRecords.records(of: snapshot.group)
    try load(records, snapshot)
    var filter: FilterPredicate?
    if let arn = request.filterArn {
      let asked = FilterRequest(arn: arn, values: request.filterValues, user: user)
      filter = try self.filter(asked, snapshot, mayBlock: true)?.predicate
    }
    let recommendationID = identifiers.recommendationID(mark: serving.mark)
    var query = try actionQuery(of: user, snapshot, records)
    query.explorationSeed = recommendationID.utf8.reduce(0xCBF2_9CE4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    let model = snapshot.model
    let actions = model.recommendActions(
      query, limit: asked == 0 ? Self.defaultActionCount : asked
    ) { filter?.admits($0) ?? true }
    return ActionAnswer(
      places: actions.map {
        ActionAnswer.Place(action: model.candidates[$0.action], score: $0.score)
      },
      recommendationID: recommendationID)
  }

  /// What is known of a user now: what came since the training, and the actions' newest records.
  private func actionQuery(
    of user: String, _ snapshot: TargetSnapshot, _ records: DatasetRecords
  ) throws(ServiceError) -> ActionQuery {
    let model = snapshot.model
    var query = ActionQuery(
      user: model.userIndex(user), time: clock.now().seconds,
      rules: records.current().map { model.actionRules($0.table) })
    do {
      query.events = try snapshot.events(of: user)
    } catch {
      throw .unreadable("history of a user in \(snapshot.group.name)", error, log)
    }
    query.responses = try liveResponses(of: user, snapshot)
    return query
  }

  /// What a user did with actions that the model has not seen.
  private func liveResponses(
    of user: String, _ snapshot: TargetSnapshot
  ) throws(ServiceError) -> [ActionQuery.Response] {
    let last = snapshot.model.lastActionEvent
    return snapshot.known(
      (try loadedActions(snapshot).responses(of: user) ?? []).filter { $0.sequence > last })
  }

  private func loadedActions(_ snapshot: TargetSnapshot) throws(ServiceError) -> LiveActions {
    do {
      let store = try store.tenant(snapshot.group.tenant).group(named: snapshot.group.name)
      let live = liveActions.actions(of: store)
      try live.load(from: store)
      return live
    } catch {
      throw .unreadable("action interactions of \(snapshot.group.name)", error, log)
    }
  }

  /// What filters see of a user's interactions with actions, the newest first: those imported and
  /// those streamed, whether the model has seen them or not.
  func actionEvents(
    of user: String, _ snapshot: TargetSnapshot
  ) throws(ServiceError) -> FilterEvents {
    let live = try loadedActions(snapshot)
    let all = snapshot.known((live.imported(of: user) ?? []) + (live.responses(of: user) ?? []))
    var types = FilterEventTypes(ofActions: true)
    let codes = all.map { types.code(adding: $0.response.name) }
    var events = FilterEvents(types: types, perTypeMax: LiveActions.importedLimit)
    for (response, code) in zip(all, codes).sorted(by: { $0.0.timestamp > $1.0.timestamp }) {
      events.insert(type: code, entity: response.action)
    }
    return events
  }
}

extension TargetSnapshot {
  /// Responses to the actions that the model knows, by its numbers.
  fileprivate func known(_ responses: [LiveActions.Response]) -> [ActionQuery.Response] {
    responses.compactMap { response in
      model.candidates.index(of: response.action).map {
        ActionQuery.Response(
          action: $0, response: response.response, timestamp: response.second)
      }
    }
  }
}

extension ActionData.Response {
  fileprivate var name: String {
    switch self {
    case .taken: StreamedActionEvent.EventType.taken.rawValue
    case .notTaken: StreamedActionEvent.EventType.notTaken.rawValue
    case .viewed: StreamedActionEvent.EventType.viewed.rawValue
    }
  }
}

extension Model {
  /// The rules of its actions as their records have them.
  fileprivate func actionRules(_ table: MetadataTable) -> ActionRules {
    var rules = ActionRules(count: candidates.count)
    let value = table.column(named: "VALUE")
    let expiration =
      table.column(named: "EXPIRATION_TIMESTAMP")
      ?? table.column(named: "ACTION_EXPIRATION_TIMESTAMP")
    let pause = table.column(named: "REPEAT_FREQUENCY")
    for action in 0..<candidates.count {
      let id = candidates[action]
      func number(_ column: Int?) -> Int64? {
        column.flatMap { table.value($0, ofItem: id) }.flatMap { Int64($0) }
      }
      rules.set(
        action, value: number(value).map { Float($0) }, expiration: number(expiration),
        repeatDays: number(pause))
    }
    return rules
  }
}
