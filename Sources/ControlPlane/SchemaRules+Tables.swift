import PersonalizeAPI
import Store

/// The required and reserved fields of each type of dataset.
extension SchemaRules {
  /// The rules for a type in a domain; `nil` where the domain has no such type.
  static func of(_ type: DatasetType, domain: Domain?) -> SchemaRules? {
    switch (type, domain) {
    case (.interactions, nil): customInteractions
    case (.interactions, _): domainInteractions
    case (.users, .videoOnDemand): videoUsers
    case (.users, _): users
    case (.items, nil): customItems
    case (.items, .ecommerce): shopItems
    case (.items, .videoOnDemand): videoItems
    case (.actions, nil): actions
    case (.actionInteractions, nil): actionInteractions
    case (.actions, _), (.actionInteractions, _): nil
    }
  }

  private static let userID = text("USER_ID")
  private static let itemID = text("ITEM_ID")
  private static let actionID = text("ACTION_ID")
  private static let timestamp = number("TIMESTAMP", .long)
  private static let creation = number("CREATION_TIMESTAMP", .long, null: true)
  // The service's documents of the domains name both types.
  private static let domainCreation = Field(
    name: "CREATION_TIMESTAMP", types: [.long, .float], mayBeNull: true, mark: .none)
  private static let eventDetails = [
    number("EVENT_VALUE", .float, null: true),
    text("IMPRESSION", null: true),
    text("RECOMMENDATION_ID", null: true),
    text("EVENT_ATTRIBUTION_SOURCE", null: true),
  ]

  private static let customInteractions = SchemaRules(
    required: [userID, itemID, timestamp], reserved: [text("EVENT_TYPE")] + eventDetails,
    metadataLimit: 5, needsMetadata: false)

  private static let domainInteractions = SchemaRules(
    required: [userID, itemID, timestamp, text("EVENT_TYPE")], reserved: eventDetails,
    metadataLimit: 5, needsMetadata: false)

  private static let users = SchemaRules(
    required: [userID], reserved: [], metadataLimit: 25, needsMetadata: true)

  private static let videoUsers = SchemaRules(
    required: [userID], reserved: [category("SUBSCRIPTION_MODEL", null: true)],
    metadataLimit: 25, needsMetadata: true)

  private static let customItems = SchemaRules(
    required: [itemID], reserved: [creation], metadataLimit: 100, needsMetadata: true)

  private static let shopItems = SchemaRules(
    required: [itemID, number("PRICE", .float), category("CATEGORY_L1")],
    reserved: [
      category("CATEGORY_L2", null: true), category("CATEGORY_L3", null: true),
      category("AGE_GROUP", null: true), category("ADULT", null: true),
      category("GENDER", null: true), description, domainCreation,
    ],
    metadataLimit: 100, needsMetadata: false)

  private static let videoItems = SchemaRules(
    required: [itemID, category("GENRES"), domainCreation],
    reserved: [
      number("PRICE", .float, null: true), number("DURATION", .float, null: true),
      number("AVERAGE_RATING", .float, null: true), category("GENRE_L2", null: true),
      category("GENRE_L3", null: true), category("CONTENT_OWNER", null: true),
      category("CONTENT_CLASSIFICATION", null: true), description,
    ],
    metadataLimit: 100, needsMetadata: false)

  private static let description = Field(
    name: "PRODUCT_DESCRIPTION", types: [.string], mayBeNull: true, mark: .textual)

  private static let actions = SchemaRules(
    required: [actionID],
    reserved: [
      number("VALUE", .long, null: true), creation, text("TYPE", null: true),
      number("EXPIRATION_TIMESTAMP", .long, null: true),
      number("ACTION_EXPIRATION_TIMESTAMP", .long, null: true),
      number("REPEAT_FREQUENCY", .long, null: true),
    ],
    metadataLimit: 10, needsMetadata: true)

  private static let actionInteractions = SchemaRules(
    required: [userID, actionID, text("EVENT_TYPE"), timestamp],
    reserved: [text("IMPRESSION", null: true), text("RECOMMENDATION_ID", null: true)],
    metadataLimit: 5, needsMetadata: false)

  private static func text(_ name: String, null: Bool = false) -> Field {
    Field(name: name, types: [.string], mayBeNull: null, mark: .none)
  }

  private static func number(
    _ name: String, _ type: AvroSchema.FieldType, null: Bool = false
  ) -> Field {
    Field(name: name, types: [type], mayBeNull: null, mark: .none)
  }

  private static func category(_ name: String, null: Bool = false) -> Field {
    Field(name: name, types: [.string], mayBeNull: null, mark: .categorical)
  }
}
