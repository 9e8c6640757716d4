package import Platform

/// A row of PutActionInteractions as it is stored.
package struct StreamedActionEvent: Sendable, Equatable {
  /// What a user did with an action that was recommended.
  package enum EventType: String, Sendable, CaseIterable {
    case taken = "Taken"
    case notTaken = "Not Taken"
    case viewed = "Viewed"

    /// Reads any spelling in use: `NOT_TAKEN`, `Not taken`, `not-taken`.
    package init?(spelled text: String) {
      let wanted = Self.normalized(text)
      guard let type = Self.allCases.first(where: { Self.normalized($0.rawValue) == wanted })
      else { return nil }
      self = type
    }

    private static func normalized(_ text: String) -> String {
      String(text.uppercased().map { $0 == "_" || $0 == "-" ? " " : $0 })
    }
  }

  /// Its place in the group's log of action interactions, from 1 upwards; 0 until stored.
  package var sequence: Int64 = 0
  /// Given by the client or made up; the second interaction with an id is dropped.
  package let eventID: String
  /// `nil` for an anonymous visitor, who is known by the session.
  package let userID: String?
  package let sessionID: String
  package let actionID: String
  package let eventType: EventType
  package let timestamp: Timestamp
  package let recommendationID: String?
  /// The action ids that were shown, joined by `|`.
  package let impression: String?
  /// Further columns of the schema, a JSON object by column name.
  package let properties: String?
  /// Whose session an anonymous interaction came in, as far as known when it was read.
  package var sessionOwner: String?

  /// The user it belongs to, by name or by session.
  package var person: String? { userID ?? sessionOwner }

  package init(
    eventID: String, userID: String?, sessionID: String, actionID: String, eventType: EventType,
    timestamp: Timestamp, recommendationID: String? = nil, impression: String? = nil,
    properties: String? = nil
  ) {
    self.eventID = eventID
    self.userID = userID
    self.sessionID = sessionID
    self.actionID = actionID
    self.eventType = eventType
    self.timestamp = timestamp
    self.recommendationID = recommendationID
    self.impression = impression
    self.properties = properties
  }
}
