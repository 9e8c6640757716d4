import Kernels

/// For whom a model of actions is asked, and when.
package struct ActionQuery: Sendable, Equatable {
  /// What the user did with an action after the model's data were read.
  package struct Response: Sendable, Equatable {
    /// An action number of the model.
    package var action: Int
    package var response: ActionData.Response
    /// Epoch seconds.
    package var timestamp: Int64

    package init(action: Int, response: ActionData.Response, timestamp: Int64) {
      self.action = action
      self.response = response
      self.timestamp = timestamp
    }
  }

  /// A user number of the model, or `nil` for a user it does not know.
  package var user: Int?
  /// Live interactions with items, oldest first.
  package var events: [Query.Event]
  /// Live interactions with actions.
  package var responses: [Response]
  /// The time now, epoch seconds.
  package var time: Int64
  /// Newer rules than those the model was trained with; `nil` for these.
  package var rules: ActionRules?
  /// What decides which actions without a score get a place in the list; `nil` to explore none.
  package var explorationSeed: UInt64?

  package init(
    user: Int? = nil, events: [Query.Event] = [], responses: [Response] = [], time: Int64,
    rules: ActionRules? = nil, explorationSeed: UInt64? = nil
  ) {
    self.user = user
    self.events = events
    self.responses = responses
    self.time = time
    self.rules = rules
    self.explorationSeed = explorationSeed
  }
}

/// An action of an answer.
package struct ScoredAction: Sendable, Equatable {
  /// An action number of the model.
  package let action: Int
  /// How likely the user is to take it, 0 to 1; 0 where too little is known of the action.
  package let score: Double
  /// Whether it is there to be learnt about.
  package let isExplored: Bool
}

extension Model {
  /// What recommendations are made of: the actions of a model of actions, the items of others.
  package var candidates: IdentifierTable {
    guard case .actions(let actions) = scorer else { return items }
    return actions.actions
  }

  /// The newest streamed interaction with an action it has learnt from, by its place in the log.
  package var lastActionEvent: Int64 {
    guard case .actions(let actions) = scorer else { return 0 }
    return actions.lastEvent
  }

  /// The actions a user is most likely to take, best first; none for models of other recipes.
  ///
  /// Leaves out what has expired and what the user met too lately. Of equally likely actions the
  /// more valuable one is first. With a seed for exploration a tenth of the places goes, on
  /// average, to actions without a score.
  /// - Parameters:
  ///   - query: for whom and when.
  ///   - limit: the most actions to return.
  ///   - isAllowed: asked about action numbers.
  package func recommendActions(
    _ query: ActionQuery, limit: Int, where isAllowed: (Int) -> Bool = { _ in true }
  ) -> [ScoredAction] {
    guard case .actions(let actions) = scorer, limit > 0 else { return [] }
    let history = histories.items(ofUser: query.user ?? -1)
    let ranked = actions.ranked(query, history).filter { isAllowed($0.action) }
    guard let seed = query.explorationSeed, ranked.count > limit else {
      return Array(ranked.prefix(limit))
    }
    var random = SeededRandom(seed: seed)
    let places = Double(limit) * NextBestAction.explorationShare + Double(random.uniform())
    let explored = ranked.filter(\.isExplored).map { (random.next(), $0) }
      .sorted { $0.0 < $1.0 }
      .prefix(Int(places))
      .map(\.1)
    let others = ranked.filter { !$0.isExplored }
    // Explored ones have the score 0, so they end the list.
    let best = others.prefix(limit - explored.count)
    let rest = ranked.lazy.filter { one in
      one.isExplored && !explored.contains { $0.action == one.action }
    }
    return Array((Array(best) + explored + Array(rest)).prefix(limit))
  }
}
