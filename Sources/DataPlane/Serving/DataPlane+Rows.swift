import PersonalizeAPI
import Platform
import Recipes
import Store

/// Which metadata a request wants, as far as it can be told.
enum RequestedMetadata: Sendable {
  case none
  case wanted([MetadataColumn])
  /// Finding out takes the disk.
  case mustLoad

  var isWanted: Bool {
    if case .wanted = self { true } else { false }
  }
}

// MARK: - Item metadata

extension DataPlane {
  private static let columnLimit = 10

  /// Reads a request's `metadataColumns`.
  func metadata(
    _ requested: [String: [String]]?, _ serving: ServingTarget, mayBlock: Bool
  ) throws(ServiceError) -> RequestedMetadata {
    guard let requested, !requested.isEmpty else { return .none }
    var names: [String] = []
    for (dataset, columns) in requested {
      guard dataset.uppercased() == DatasetType.items.rawValue else {
        throw .invalidInput("metadataColumns must be those of ITEMS, it names \(dataset).")
      }
      names += columns
    }
    if names.isEmpty { return .none }
    try Self.checkMetadata(names, serving)
    let metadata = itemRecords.records(of: serving.snapshot.group)
    while true {
      if let columns = try metadata.columns(named: names) { return .wanted(columns) }
      guard mayBlock else { return .mustLoad }
      try load(metadata, serving.snapshot)
    }
  }

  private static func checkMetadata(
    _ names: [String], _ serving: ServingTarget
  ) throws(ServiceError) {
    let recipe = serving.snapshot.recipe
    switch recipe.capabilities.metadata {
    case .always: break
    case .optIn where serving.settings.metadataEnabled: break
    case .optIn:
      throw .invalidInput(
        "metadataColumns needs a campaign or recommender that was created or updated with "
          + "enableMetadataWithRecommendations.")
    case .never:
      throw .invalidInput("The recipe \(recipe.name) gives no metadata: omit metadataColumns.")
    }
    guard names.count <= columnLimit else {
      throw .invalidInput(
        "metadataColumns must name at most \(columnLimit) columns, it names \(names.count).")
    }
  }

  /// Adds the told items' metadata to an answer.
  ///
  /// - Returns: false when that takes the disk and `mayBlock` is false.
  func add(
    _ columns: [MetadataColumn], to answer: inout RankedAnswer, _ snapshot: TargetSnapshot,
    mayBlock: Bool
  ) throws(ServiceError) -> Bool {
    let metadata = itemRecords.records(of: snapshot.group)
    let items = answer.indexes.map { answer.list.places[$0].item }
    while true {
      if let values = metadata.values(columns, of: items) {
        answer.metadata = AnswerMetadata(columns: columns, values: values)
        return true
      }
      guard mayBlock else { return false }
      try load(metadata, snapshot)
    }
  }

  /// Sees to it that a group's records are in memory; reads the disk.
  func load(
    _ records: DatasetRecords, _ snapshot: TargetSnapshot
  ) throws(ServiceError) {
    do {
      try records.load(from: store)
    } catch {
      throw .unreadable("records of \(snapshot.group.name)", error, log)
    }
  }
}

// MARK: - Histories

extension DataPlane {
  /// The list that `body` makes of a user's history, which is read when it is not in memory; `nil`
  /// when that is necessary and `mayBlock` is false.
  func withHistory(
    of user: String, _ snapshot: TargetSnapshot, mayBlock: Bool, _ body: () -> RankedList?
  ) throws(ServiceError) -> RankedList? {
    while true {
      if let list = body() { return list }
      guard mayBlock else { return nil }
      do {
        try snapshot.readHistory(of: user)
      } catch {
        throw .unreadable("history of a user in \(snapshot.group.name)", error, log)
      }
    }
  }
}

// MARK: - Automatic filters

extension DataPlane {
  /// The items a use case drops for a user; `nil` when finding out takes the disk and `mayBlock` is
  /// false.
  func seenItems(
    of user: String?, _ snapshot: TargetSnapshot, mayBlock: Bool
  ) throws(ServiceError) -> Set<ExactText>? {
    guard let seen = snapshot.seen, let user else { return [] }
    while true {
      if let items = seen.items(of: user) { return items }
      guard mayBlock else { return nil }
      do {
        try seen.load(snapshot.group, from: store)
      } catch {
        throw .unreadable("interactions of \(snapshot.group.name)", error, log)
      }
    }
  }
}
