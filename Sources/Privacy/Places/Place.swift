/// Every place that can hold a user id or something about a user.
///
/// This is the one list of them: what discovery counts, an export collects, an erasure empties and
/// a verification looks at. The raw value is the name on certificates and in answers.
package enum Place: String, CaseIterable, Sendable, Codable {
  // Bulk rows in segment files.
  case importedInteractions = "imported-interactions"
  case importedUsers = "imported-users"
  case importedActionInteractions = "imported-action-interactions"
  case importedAttributes = "imported-attributes"
  // Rows of data.sqlite.
  case streamedEvents = "streamed-events"
  case streamedActionInteractions = "streamed-action-interactions"
  case streamedAttributes = "streamed-attributes"
  case sessions
  case putUsers = "put-users"
  case putAttributes = "put-attributes"
  case attributedMetrics = "attributed-metrics"
  // Files of a dataset group.
  case segmentFiles = "segment-files"
  case models
  case groupDatabase = "group-database"
  case temporaryFiles = "temporary-files"
  // The tenant's control.sqlite.
  case pins
  case resources
  case failureReasons = "failure-reasons"
  case tags
  case attachments
  case controlDatabase = "control-database"
  // The instance's own files.
  case pendingRequests = "pending-requests"
  case requestRecords = "request-records"
  case privacyLedger = "privacy-ledger"
  case privacyKey = "privacy-key"
  case instanceSettings = "instance-settings"
  // The server's memory.
  case memoryHistories = "memory-histories"
  case memorySeenItems = "memory-seen-items"
  case memoryActions = "memory-actions"
  case memoryRecords = "memory-records"
  case memoryLists = "memory-lists"
  case memoryAnswers = "memory-answers"
  case memoryPins = "memory-pins"
  case memoryModels = "memory-models"
  // What leaves the program.
  case logs
  case metrics
  // The customer's own.
  case objects = "s3-objects"
  case backups
}

extension Place {
  /// What a place is made of, and so who can look at it.
  package enum Kind: Sendable {
    /// Rows, which name their people.
    case rows
    /// Bytes of files, found by searching them.
    case files
    /// The server's memory, found by asking the server.
    case memory
    /// What the program writes for others to keep; it names nobody.
    case output
    /// The customer's own words and storage.
    case customer
  }

  package var kind: Kind {
    switch self {
    case .importedInteractions, .importedUsers, .importedActionInteractions, .importedAttributes,
      .streamedEvents, .streamedActionInteractions, .streamedAttributes, .sessions, .putUsers,
      .putAttributes, .attributedMetrics, .models, .pins, .failureReasons, .tags, .attachments:
      .rows
    case .segmentFiles, .groupDatabase, .temporaryFiles, .controlDatabase, .pendingRequests,
      .requestRecords, .privacyLedger, .privacyKey, .instanceSettings:
      .files
    case .memoryHistories, .memorySeenItems, .memoryActions, .memoryRecords, .memoryLists,
      .memoryAnswers, .memoryPins, .memoryModels:
      .memory
    case .logs, .metrics: .output
    case .resources, .objects, .backups: .customer
    }
  }

  /// What it is, in one sentence for people.
  package var sentence: String {
    switch self {
    case .importedInteractions: "Interactions of the person from bulk imports."
    case .importedUsers: "The person's row in the Users dataset, from bulk imports."
    case .importedActionInteractions:
      "What the person did with recommended actions, from bulk imports."
    case .importedAttributes:
      "Other columns of imported rows (impressions, metadata) that carry the id."
    case .streamedEvents: "Events of the person, and of the person's sessions, from PutEvents."
    case .streamedActionInteractions:
      "What the person did with recommended actions, from PutActionInteractions."
    case .streamedAttributes:
      "Impressions, properties and other fields of streamed events that carry the id."
    case .sessions: "Which sessions belong to the person."
    case .putUsers: "The person's record from PutUsers."
    case .putAttributes: "Records of PutItems and its kin whose fields carry the id."
    case .attributedMetrics:
      "Sums of metric attributions, on the disk and in memory, whose source carries the id."
    case .segmentFiles: "The bytes of the files that hold imported rows."
    case .models: "Trained models: the person's history, factors and id."
    case .groupDatabase:
      "The bytes of the dataset group's database, its free pages and its journal."
    case .temporaryFiles: "Files of imports and trainings that are under way or were broken off."
    case .pins: "Answers that were pinned for the person, or that name the person."
    case .resources: "Names, ARNs and settings of resources, in the customer's own words."
    case .failureReasons: "Reasons of failures kept with resources."
    case .tags: "Tags of resources."
    case .attachments: "Progress, training records and searches kept with resources."
    case .controlDatabase:
      "The bytes of the tenant's database of resources, its free pages and its journal."
    case .pendingRequests: "Ids of requests that are not done yet, in clear as they are needed."
    case .requestRecords: "Where requests by OpenDSR came from and whom to tell of them."
    case .privacyLedger: "Requests, the ledger and certificates, which know people by keyed hashes."
    case .privacyKey: "The key the hashes are made with."
    case .instanceSettings: "Access keys, roles, the clock and limits of the instance."
    case .memoryHistories:
      "In memory: streamed events of users and sessions that answers are made from."
    case .memorySeenItems: "In memory: what users and sessions did, as filters see it."
    case .memoryActions: "In memory: what users and sessions did with actions."
    case .memoryRecords: "In memory: users' records, as filters and models see them."
    case .memoryLists: "In memory: lists of recommendations made ready for users and sessions."
    case .memoryAnswers:
      "In memory: which items the latest answers told, for events that name an answer."
    case .memoryPins: "In memory: answers that tests have pinned for users."
    case .memoryModels: "In memory: users' rows of the models that serve."
    case .logs: "Log lines on standard error."
    case .metrics: "Metrics of the server."
    case .objects:
      "The customer's own files under the S3 root: what was imported, and what exports, batch jobs "
        + "and metric attributions have written there."
    case .backups: "Copies of the data folder that others have made."
    }
  }
}
