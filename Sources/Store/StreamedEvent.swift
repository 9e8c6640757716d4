package import Platform

/// One event of PutEvents, as stored.
package struct StreamedEvent: Sendable, Equatable {
  /// Its place in the group's log, from 1 upwards; 0 until stored.
  package var sequence: Int64 = 0
  /// Given by the client or made up; the second event with an id is dropped.
  package let eventID: String
  /// `nil` for an anonymous visitor, who is known by the session.
  package let userID: String?
  package let sessionID: String
  package let itemID: String
  package let eventType: String
  package let eventValue: Double?
  package let timestamp: Timestamp
  package let recommendationID: String?
  /// The item ids that were shown, joined by `|`.
  package let impression: String?
  /// The item ids of the answer that `recommendationID` names, joined by `|`, when it was still
  /// known; `nil` when the event brought an impression of its own.
  package let shown: String?
  /// Whence the client says the event came.
  package let attributionSource: String?
  /// The ARN of the campaign or recommender whose answer `recommendationID` names; `nil` when it is
  /// none of the group's.
  package let recommendedBy: String?
  /// Further columns of the schema, a JSON object by column name.
  package let properties: String?
  /// Whose session an anonymous event came in, as far as known when it was stored or read.
  package var sessionOwner: String?
  /// Whether its user was not the session's owner before it was stored; false when read.
  package var claimsSession = false

  /// Whether both came from the same user, or nobody known, in the same session.
  func isOfSameVisit(as other: StreamedEvent) -> Bool {
    sessionID.isExactly(other.sessionID)
      && userID.map { ExactText($0) } == other.userID.map { ExactText($0) }
  }

  /// The user it belongs to, by name or by session.
  package var person: String? { userID ?? sessionOwner }

  /// Whence the event came: by the client's word, else the giver of the answer it names.
  package var source: String? { attributionSource ?? recommendedBy }

  /// The item ids that were shown, joined by `|`, by the client's word or by the answer named.
  package var impressions: String? { impression ?? shown }

  package init(
    eventID: String, userID: String?, sessionID: String, itemID: String, eventType: String,
    eventValue: Double? = nil, timestamp: Timestamp, recommendationID: String? = nil,
    impression: String? = nil, shown: String? = nil, attributionSource: String? = nil,
    recommendedBy: String? = nil, properties: String? = nil
  ) {
    self.eventID = eventID
    self.userID = userID
    self.sessionID = sessionID
    self.itemID = itemID
    self.eventType = eventType
    self.eventValue = eventValue
    self.timestamp = timestamp
    self.recommendationID = recommendationID
    self.impression = impression
    self.shown = shown
    self.attributionSource = attributionSource
    self.recommendedBy = recommendedBy
    self.properties = properties
  }
}
