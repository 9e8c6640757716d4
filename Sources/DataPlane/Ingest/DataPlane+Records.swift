import Dispatch
package import PersonalizeAPI
import Platform
import Store

extension DataPlane {
  /// Writes items and calls `completion` once they are on the disk.
  package func putItems(
    _ request: PutItemsRequest, _ context: DataContext, _ completion: @escaping DeferredCompletion
  ) {
    let records = request.items.map { Record(id: $0.itemId, properties: $0.properties) }
    put(records, of: .items, into: request.datasetArn, context, completion)
  }

  /// Writes users and calls `completion` once they are on the disk.
  package func putUsers(
    _ request: PutUsersRequest, _ context: DataContext, _ completion: @escaping DeferredCompletion
  ) {
    let records = request.users.map { Record(id: $0.userId, properties: $0.properties) }
    put(records, of: .users, into: request.datasetArn, context, completion)
  }

  /// Writes actions and calls `completion` once they are on the disk.
  package func putActions(
    _ request: PutActionsRequest, _ context: DataContext,
    _ completion: @escaping DeferredCompletion
  ) {
    let records = request.actions.map { Record(id: $0.actionId, properties: $0.properties) }
    put(records, of: .actions, into: request.datasetArn, context, completion)
  }

  /// An item, a user or an action as requests bring it.
  private struct Record: Sendable {
    let id: String
    let properties: String?
  }

  private func put(
    _ records: [Record], of type: DatasetType, into datasetARN: String, _ context: DataContext,
    _ completion: @escaping DeferredCompletion
  ) {
    background.async { [self] in
      do throws(ServiceError) {
        let dataset = try target(datasetARN, type, context)
        let group = TenantScoped(tenant: context.tenant, name: dataset.groupName)
        let bar = EventBar(subjects: subjects, group: group, now: clock.now())
        let people = type == .users ? records.map(\.id) : []
        let isPostponed = isPostponed(people, bar, completion) { [self] completion in
          put(records, of: type, into: datasetARN, context, completion)
        }
        if isPostponed { return }
        let scope = TenantScoped(tenant: context.tenant, name: datasetARN)
        try rateLimiter?.admit(.putRecordsPerDataset, scope)
        try write(records, to: dataset, of: type, bar)
        completion(.success(()))
      } catch {
        completion(.failure(error))
      }
    }
  }

  private func target(
    _ datasetARN: String, _ type: DatasetType, _ context: DataContext
  ) throws(ServiceError) -> RecordTarget {
    do {
      return try store.tenant(context.tenant).transaction { database in
        try RecordTarget(datasetARN: datasetARN, type: type, in: database)
      }
    } catch let error as ServiceError {
      throw error
    } catch {
      throw .unreadable(datasetARN, error, log)
    }
  }

  private func write(
    _ records: [Record], to target: RecordTarget, of type: DatasetType, _ bar: EventBar
  ) throws(ServiceError) {
    var rows: [(id: String, body: String)] = []
    for (index, record) in records.enumerated() {
      do throws(PropertyError) {
        guard !record.id.isEmpty else { throw .missing(column: type.identifierColumn ?? "") }
        var properties = try Properties(
          parsing: record.properties, by: target.schema, isEvent: false)
        if let values = bar.values, !properties.remove(values, target.schema) { continue }
        rows.append((record.id, properties.json(target.schema) ?? "{}"))
      } catch {
        throw .invalidInput(
          records.count == 1 ? error.message : "\(error.message) (record \(index + 1) of the list)")
      }
    }
    do {
      let group = try store.tenant(bar.group.tenant).group(named: target.groupName)
      var refusals: [EventBar.Refusal] = []
      // The ids of those that are turned away.
      let write = { () throws -> Set<ExactText> in
        var barred: Set<ExactText> = []
        try group.putRecords(rows, dataset: type.rawValue, at: self.clock.now()) { id in
          guard type == .users, let refusal = bar.refusal(ofRecord: id) else { return false }
          refusals.append(refusal)
          return barred.insert(ExactText(id)).inserted || true
        }
        return barred
      }
      switch type {
      case .items: try itemRecords.records(of: bar.group).put(rows, write)
      case .users: try userRecords.records(of: bar.group).put(rows, write)
      case .actions: try actionRecords.records(of: bar.group).put(rows, write)
      case .interactions, .actionInteractions: _ = try write()
      }
      for refusal in refusals { subjects.noteDropped(of: refusal.user, bar.group.tenant) }
    } catch {
      throw .unreadable("dataset group \(target.groupName)", error, log)
    }
  }
}

/// A dataset that takes records.
private struct RecordTarget: Sendable {
  let groupName: String
  let schema: PropertySchema

  /// - Throws: `ServiceError` when the dataset is not there, of another type or not active.
  init(datasetARN: String, type: DatasetType, in database: ControlDatabase) throws {
    guard let resource = try database.resource(datasetARN), resource.kind == .dataset,
      let group = resource.groupARN
    else { throw ServiceError.notFound(datasetARN) }
    let body = try Dataset.decode(resource.body)
    guard body.datasetType.flatMap(DatasetType.init(requested:)) == type else {
      throw ServiceError.invalidInput(
        "Dataset \(datasetARN) is of the type \(body.datasetType ?? ""), not \(type.rawValue).")
    }
    guard resource.status == .active else {
      throw ServiceError(
        .resourceInUse,
        "Dataset \(datasetARN) takes no records: its status is "
          + "\(resource.status.rawValue), it must be ACTIVE.")
    }
    groupName = ResourceName.last(of: group)
    guard let schemaARN = body.schemaArn else {
      throw StoreError.corrupt(path: datasetARN, reason: "the dataset has no schema")
    }
    let identifier = AvroSchema.squashed(type.identifierColumn ?? "")
    schema = PropertySchema(try database.avroSchema(schemaARN), reserved: [identifier])
  }
}
