import DataPlane
import Foundation
import PersonalizeAPI
import Platform
import Privacy
import Recipes
import Store

/// A tenant with one dataset group in a temporary folder, and the data plane over it.
///
/// Of the 40 items the even ones are one taste and the odd ones the other; users u0, u2, ... have
/// the first and u1, u3, ... the second. Item i0 is the most popular of all, then i1.
final class Shop: Sendable {
  let directory: String
  let store: Store
  let clock = Clock.stopped(at: Timestamp(seconds: 1_700_100_000))
  let plane: DataPlane
  /// Who must not be known.
  let privacy: PrivacyStore
  let tenant: TenantKey
  let groupARN: String
  static let trackingID = "0f6c2a0e-1111-4222-8333-444455556666"

  var context: DataContext { DataContext(tenant: tenant) }

  /// Opens the folder of another shop, to see what a restart finds there, or makes a new one.
  init(directory: String? = nil) throws {
    let isNew = directory == nil
    self.directory =
      directory ?? FileManager.default.temporaryDirectory.path + "/bespoke-data-\(UUID())"
    store = try Store(directory: self.directory, isServer: isNew)
    guard let tenant = TenantKey(account: "111122223333", region: "eu-west-1") else {
      throw ShopError.badName
    }
    self.tenant = tenant
    privacy = try PrivacyStore(
      dataDirectory: self.directory, clock: clock, identifiers: Identifiers(seed: 8),
      softwareVersion: "test")
    plane = DataPlane(
      store: store, clock: clock, identifiers: Identifiers(seed: 7),
      log: Log(threshold: .error, clock: clock), watch: privacy.watch)
    groupARN = Self.arn("dataset-group", "shop")
    guard isNew else { return }
    try insert(.datasetGroup, groupARN, "shop", body: [123, 125])
    try addDataset("INTERACTIONS", schema: Self.interactionsSchema)
    try insert(
      .eventTracker, Self.arn("event-tracker", "0a1b2c3d"), "web",
      body: EventTracker(trackingId: Self.trackingID).encoded())
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: directory)
  }

  static let interactionsSchema = """
    {"type":"record","name":"Interactions","namespace":"com.amazonaws.personalize.schema","fields":[
    {"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},
    {"name":"EVENT_TYPE","type":"string"},{"name":"EVENT_VALUE","type":["float","null"]},
    {"name":"TIMESTAMP","type":"long"},{"name":"DEVICE","type":["null","string"],"categorical":true},
    {"name":"NUMBER_OF_RATINGS","type":["int","null"]}],"version":"1.0"}
    """
  static let itemsSchema = """
    {"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema","fields":[
    {"name":"ITEM_ID","type":"string"},{"name":"CATEGORY_L1","type":"string","categorical":true},
    {"name":"PRICE","type":["float","null"]},{"name":"CREATION_TIMESTAMP","type":["long","null"]}],
    "version":"1.0"}
    """

  static let usersSchema = """
    {"type":"record","name":"Users","namespace":"com.amazonaws.personalize.schema","fields":[
    {"name":"USER_ID","type":"string"},{"name":"TIER","type":["null","string"],"categorical":true},
    {"name":"AGE","type":["null","int"]}],"version":"1.0"}
    """

  static func arn(_ type: String, _ id: String) -> String {
    "arn:aws:personalize:eu-west-1:111122223333:\(type)/\(id)"
  }
}

enum ShopError: Error {
  case badName
}

// MARK: - Resources

extension Shop {
  func insert(
    _ kind: ResourceKind, _ arn: String, _ name: String, status: Status = .active, body: [UInt8]
  ) throws {
    let inGroup = kind != .schema && kind != .datasetGroup
    let resource = Resource(
      kind: kind, arn: arn, name: name, groupARN: inGroup ? groupARN : nil, status: status,
      createdAt: clock.now(), body: body)
    try store.tenant(tenant).transaction { try $0.insert(resource) }
  }

  func setStatus(_ arn: String, _ status: Status) throws {
    try store.tenant(tenant).transaction { [clock] database in
      try database.setStatus(of: arn, to: status, at: clock.now())
    }
  }

  func addDataset(_ type: String, schema: String) throws {
    let schemaARN = Self.arn("schema", type.lowercased())
    try insert(
      .schema, schemaARN, type.lowercased(), body: DatasetSchema(schema: schema).encoded())
    try insert(
      .dataset, Self.arn("dataset", "shop/\(type)"), type.lowercased(),
      body: Dataset(datasetType: type, schemaArn: schemaARN).encoded())
  }

  /// Trains a recipe on the shop's interactions and stores it as a solution version.
  func addVersion(
    _ name: String, recipe: String, eventType: String? = nil, lastEvent: Int64 = 0,
    extraItem: String? = nil
  ) throws -> String {
    let arn = Self.arn("solution", "\(name)/abcdef01")
    try publishModel(
      of: arn, file: "\(name).model", recipe: recipe, eventType: eventType, lastEvent: lastEvent,
      extraItem: extraItem)
    return arn
  }

  /// Trains a recipe on the shop's interactions and publishes the model under an ARN.
  func publishModel(
    of arn: String, file: String, recipe: String, eventType: String? = nil, lastEvent: Int64 = 0,
    extraItem: String? = nil
  ) throws {
    let types = RecipeCatalogue.recipe(named: recipe)?.capabilities.eventType
    let model = try train(
      recipe: recipe,
      data: try Self.interactions(extraItem: extraItem, eventType: types ?? "View"),
      configuration: TrainingConfiguration(
        eventType: eventType, minimums: .relaxed, evaluates: false), seed: 1, threads: 1
    ).model
    let group = try store.tenant(tenant).group(named: "shop")
    try Files.replace(group.modelPath(file: file)) { try model.write(to: $0) }
    try group.publishModel(of: arn, file: file, lastEvent: lastEvent, at: clock.now())
  }

  @discardableResult
  func addRecommender(
    _ name: String = "main", recipe: String, status: Status = .active, metadata: Bool? = nil
  ) throws -> String {
    let arn = Self.arn("recommender", name)
    try publishModel(of: arn, file: "\(name)-1.model", recipe: recipe)
    try insert(
      .recommender, arn, name, status: status,
      body: Recommender(
        recommenderArn: arn, name: name,
        recommenderConfig: RecommenderConfig(enableMetadataWithRecommendations: metadata)
      ).encoded())
    return arn
  }

  @discardableResult
  func addCampaign(
    _ name: String = "main", recipe: String = "aws-user-personalization", eventType: String? = nil,
    status: Status = .active, metadata: Bool? = nil
  ) throws -> String {
    let version = try addVersion("of-\(name)", recipe: recipe, eventType: eventType)
    let arn = Self.arn("campaign", name)
    try insert(
      .campaign, arn, name, status: status,
      body: Campaign(
        name: name, solutionVersionArn: version,
        campaignConfig: CampaignConfig(enableMetadataWithRecommendations: metadata)
      ).encoded())
    return arn
  }

  /// Trains without evaluation and publishes the model; the ARN of its version.
  private func publishModel(
    of name: String, recipe: String, _ data: TrainingData
  ) throws -> String {
    let version = Self.arn("solution", "of-\(name)/abcdef01")
    let model = try train(
      recipe: recipe, data: data,
      configuration: TrainingConfiguration(minimums: .relaxed, evaluates: false), seed: 1,
      threads: 1
    ).model
    let group = try store.tenant(tenant).group(named: "shop")
    try Files.replace(group.modelPath(file: "\(name).model")) { try model.write(to: $0) }
    try group.publishModel(of: version, file: "\(name).model", lastEvent: 0, at: clock.now())
    return version
  }

  /// A campaign over 300 items, the more popular the lower their number.
  func addWideCampaign(_ name: String = "wide", recipe: String) throws -> String {
    var builder = TrainingDataBuilder()
    for user in 0..<60 {
      for item in 0..<300 where (user * 7 + item * 3) % 60 < 30 - item / 15 {
        builder.append(
          user: "u\(user)", item: "i\(item)", timestamp: Int64(1_700_000_000 + item * 60),
          eventType: "View")
      }
    }
    let version = try publishModel(of: name, recipe: recipe, builder.build())
    let arn = Self.arn("campaign", name)
    try insert(
      .campaign, arn, name,
      body: Campaign(name: name, solutionVersionArn: version).encoded())
    return arn
  }

  /// A campaign over i0 to i59, which users of two tastes have met for months, and n0 to n19, which
  /// nobody has: n0 came last, each other one a day before the one in front of it.
  func addCampaignWithNewItems(
    _ name: String, recipe: String, weight: String?, cutOff: String?
  ) throws -> String {
    let now: Int64 = 1_700_000_000
    var builder = TrainingDataBuilder()
    for item in 0..<60 {
      builder.itemCreationTimes[builder.items.intern("i\(item)")] = now - 100 * 86_400
    }
    for item in 0..<20 {
      builder.itemCreationTimes[builder.items.intern("n\(item)")] = now - Int64(item) * 86_400
    }
    for user in 0..<30 {
      for step in 0..<12 {
        let item = (user % 2) + 2 * ((user / 2 * 3 + step * step) % 30)
        builder.append(
          user: "u\(user)", item: "i\(item)", timestamp: now - Int64((12 - step) * 600),
          eventType: "View")
      }
    }
    builder.append(user: "u0", item: "i0", timestamp: now, eventType: "View")
    let version = try publishModel(of: name, recipe: recipe, builder.build())
    let arn = Self.arn("campaign", name)
    var exploration: [String: String] = [:]
    exploration["explorationWeight"] = weight
    exploration["explorationItemAgeCutOff"] = cutOff
    try insert(
      .campaign, arn, name,
      body: Campaign(
        name: name, solutionVersionArn: version,
        campaignConfig: CampaignConfig(itemExplorationConfig: exploration)
      ).encoded())
    return arn
  }

  /// What a finished UpdateCampaign of the exploration leaves.
  func setExploration(of campaign: String, _ configuration: [String: String]) throws {
    try store.tenant(tenant).transaction { database in
      guard var resource = try database.resource(campaign) else { return }
      var body = try Campaign.decode(resource.body)
      body.campaignConfig = CampaignConfig(itemExplorationConfig: configuration)
      resource.body = body.encoded()
      try database.update(resource)
    }
  }

  /// What a finished UpdateCampaign leaves.
  func update(_ campaign: String, to version: String) throws {
    try store.tenant(tenant).transaction { database in
      guard var resource = try database.resource(campaign) else { return }
      resource.body = Campaign(solutionVersionArn: version).encoded()
      try database.update(resource)
    }
  }

  private static func interactions(
    extraItem: String?, eventType: String
  ) throws -> TrainingData {
    var builder = TrainingDataBuilder()
    for user in 0..<30 {
      for step in 0..<12 {
        // Walks through the taste's 20 items from a place of the user's own; most meet i0 or i1.
        let item = (user % 2) + 2 * ((user / 2 * 3 + step) % 20)
        builder.append(
          user: "u\(user)", item: "i\(item)", timestamp: Int64(1_700_000_000 + step * 60),
          eventType: eventType)
      }
      if user != 29 {
        builder.append(
          user: "u\(user)", item: "i0", timestamp: 1_700_000_900, eventType: eventType)
      }
      if user < 24 {
        builder.append(
          user: "u\(user)", item: "i1", timestamp: 1_700_000_800, eventType: eventType)
      }
      if let extraItem {
        builder.append(
          user: "u\(user)", item: extraItem, timestamp: 1_700_000_960, eventType: eventType)
      }
    }
    return try builder.build()
  }
}

// MARK: - Requests

extension Shop {
  func recommend(
    _ campaign: String, user: String? = nil, item: String? = nil, count: Int? = nil
  ) throws(ServiceError) -> [PredictedItem] {
    try plane.getRecommendations(
      GetRecommendationsRequest(
        campaignArn: campaign, itemId: item, userId: user, numResults: count), context
    ).itemList ?? []
  }

  func recommend(
    recommender: String, user: String? = nil, item: String? = nil, count: Int? = nil,
    metadata: [String]? = nil
  ) throws(ServiceError) -> [PredictedItem] {
    try plane.getRecommendations(
      GetRecommendationsRequest(
        itemId: item, userId: user, numResults: count, recommenderArn: recommender,
        metadataColumns: metadata.map { ["ITEMS": $0] }), context
    ).itemList ?? []
  }

  /// Waits for an operation of the events service.
  func wait(_ body: (@escaping DeferredCompletion) -> Void) async throws {
    try await withCheckedContinuation { continuation in
      body { continuation.resume(returning: $0) }
    }.get()
  }

  func put(_ items: [Item], into dataset: String = "shop/ITEMS") async throws {
    let request = PutItemsRequest(datasetArn: Self.arn("dataset", dataset), items: items)
    try await wait { plane.putItems(request, context, $0) }
  }

  func put(_ request: PutEventsRequest) async throws {
    try await withCheckedContinuation { continuation in
      plane.putEvents(request, context) { continuation.resume(returning: $0) }
    }.get()
  }

  /// Streams views of the items, a second apart.
  func view(
    _ items: [String], user: String?, session: String = "s1", type: String = "View"
  ) async throws {
    for (index, item) in items.enumerated() {
      try await put(
        PutEventsRequest(
          trackingId: Self.trackingID, userId: user, sessionId: session,
          eventList: [
            Event(
              eventType: type, itemId: item,
              sentAt: Timestamp(seconds: 1_700_050_000 + Int64(index)))
          ]))
    }
  }

  func storedEvents() throws -> [StreamedEvent] {
    var events: [StreamedEvent] = []
    let reader = try store.tenant(tenant).group(named: "shop").reader()
    try reader.events { events.append($0) }
    return events
  }
}

// MARK: - Imports

extension Shop {
  /// What a finished FULL import of interactions leaves, the first row the oldest.
  func importInteractions(
    _ job: String, _ rows: [(user: String, item: String, type: String)]
  ) throws {
    let group = try store.tenant(tenant).group(named: "shop")
    let file = "INTERACTIONS-\(job).segment"
    var writer = try InteractionSegmentWriter(
      path: group.segmentPath(file: file),
      columns: try AvroSchema(parsing: Self.interactionsSchema).columns)
    for (index, row) in rows.enumerated() {
      for (column, text) in [row.user, row.item, row.type].enumerated() {
        let bytes = Array(text.utf8)
        writer.set(column, bytes: bytes, bytes.indices)
      }
      writer.set(4, integer: Int64(1_699_000_000 + index))
      try writer.endRow()
    }
    try writer.finish()
    try publish(job, dataset: "INTERACTIONS", file: file, rows: Int64(rows.count))
  }

  /// What a finished FULL import of items leaves.
  func importItems(_ job: String, _ rows: [String: String]) throws {
    let group = try store.tenant(tenant).group(named: "shop")
    let file = "ITEMS-\(job).segment"
    var writer = try RecordSegmentWriter(path: group.segmentPath(file: file))
    for (id, body) in rows { try writer.add(id: id, body: body) }
    try writer.finish()
    try publish(job, dataset: "ITEMS", file: file, rows: Int64(rows.count))
  }

  private func publish(_ job: String, dataset: String, file: String, rows: Int64) throws {
    let arn = Self.arn("dataset-import-job", job)
    try store.tenant(tenant).group(named: "shop").publishSegment(
      dataset: dataset, file: file, jobARN: arn, rows: rows, replacing: true, at: clock.now())
    try insert(.datasetImportJob, arn, job, body: [123, 125])
  }
}

// MARK: - Filters

extension Shop {
  /// Puts all 40 items in a dataset: of the category low below i20, high from there, i5 in both; the
  /// price is the number; i39 has no row.
  func addItems() async throws {
    try addDataset("ITEMS", schema: Self.itemsSchema)
    let items = (0..<39).map { index in
      let category = index == 5 ? "low|high" : index < 20 ? "low" : "high"
      return Item(
        itemId: "i\(index)", properties: #"{"categoryL1":"\#(category)","price":\#(index)}"#)
    }
    for start in stride(from: 0, to: items.count, by: 10) {
      try await put(Array(items[start..<min(start + 10, items.count)]))
    }
  }

  @discardableResult
  func addFilter(
    _ name: String, _ expression: String, status: Status = .active
  ) throws -> String {
    let arn = Self.arn("filter", name)
    try insert(
      .filter, arn, name, status: status,
      body: Filter(name: name, filterExpression: expression).encoded())
    return arn
  }

  func recommend(
    _ campaign: String, filter: String, _ values: [String: String]? = nil, user: String? = nil,
    item: String? = nil, count: Int? = 40
  ) throws(ServiceError) -> [String] {
    try plane.getRecommendations(
      GetRecommendationsRequest(
        campaignArn: campaign, itemId: item, userId: user, numResults: count, filterArn: filter,
        filterValues: values), context
    ).itemList?.ids ?? []
  }
}

extension [PredictedItem] {
  var ids: [String] { compactMap(\.itemId) }

  /// How many of the first items are of the even taste.
  func evenCount(of count: Int) -> Int {
    ids.prefix(count).filter { (Int($0.dropFirst()) ?? 1) % 2 == 0 }.count
  }
}
