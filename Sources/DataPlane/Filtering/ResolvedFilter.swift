import Filters
import PersonalizeAPI
import Platform
import Recipes
import Store

/// A filter of a dataset group, read.
struct ResolvedFilter: Sendable {
  let arn: String
  /// Tells it from an earlier filter of the same name.
  let sequence: Int64
  let groupName: String
  let status: Status
  let filter: Filters.Filter

  /// Whether it looks at fields of items, or of actions.
  var usesItems: Bool {
    filter.expressions.contains { expression in
      expression.conditions.contains { $0.field.dataset == .items || $0.field.dataset == .actions }
    }
  }

  /// Reads the resource; `name` is the ARN.
  init(reading key: TenantScoped, from store: Store, log: Log) throws(ServiceError) {
    do {
      let found = try store.tenant(key.tenant).transaction { try $0.resource(key.name) }
      guard let resource = found, resource.kind == .filter, let group = resource.groupARN else {
        throw ServiceError.notFound(key.name)
      }
      arn = key.name
      sequence = resource.sequence
      groupName = ResourceName.last(of: group)
      status = resource.status
      let body = try PersonalizeAPI.Filter.decode(resource.body)
      filter = try Filters.Filter(parsing: body.filterExpression ?? "")
    } catch let error as ServiceError {
      throw error
    } catch {
      throw .unreadable(key.name, error, log)
    }
  }

  /// Checks that the filter goes with what a target recommends.
  func check(for snapshot: TargetSnapshot) throws(ServiceError) {
    guard groupName == snapshot.group.name else {
      throw .invalidInput(
        "The filter \(arn) belongs to the dataset group \(groupName), not to "
          + "\(snapshot.group.name).")
    }
    guard status == .active else {
      throw .invalidInput(
        "The filter \(arn) cannot be used: its status is \(status.rawValue), it must be ACTIVE.")
    }
    let subject: Filters.Filter.Subject =
      snapshot.recipe.type == .personalizedActions ? .action : .item
    guard filter.subject == subject else {
      throw .invalidInput(
        "The filter \(arn) is one of \(filter.subject.rawValue), here it must be one of "
          + "\(subject.rawValue).")
    }
    guard !filter.needsCurrentItem || snapshot.recipe.type == .relatedItems else {
      throw .invalidInput(
        "The filter \(arn) uses CurrentItem, and the recipe \(snapshot.recipe.name) takes no item.")
    }
  }
}
