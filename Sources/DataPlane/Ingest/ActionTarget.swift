import PersonalizeAPI
import Platform
import Store

/// Where the action interactions of a tracking id go, and by which schema.
struct ActionTarget: Sendable {
  let group: TenantScoped
  let store: GroupStore
  let schema: PropertySchema

  /// Columns that members of the request fill, squashed.
  private static let reserved: Set<String> = [
    "userid", "actionid", "timestamp", "eventtype", "impression", "recommendationid",
  ]

  init(group: TenantScoped, store: GroupStore, schema: AvroSchema) {
    self.group = group
    self.store = store
    self.schema = PropertySchema(schema, reserved: Self.reserved)
  }

  /// The name of the group and the schema of the dataset with this tracking id.
  ///
  /// - Throws: `ServiceError` when there is none, or it is not active.
  static func find(
    _ trackingID: String, in database: ControlDatabase
  ) throws -> (group: String, schema: AvroSchema) {
    for resource in try database.list(.dataset, limit: Int(Int32.max))
    where ResourceName.last(of: resource.arn) == DatasetType.actionInteractions.rawValue {
      let dataset = try Dataset.decode(resource.body)
      guard dataset.trackingId == trackingID, let group = resource.groupARN else { continue }
      guard resource.status == .active else {
        throw ServiceError(
          .resourceInUse,
          "Dataset \(resource.arn) takes no action interactions: its status is "
            + "\(resource.status.rawValue), it must be ACTIVE.")
      }
      guard let schemaARN = dataset.schemaArn else {
        throw StoreError.corrupt(path: resource.arn, reason: "the dataset has no schema")
      }
      return (ResourceName.last(of: group), try database.avroSchema(schemaARN))
    }
    throw ServiceError(
      .resourceNotFound,
      "There is no Action_Interactions dataset with the tracking id \(trackingID). DescribeDataset "
        + "tells it as trackingId.")
  }

  /// The rows of a request: all of them, or none when one is invalid.
  ///
  /// - Parameter bar: takes ids out of what interactions tell; those that cannot do without are
  ///   left out.
  func rows(
    of request: PutActionInteractionsRequest, _ identifiers: Identifiers, at time: Timestamp,
    _ bar: ValueBar?
  ) throws(ServiceError) -> [StreamedActionEvent] {
    var rows: [StreamedActionEvent] = []
    rows.reserveCapacity(request.actionInteractions.count)
    for (index, interaction) in request.actionInteractions.enumerated() {
      do throws(PropertyError) {
        if let row = try row(of: interaction, identifiers, at: time, bar) { rows.append(row) }
      } catch {
        throw .invalidInput(
          request.actionInteractions.count == 1
            ? error.message : "\(error.message) (action interaction \(index + 1) of the list)")
      }
    }
    return rows
  }

  private func row(
    of interaction: ActionInteraction, _ identifiers: Identifiers, at time: Timestamp,
    _ bar: ValueBar?
  ) throws(PropertyError) -> StreamedActionEvent? {
    guard !interaction.actionId.isEmpty else { throw .missing(column: "ACTION_ID") }
    try EventSize.check(
      texts: [
        interaction.actionId, interaction.userId, interaction.sessionId, interaction.eventId,
        interaction.recommendationId, interaction.properties,
      ], impression: interaction.impression)
    guard let type = StreamedActionEvent.EventType(spelled: interaction.eventType) else {
      throw .unknownActionEvent(interaction.eventType)
    }
    var properties = try Properties(parsing: interaction.properties, by: schema, isEvent: false)
    var impression = interaction.impression.flatMap {
      $0.isEmpty ? nil : $0.joined(separator: "|")
    }
    if let bar {
      guard properties.remove(bar, at: interaction.timestamp, schema) else { return nil }
      impression = impression.flatMap { bar.rest(of: $0, at: interaction.timestamp) }
    }
    return StreamedActionEvent(
      eventID: interaction.eventId ?? identifiers.uuid(at: time), userID: interaction.userId,
      sessionID: interaction.sessionId, actionID: interaction.actionId, eventType: type,
      timestamp: interaction.timestamp, recommendationID: interaction.recommendationId,
      impression: impression,
      properties: properties.json(schema))
  }
}
