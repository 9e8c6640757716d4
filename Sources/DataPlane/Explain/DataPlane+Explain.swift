package import PersonalizeAPI
import Platform
import Recipes
import Store

extension DataPlane {
  /// Tells how the answer to a request comes about; reads the disk when it must.
  ///
  /// - Throws: what the request itself would be refused with.
  package func explain(
    _ request: ExplainRecommendationsRequest, _ context: DataContext
  ) throws(ServiceError) -> Explanation {
    let target = TenantScoped(
      tenant: context.tenant, name: try Self.target(of: GetRecommendationsRequest(request)))
    let serving = try targets.resolve(target)
    let snapshot = serving.snapshot
    var request = request
    if let user = request.userId {
      request.userId = try asked(user, snapshot.group, mayBlock: true)
    }
    let question = GetRecommendationsRequest(request)
    try Self.check(question, names: snapshot)
    let user = request.userId.flatMap { $0.isEmpty ? nil : $0 }
    let pin = serving.pins?.pin(user: user, item: request.itemId)
    let places = try places(request, question, serving, pin)
    let history = try history(of: user, snapshot)
    let facts = try facts(of: user, context: request.context, snapshot, mayBlock: true)
    let query = snapshot.query(request, facts ?? .none, history)
    let asked = (places.map(\.item) + [request.aboutItemId ?? ""])
      .compactMap { snapshot.model.itemIndex($0) }
    let model = snapshot.model.explain(
      query, items: asked,
      ranking: request.inputList.map { $0.compactMap { snapshot.model.itemIndex($0) } })
    let answer = ExplainedAnswer(
      request: request, snapshot: snapshot, settings: serving.exploration, places: places, pin: pin,
      model: model,
      filter: try filterAccount(request.filterArn, request.filterValues, request, snapshot),
      dropped: try seenItems(of: user, snapshot, mayBlock: true) ?? [])
    return Explanation(
      targetArn: target.name, recipe: snapshot.recipe.name, modelArn: snapshot.identity.arn,
      modelTime: snapshot.identity.artefact.published.epochSeconds,
      catalogueSize: snapshot.model.items.count,
      userIsKnown: user.map { snapshot.model.userIndex($0) != nil },
      events: snapshot.explainedEvents(history, model.events),
      filter: answer.filter?.count(snapshot.model, about: request.aboutItemId),
      automaticFilter: answer.automaticFilter, promotion: try promotion(question, answer),
      exploration: answer.exploration, pin: pin, scoreNormalizer: model.normalizer,
      items: answer.items, about: answer.about,
      notes: answer.notes)
  }

  /// What is answered, pinned or not.
  private func places(
    _ request: ExplainRecommendationsRequest, _ question: GetRecommendationsRequest,
    _ serving: ServingTarget, _ pin: Pin?
  ) throws(ServiceError) -> [RankedList.Place] {
    if let places = pin?.places(limit: request.numResults) { return places }
    let answer: RankedAnswer?
    if serving.snapshot.recipe.type == .personalizedRanking {
      let question = GetPersonalizedRankingRequest(
        campaignArn: question.campaignArn ?? "", inputList: request.inputList ?? [],
        userId: request.userId ?? "", context: request.context, filterArn: request.filterArn,
        filterValues: request.filterValues, metadataColumns: request.metadataColumns)
      answer = try ranking(question, serving, mayBlock: true)
    } else {
      answer = try recommendations(question, serving, mayBlock: true)
    }
    return answer.map { answer in answer.indexes.map { answer.list.places[$0] } } ?? []
  }

  private func history(
    of user: String?, _ snapshot: TargetSnapshot
  ) throws(ServiceError) -> LiveHistory {
    guard let user else { return LiveHistory() }
    while true {
      if let history = snapshot.history(of: user) { return history }
      do {
        try snapshot.readHistory(of: user)
      } catch {
        throw .unreadable("history of a user in \(snapshot.group.name)", error, log)
      }
    }
  }

  private func filterAccount(
    _ arn: String?, _ values: [String: String]?, _ request: ExplainRecommendationsRequest,
    _ snapshot: TargetSnapshot
  ) throws(ServiceError) -> FilterAccount? {
    guard let arn else { return nil }
    let asked = FilterRequest(
      arn: arn, values: values, user: request.userId, item: request.itemId,
      items: (request.inputList ?? []) + [request.aboutItemId ?? ""].filter { !$0.isEmpty })
    let key = TenantScoped(tenant: snapshot.group.tenant, name: arn)
    guard let filter = try filter(asked, snapshot, mayBlock: true),
      let resolved = filters.known(key)
    else { return nil }
    return FilterAccount(arn: arn, filter: resolved.filter, request: filter)
  }

  private func promotion(
    _ question: GetRecommendationsRequest, _ answer: ExplainedAnswer
  ) throws(ServiceError) -> ExplainedPromotion? {
    guard let promotion = try RequestedPromotion(question.promotions, answer.snapshot.recipe),
      let account = try filterAccount(
        promotion.filterARN, promotion.filterValues, answer.request, answer.snapshot)
    else { return nil }
    let count = question.numResults.flatMap { $0 > 0 ? $0 : nil } ?? Self.defaultCount
    return ExplainedPromotion(
      name: promotion.name, filterArn: promotion.filterARN,
      admitted: account.count(answer.snapshot.model, about: nil).admitted,
      places: promotion.share(of: count),
      filled: answer.places.count { $0.promotion != nil })
  }
}

extension GetRecommendationsRequest {
  fileprivate init(_ request: ExplainRecommendationsRequest) {
    self.init(
      campaignArn: request.campaignArn, itemId: request.itemId, userId: request.userId,
      numResults: request.numResults, context: request.context, filterArn: request.filterArn,
      filterValues: request.filterValues, recommenderArn: request.recommenderArn,
      promotions: request.promotions, metadataColumns: request.metadataColumns)
  }
}

extension TargetSnapshot {
  /// What the model is asked for a request.
  fileprivate func query(
    _ request: ExplainRecommendationsRequest, _ facts: UserFacts, _ history: LiveHistory
  ) -> Query {
    switch recipe.type {
    case .userPersonalization, .personalizedRanking, .personalizedActions:
      query(user: request.userId ?? "", facts, history: history)
    case .relatedItems: Query(seedItem: request.itemId.flatMap { model.itemIndex($0) })
    case .popularItems, .userSegmentation: trend?.query ?? Query()
    }
  }
}

extension ExplainedAnswer {
  fileprivate var automaticFilter: ExplainedAutomaticFilter? {
    guard let filter = snapshot.recipe.capabilities.automaticFilter else { return nil }
    return ExplainedAutomaticFilter(
      eventType: filter.rawValue,
      removed: dropped.count { snapshot.model.itemIndex($0.text) != nil })
  }

  fileprivate var notes: [String] {
    var notes: [String] = []
    let recipe = snapshot.recipe
    if let error = pin?.error { notes.append("A pin answers with \(error.type).") }
    if let delay = pin?.delayMilliseconds, delay > 0 {
      notes.append("A pin holds the answer back for \(delay) ms.")
    }
    if let user = request.userId, !user.isEmpty, snapshot.model.userIndex(user) == nil,
      recipe.capabilities.userID == .required
    {
      notes.append(
        "The model does not know the user: only events streamed since count, and without them the "
          + "list is that of any new user.")
    }
    if recipe.type == .relatedItems, let item = request.itemId,
      snapshot.model.itemIndex(item) == nil
    {
      notes.append("The model does not know the item \(item): popular items stand in.")
    }
    if !recipe.capabilities.usesLiveEvents, snapshot.trend == nil {
      notes.append("The recipe learns from events at the next training only.")
    }
    if let type = snapshot.model.eventType {
      notes.append("Only events of the type \(type) count.")
    }
    return notes
  }
}
