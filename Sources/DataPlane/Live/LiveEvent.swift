import Platform
import Store

/// A streamed event as far as serving needs it.
struct LiveEvent: Sendable, Equatable {
  /// Its place in the group's log: models that saw it leave it out.
  let sequence: Int64
  /// Epoch milliseconds.
  let time: Int64
  let item: String
  let type: String
  let value: Double?
  /// Whether it came without a user, in a session that belongs to nobody yet.
  private(set) var isUnclaimed: Bool
  /// Tells properties that differ apart, in this process.
  private let detail: UInt32
  /// Whose it is.
  private(set) var person: PersonMark

  /// - Parameters:
  ///   - item: the event's item, perhaps shared with other events.
  ///   - type: its type, likewise.
  init(_ event: StreamedEvent, item: String, type: String) {
    sequence = event.sequence
    time = event.timestamp.milliseconds
    self.item = item
    self.type = type
    value = event.eventValue
    detail = UInt32(truncatingIfNeeded: event.properties?.hashValue ?? 0)
    isUnclaimed = event.person == nil
    person = PersonMark(event.person)
  }

  /// Makes it that of the session's first owner.
  mutating func claim(for person: PersonMark) {
    isUnclaimed = false
    self.person = person
  }

  /// Epoch seconds, rounded down.
  var second: Int64 { Timestamp(milliseconds: time).seconds }

  /// Whether this happened before `other`; at the same moment the order of arrival counts.
  func isBefore(_ other: LiveEvent) -> Bool {
    time != other.time ? time < other.time : sequence < other.sequence
  }

  /// Whether both say the same of the same moment.
  func repeats(_ other: LiveEvent) -> Bool {
    time == other.time && item.isExactly(other.item) && type.isExactly(other.type)
      && value == other.value && detail == other.detail
  }
}
