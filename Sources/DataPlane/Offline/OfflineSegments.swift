import Filters
package import PersonalizeAPI
import Platform
package import Recipes
import Store

/// Finds the users most likely to interact with items, for models of affinity; reads the disk.
package struct OfflineSegments: Sendable {
  /// What the users are to be interested in.
  package enum Interest: Sendable {
    case item(String)
    case attributes(AttributeExpression)
  }

  private let model: Model
  private let count: Int
  private let filter: PreparedFilter?
  private let events: FilterEvents?
  private let isHeld: @Sendable (String) -> Bool

  /// - Parameters:
  ///   - filterARN: of a filter of users that all segments go through.
  ///   - count: how many users a segment has.
  ///   - isHeld: who is in none.
  package init(
    _ version: OfflineVersion, _ plane: DataPlane, filterARN: String?, count: Int,
    isHeld: @escaping @Sendable (String) -> Bool
  ) throws {
    let model = try Model(mapping: version.identity(in: plane.store).artefact.path)
    self.model = model
    self.count = count
    self.isHeld = isHeld
    let resolved = try filterARN.map { arn in
      try ResolvedFilter(
        reading: TenantScoped(tenant: version.tenant, name: arn), from: plane.store,
        log: plane.log)
    }
    guard let resolved else {
      (filter, events) = (nil, nil)
      return
    }
    try resolved.checkForSegments(of: version)
    let prepared = PreparedFilter(
      resolved.filter, table: try Self.fields(of: model.users, version, plane))
    filter = prepared
    events =
      prepared.usesInteractions ? try Self.events(of: model.users, version, plane) : nil
  }

  package var recipe: Recipes.Recipe { model.recipe }

  /// Users, the most likely first.
  ///
  /// - Parameter filterValues: what the filter's placeholders stand for.
  package func users(
    for interest: Interest, filterValues: [String: String]?
  ) throws(ServiceError) -> [String] {
    if filter == nil, filterValues?.isEmpty == false {
      throw .invalidInput("filterValues needs a job with a filterArn.")
    }
    var predicate: FilterPredicate?
    if let filter {
      do throws(FilterRequestError) {
        predicate = try filter.bind(
          values: try FilterValues(parsing: filterValues ?? [:]), events: events)
      } catch {
        throw .invalidInput(error.description)
      }
    }
    let isAllowed: (Int) -> Bool = { [predicate] user in
      predicate?.admits(user) ?? true && !isHeld(model.users[user])
    }
    switch interest {
    case .item(let id):
      guard let item = model.itemIndex(id) else {
        throw .invalidInput("The item \(id) is not among those the solution version knows.")
      }
      return model.users(forItem: item, limit: count, where: isAllowed).map { model.users[$0] }
    case .attributes(let expression):
      do {
        return try model.users(forAttributes: expression, limit: count, where: isAllowed)
          .map { model.users[$0] }
      } catch {
        throw .invalidInput(error.description)
      }
    }
  }

  private static func fields(
    of users: IdentifierTable, _ version: OfflineVersion, _ plane: DataPlane
  ) throws -> FilterTable {
    let records = plane.userRecords.records(of: version.scope)
    try records.load(from: plane.store)
    guard let table = records.current()?.table else { return FilterTable() }
    var fields = FilterTable(columns: table.filterColumns)
    for user in 0..<users.count {
      if let cells = table.filterCells(of: users[user]) { fields.set(user, to: cells) }
    }
    return fields
  }

  private static func events(
    of users: IdentifierTable, _ version: OfflineVersion, _ plane: DataPlane
  ) throws -> FilterEvents? {
    let seen = try plane.liveStates.state(of: version.scope, in: plane.store).seenItems()
    try seen.load(version.scope, from: plane.store)
    return seen.filterEvents { users.index(of: $0) }
  }
}

extension ResolvedFilter {
  /// Checks that the filter goes with segments made of a version.
  fileprivate func checkForSegments(of version: OfflineVersion) throws(ServiceError) {
    guard status == .active else {
      throw .invalidInput(
        "The filter \(arn) cannot be used: its status is \(status.rawValue), it must be ACTIVE.")
    }
    guard filter.subject == .user else {
      throw .invalidInput(
        "The filter \(arn) is one of \(filter.subject.rawValue), here it must be one of UserID.")
    }
  }
}
