package import PersonalizeAPI
package import Platform

/// How a person stands in a dataset group.
package enum SubjectStanding: Sendable, Equatable {
  /// Nothing is known against taking them in.
  case free
  /// Between the acceptance of an erasure and its end.
  case erasing(NewEventPolicy)
  /// What is from then or before must not come back.
  case erased(at: Timestamp)
  /// Nothing of them is taken in.
  case suppressed

  /// Whether the person is answered as somebody unknown.
  package var isHeld: Bool {
    switch self {
    case .erasing, .suppressed: true
    case .free, .erased: false
    }
  }
}

/// A rule about a person, as the table of marks holds it.
struct SubjectMark: Sendable, Equatable {
  enum Kind: String, Sendable {
    /// An erasure is under way.
    case block
    /// An erasure is done.
    case tombstone
    case suppression

    /// Whether the person is answered as somebody unknown.
    var isHolding: Bool { self != .tombstone }
  }

  let kind: Kind
  /// Empty for all of the tenant's.
  let groupARN: String
  /// 0 for none.
  let request: Int64
  let since: Timestamp
  let newEvents: NewEventPolicy
}

/// All rules about one person that hold in one dataset group.
package struct SubjectRules: Sendable, Equatable {
  package let standing: SubjectStanding
  /// When the erasure under way was accepted.
  let blockedSince: Timestamp?

  static let none = SubjectRules(standing: .free, blockedSince: nil)

  init(standing: SubjectStanding, blockedSince: Timestamp?) {
    self.standing = standing
    self.blockedSince = blockedSince
  }

  /// Suppressed weighs most, then an erasure under way; of several of these the strictest, of
  /// several that are done the last.
  init(_ marks: [SubjectMark], in groupARN: String) {
    var isSuppressed = false
    var policy: NewEventPolicy?
    var blockedSince: Timestamp?
    var erased: Timestamp?
    for mark in marks where mark.groupARN.isEmpty || mark.groupARN.isExactly(groupARN) {
      switch mark.kind {
      case .suppression: isSuppressed = true
      case .block:
        policy = mark.newEvents == .drop ? .drop : policy ?? mark.newEvents
        blockedSince = max(blockedSince ?? mark.since, mark.since)
      case .tombstone: erased = max(erased ?? mark.since, mark.since)
      }
    }
    self.blockedSince = blockedSince
    if isSuppressed {
      standing = .suppressed
    } else if let policy {
      standing = .erasing(policy)
    } else {
      standing = erased.map { .erased(at: $0) } ?? .free
    }
  }

  /// Whether an event is dropped that was sent, by its own account, at a moment.
  package func drops(eventSentAt moment: Timestamp) -> Bool {
    switch standing {
    case .free: false
    case .erasing(.drop), .suppressed: true
    case .erasing(.acceptAsNew): blockedSince.map { moment <= $0 } ?? false
    case .erased(let time): moment <= time
    }
  }

  /// Whether a row of an import is left out.
  ///
  /// Rows of an erased person stay out by the file's own age too, so that what an old file dates
  /// into the future does not come back.
  /// - Parameter rowTime: the row's TIMESTAMP; `nil` for rows without one.
  package func leavesOut(rowTime: Timestamp?, fileModified: Timestamp) -> Bool {
    switch standing {
    case .free: false
    case .erasing, .suppressed: true
    case .erased(let time): fileModified <= time || rowTime.map { $0 <= time } ?? false
    }
  }
}
