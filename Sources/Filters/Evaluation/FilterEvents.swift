import Platform

/// Event types by number; names that filters hold to be the same share one.
package struct FilterEventTypes: Sendable, Equatable {
  private var codesByName: [ExactText: Int32] = [:]
  private let isActions: Bool

  /// No types yet; those of action interactions are also compared without regard to the blank, `_`
  /// or `-` between words.
  package init(ofActions isActions: Bool = false) {
    self.isActions = isActions
  }

  /// The number of a type, whatever its case; a new one if it was not met before.
  package mutating func code(adding name: String) -> Int32 {
    let key = ExactText(Self.folded(name, isActions: isActions))
    if let code = codesByName[key] { return code }
    let code = Int32(clamping: codesByName.count)
    codesByName[key] = code
    return code
  }

  /// The number of a type, if it was met before.
  package func code(of name: String) -> Int32? {
    codesByName[ExactText(Self.folded(name, isActions: isActions))]
  }

  /// The name by which types are compared.
  static func folded(_ name: String, isActions: Bool) -> String {
    let lower = name.lowercased()
    guard isActions else { return lower }
    return String(
      String.UnicodeScalarView(
        lower.unicodeScalars.map { $0 == "_" || $0 == "-" ? " " : $0 }))
  }
}

/// What a user did, as filters see it: which event types with which items.
///
/// For filters of users, the entities are users, and it holds what all of them did.
package struct FilterEvents: Sendable {
  /// How many of a user's latest interactions of one type count, by the service's default.
  package static let perTypeMax = 100

  /// The numbers of the event types.
  package let types: FilterEventTypes
  private(set) var events: [Event] = []
  private var counts: [Int32] = []
  private let perTypeMax: Int32

  /// An event's type, -1 for one that has none, and its entity.
  struct Event {
    let type: Int32
    let entity: Int32
  }

  /// No events yet; `perTypeMax` limits how many of each type are taken.
  package init(types: FilterEventTypes, perTypeMax: Int = Self.perTypeMax) {
    self.types = types
    self.perTypeMax = Int32(clamping: perTypeMax)
  }

  /// Adds an event, unless there are enough of its type: give the newest first.
  ///
  /// - Parameters:
  ///   - type: its number, or nil if it has no type.
  ///   - entity: the index of its item.
  package mutating func insert(type: Int32?, entity: Int) {
    let type = max(type ?? -1, -1)
    guard entity >= 0, let entity = Int32(exactly: entity) else { return }
    let slot = Int(type) + 1
    while counts.count <= slot { counts.append(0) }
    guard counts[slot] < perTypeMax else { return }
    counts[slot] += 1
    events.append(Event(type: type, entity: entity))
  }
}
