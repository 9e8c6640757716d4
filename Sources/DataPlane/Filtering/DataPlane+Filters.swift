import Filters
import PersonalizeAPI
import Platform
import Recipes
import Store

/// What a request says of one filter, and of whom or what it asks.
struct FilterRequest: Sendable {
  let arn: String
  let values: [String: String]?
  let user: String?
  var item: String?
  /// Items that must be told apart though nothing may know them.
  var items: [String] = []
}

extension DataPlane {
  /// What lets pass what a filter says; `nil` when finding out takes the disk, or long, and
  /// `mayBlock` is false.
  func filter(
    _ request: FilterRequest, _ snapshot: TargetSnapshot, mayBlock: Bool
  ) throws(ServiceError) -> RequestFilter? {
    let ready = try readyFilter(request.arn, snapshot, mayBlock: mayBlock)
    guard let ready else { return nil }
    return try bound(ready, request, snapshot, mayBlock: mayBlock)
  }

  /// A filter as it is for all requests to a target; `nil` when finding out takes the disk, or
  /// long, and `mayBlock` is false.
  func readyFilter(
    _ arn: String, _ snapshot: TargetSnapshot, mayBlock: Bool
  ) throws(ServiceError) -> ReadyFilter? {
    let key = TenantScoped(tenant: snapshot.group.tenant, name: arn)
    guard let resolved = try resolvedFilter(key, mayBlock: mayBlock) else { return nil }
    try resolved.check(for: snapshot)
    return try ready(resolved, snapshot, mayBlock: mayBlock)
  }

  /// What lets pass what a filter says to one request; `nil` as above.
  func bound(
    _ ready: ReadyFilter, _ request: FilterRequest, _ snapshot: TargetSnapshot, mayBlock: Bool
  ) throws(ServiceError) -> RequestFilter? {
    let user = request.user
    guard !ready.prepared.needsUser || user != nil else {
      throw .invalidInput(FilterRequestError.userRequired.description)
    }
    let strangers = RequestFilter.Strangers(ready.fields, among: request.items)
    let key = ready.bound == nil ? "" : request.valuesKey
    if let predicate = ready.bound?.predicate(for: key) {
      return RequestFilter(predicate: predicate, strangers: strangers)
    }
    var events: FilterEvents?
    if ready.prepared.usesInteractions, let user {
      events = try filterEvents(of: user, strangers, snapshot, mayBlock: mayBlock)
      if events == nil { return nil }
    }
    var record: FilterRecord?
    if ready.usesCurrentUser, let user {
      record = try filterRecord(of: user, snapshot, mayBlock: mayBlock)
      if record == nil { return nil }
    }
    let item = request.item.map { ready.fields.number(of: $0) ?? ready.fields.unused }
    do throws(FilterRequestError) {
      let values = try FilterValues(parsing: request.values ?? [:])
      let predicate = try ready.prepared.bind(
        values: values, events: events, currentUser: record ?? user.map { _ in FilterRecord() },
        currentItem: item)
      ready.bound?.keep(predicate, for: key, itemCount: snapshot.model.items.count)
      return RequestFilter(predicate: predicate, strangers: strangers)
    } catch {
      throw .invalidInput(error.description)
    }
  }

  private func resolvedFilter(
    _ key: TenantScoped, mayBlock: Bool
  ) throws(ServiceError) -> ResolvedFilter? {
    if let filter = filters.known(key) { return filter }
    guard mayBlock else { return nil }
    return try filters.resolve(key) { () throws(ServiceError) in
      try ResolvedFilter(reading: key, from: store, log: log)
    }
  }

  private func ready(
    _ filter: ResolvedFilter, _ snapshot: TargetSnapshot, mayBlock: Bool
  ) throws(ServiceError) -> ReadyFilter? {
    let isAboutActions = snapshot.recipe.type == .personalizedActions
    let records = (isAboutActions ? actionRecords : itemRecords).records(of: snapshot.group)
    while true {
      if !filter.usesItems {
        if let ready = snapshot.filters.ready(filter, version: nil) { return ready }
        guard mayBlock else { return nil }
        return snapshot.filters.prepare(filter, nil)
      } else if let version = records.currentVersion {
        if let ready = snapshot.filters.ready(filter, version: version) { return ready }
        guard mayBlock else { return nil }
        if let current = records.current() { return snapshot.filters.prepare(filter, current) }
      } else {
        guard mayBlock else { return nil }
        try load(records, snapshot)
      }
    }
  }

  private func filterEvents(
    of user: String, _ items: RequestFilter.Strangers, _ snapshot: TargetSnapshot, mayBlock: Bool
  ) throws(ServiceError) -> FilterEvents? {
    if snapshot.recipe.type == .personalizedActions {
      return mayBlock ? try actionEvents(of: user, snapshot) : nil
    }
    let interactions = snapshot.interactions
    while true {
      if let events = interactions.filterEvents(of: user, { items.number(of: $0) }) {
        return events
      }
      guard mayBlock else { return nil }
      do {
        try interactions.load(snapshot.group, from: store)
      } catch {
        throw .unreadable("interactions of \(snapshot.group.name)", error, log)
      }
    }
  }

  private func filterRecord(
    of user: String, _ snapshot: TargetSnapshot, mayBlock: Bool
  ) throws(ServiceError) -> FilterRecord? {
    let records = userRecords.records(of: snapshot.group)
    while true {
      if let record = records.filterRecord(of: user) { return record }
      guard mayBlock else { return nil }
      try load(records, snapshot)
    }
  }
}
