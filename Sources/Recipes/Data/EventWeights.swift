/// What events of different types count, of an `eventsConfig`.
package struct EventWeights: Sendable, Equatable {
  /// One type of event.
  package struct Entry: Sendable, Equatable, Codable {
    /// Compared without case.
    package var eventType: String
    /// The least event value that counts; `nil` for all.
    package var threshold: Double?
    /// Only the ratios to the others matter.
    package var weight: Double

    package init(eventType: String, threshold: Double? = nil, weight: Double) {
      self.eventType = eventType
      self.threshold = threshold
      self.weight = weight
    }
  }

  let entries: [Entry]

  package init(_ entries: [Entry]) { self.entries = entries }

  /// What an event counts; `nil` for one that does not: of no listed type, or too low a value.
  func weight(eventType: String?, value: Double?) -> Float? {
    guard let eventType,
      let entry = entries.first(where: { TrainingData.isSameEventType($0.eventType, eventType) }),
      entry.weight > 0
    else { return nil }
    if let threshold = entry.threshold {
      guard let value, value >= threshold else { return nil }
    }
    return Float(entry.weight)
  }

  /// The same ratios, all weights multiplied by a factor.
  func scaled(by factor: Float) -> EventWeights {
    EventWeights(
      entries.map { entry in
        var entry = entry
        entry.weight *= Double(factor)
        return entry
      })
  }
}

extension TrainingData {
  /// The interactions that have a weight, with their weights: 1 on average.
  /// - Returns: the data, and the weights in the same measure, for events to come.
  func weighted(by weights: EventWeights) -> (data: TrainingData, weights: EventWeights) {
    func weight(_ row: Int) -> Float? {
      let type = eventTypeIDs.isEmpty ? Self.noEventType : eventTypeIDs[row]
      let name = type == Self.noEventType ? nil : eventTypes[Int(type)]
      let value = eventValues.isEmpty || eventValues[row].isNaN ? nil : Double(eventValues[row])
      return weights.weight(eventType: name, value: value)
    }
    var found: [Float] = []
    var selected = keeping { user in
      rows(ofUser: user).filter { row in
        guard let weight = weight(row) else { return false }
        found.append(weight)
        return true
      }
    }
    let mean = found.reduce(0.0) { $0 + Double($1) } / Double(max(found.count, 1))
    let factor = mean > 0 ? Float(1 / mean) : 1
    selected.rowWeights = found.map { $0 * factor }
    return (selected, weights.scaled(by: factor))
  }
}

// MARK: - Files

extension EventWeights {
  func encode(to file: inout ModelFileWriter) {
    let names = IdentifierTable(entries.map(\.eventType))
    file.add("evtsname", names.bytes)
    file.add("evtsoffs", names.offsets)
    file.add("evtsnums", entries.flatMap { [$0.threshold ?? .nan, $0.weight] })
  }

  /// - Returns: `nil` when there are no entries.
  static func decode(from file: ModelFileReader) throws(ModelFileError) -> EventWeights? {
    let numbers = try file.array("evtsnums", of: Double.self)
    guard
      let names = IdentifierTable(
        bytes: try file.flat("evtsname", of: UInt8.self),
        offsets: try file.flat("evtsoffs", of: UInt32.self)),
      numbers.count == names.count * 2
    else { throw .damaged("event weights") }
    guard names.count > 0 else { return nil }
    return EventWeights(
      (0..<names.count).map { index in
        Entry(
          eventType: names[index],
          threshold: numbers[2 * index].isNaN ? nil : numbers[2 * index],
          weight: numbers[2 * index + 1])
      })
  }
}
