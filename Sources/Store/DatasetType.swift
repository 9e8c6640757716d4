/// The kinds of datasets a group may have one of; the raw value is how ARNs and bodies spell it.
package enum DatasetType: String, Sendable, CaseIterable {
  case interactions = "INTERACTIONS"
  case items = "ITEMS"
  case users = "USERS"
  case actions = "ACTIONS"
  case actionInteractions = "ACTION_INTERACTIONS"

  /// Reads the type as requests spell it, in any case: `Interactions`, `Action_Interactions`.
  package init?(requested text: String) {
    self.init(rawValue: text.uppercased())
  }

  /// The dataset type a schema's record name stands for, in any case: `ActionInteractions`.
  package init?(schemaName: String) {
    let wanted = schemaName.lowercased()
    guard let type = Self.allCases.first(where: { $0.schemaName.lowercased() == wanted })
    else { return nil }
    self = type
  }

  /// The record name a schema of this type must have.
  package var schemaName: String {
    switch self {
    case .interactions: "Interactions"
    case .items: "Items"
    case .users: "Users"
    case .actions: "Actions"
    case .actionInteractions: "ActionInteractions"
    }
  }

  /// Whether its rows are events, many to an id, and not records that an id names.
  package var holdsInteractions: Bool {
    switch self {
    case .interactions, .actionInteractions: true
    case .items, .users, .actions: false
    }
  }

  /// The column whose value names a record; `nil` for events.
  package var identifierColumn: String? {
    switch self {
    case .items: "ITEM_ID"
    case .users: "USER_ID"
    case .actions: "ACTION_ID"
    case .interactions, .actionInteractions: nil
    }
  }
}
