extension TrainingData {
  /// The interactions that count: of one event type, with at least a value.
  /// - Parameters:
  ///   - eventType: compared without case; `nil` for all.
  ///   - threshold: rows without a value do not count; `nil` for all.
  /// - Returns: data with the same users and items; itself when nothing is asked.
  package func selecting(eventType: String?, eventValueThreshold threshold: Double?) -> TrainingData
  {
    guard eventType != nil || threshold != nil else { return self }
    let wanted = eventType.map { name in
      Set(
        (0..<eventTypes.count).filter { Self.isSameEventType(eventTypes[$0], name) }
          .map { UInt16(clamping: $0) })
    }
    return keeping { user in rows(ofUser: user).filter { counts($0, wanted, threshold) } }
  }

  /// Data of the same users and items with some of the interactions.
  /// - Parameter rows: those of a user that stay, ascending.
  func keeping(_ rows: (_ user: Int) -> some Sequence<Int>) -> TrainingData {
    var kept: [Int] = []
    var offsets = [0]
    offsets.reserveCapacity(userOffsets.count)
    for user in 0..<users.count {
      kept.append(contentsOf: rows(user))
      offsets.append(kept.count)
    }
    var selected = self
    selected.userOffsets = offsets
    selected.itemIDs = kept.map { itemIDs[$0] }
    selected.timestamps = kept.map { timestamps[$0] }
    selected.eventTypeIDs = eventTypeIDs.isEmpty ? [] : kept.map { eventTypeIDs[$0] }
    selected.eventValues = eventValues.isEmpty ? [] : kept.map { eventValues[$0] }
    selected.rowWeights = rowWeights.isEmpty ? [] : kept.map { rowWeights[$0] }
    selected.contextColumns = contextColumns.map { column in
      ContextColumn(
        name: column.name, codes: kept.map { column.codes[$0] }, vocabulary: column.vocabulary,
        isNumeric: column.isNumeric)
    }
    return selected
  }

  /// Fails when there is too little data to train on, or too much variety.
  /// - Parameters:
  ///   - minimums: what is needed.
  ///   - eventType: the filter already applied, for the message.
  ///   - all: the data before the filter, when users' activity counts by them.
  /// - Throws: the first of the failures, in the service's order.
  package func check(
    _ minimums: TrainingConfiguration.Minimums, eventType: String?,
    activityIn all: TrainingData? = nil
  ) throws(TrainingError) {
    guard count >= minimums.interactions else {
      throw .tooFewInteractions(minimum: minimums.interactions, eventType: eventType)
    }
    let lengths = (0..<users.count).map { (all ?? self).rows(ofUser: $0).count }
    let active = lengths.count { $0 >= 2 }
    let present = lengths.count { $0 >= 1 }
    guard active >= minimums.activeUsers else {
      throw .tooFewActiveUsers(minimum: minimums.activeUsers)
    }
    guard Double(active) >= minimums.activeUserShare * Double(present) else {
      throw .tooSmallShareOfActiveUsers(minimum: minimums.activeUserShare)
    }
    let types = Set(eventTypeIDs.lazy.filter { $0 != Self.noEventType }).count
    guard types + contextColumns.count <= minimums.maxEventTypesAndColumns else {
      throw .tooManyEventTypes(maximum: minimums.maxEventTypesAndColumns)
    }
  }

  /// Whether two event types are the same: ASCII letters compare without case.
  package static func isSameEventType(_ first: String, _ second: String) -> Bool {
    func folded(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte + 32 : byte }
    return first.utf8.lazy.map(folded).elementsEqual(second.utf8.lazy.map(folded))
  }

  private func counts(_ row: Int, _ wanted: Set<UInt16>?, _ threshold: Double?) -> Bool {
    if let wanted {
      guard !eventTypeIDs.isEmpty, wanted.contains(eventTypeIDs[row]) else { return false }
    }
    if let threshold {
      guard !eventValues.isEmpty, Double(eventValues[row]) >= threshold else { return false }
    }
    return true
  }
}
