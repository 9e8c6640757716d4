/// For whom, or like what, a model is asked.
package struct Query: Sendable, Equatable {
  /// An interaction that happened after the model's data were read.
  package struct Event: Sendable, Equatable {
    /// An item number of the model; events with other items are left out by the caller.
    package var item: Int
    /// Epoch seconds.
    package var timestamp: Int64
    /// What it counts, of ``Model/weight(eventType:value:)``.
    package var weight: Float

    package init(item: Int, timestamp: Int64, weight: Float = 1) {
      self.item = item
      self.timestamp = timestamp
      self.weight = weight
    }
  }

  /// A user number of the model, or `nil` for a user it does not know.
  package var user: Int?
  /// Live events of the user, oldest first; only those the model ``Model/counts(eventType:value:)``.
  ///
  /// For a model of trends the live events of everybody, in any order.
  package var events: [Event]
  /// The item to find related ones for, or `nil` when the model does not know it.
  package var seedItem: Int?
  /// When a model of trends is asked, epoch seconds; `nil` for the time of the newest interaction.
  package var time: Int64?
  /// The user's attributes as they are now, of ``Model/userFeatures(_:)``; `nil` for those of the
  /// record trained on.
  package var userFeatures: [UInt32]?
  /// The circumstances of the request, of ``Model/contextFeatures(_:)``.
  package var contextFeatures: [UInt32] = []
  /// What moves related items of a model that compares texts.
  package var influence = RankingInfluence.none

  package init(
    user: Int? = nil, events: [Event] = [], seedItem: Int? = nil, time: Int64? = nil
  ) {
    self.user = user
    self.events = events
    self.seedItem = seedItem
    self.time = time
  }
}

/// An item of an answer.
package struct ScoredItem: Sendable, Equatable {
  /// An item number of the model.
  package let item: Int
  /// A probability in 0...1 where the recipe gives scores.
  package let score: Double?

  package init(item: Int, score: Double?) {
    self.item = item
    self.score = score
  }
}
