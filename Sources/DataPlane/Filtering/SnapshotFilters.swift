import Filters
import Recipes
import Synchronization

/// A filter ready for the items of one model.
struct ReadyFilter: Sendable {
  let prepared: PreparedFilter
  let fields: ItemFields
  /// Of the filter's resource.
  let sequence: Int64
  let usesCurrentUser: Bool
  /// What was bound to values already, where nothing else of a request matters.
  let bound: BoundFilters?

  init(_ filter: ResolvedFilter, for fields: ItemFields) {
    prepared = PreparedFilter(filter.filter, table: fields.table)
    self.fields = fields
    sequence = filter.sequence
    usesCurrentUser = filter.usesCurrentUser
    let isForAll =
      !prepared.usesInteractions && !prepared.needsCurrentItem && !prepared.needsUser
      && !usesCurrentUser
    bound = isForAll ? BoundFilters() : nil
  }
}

/// The filters that are asked for with one target's model, ready for its items.
///
/// When records of items change, those that look at items are made ready again at their next use.
final class SnapshotFilters: Sendable {
  /// More filters than a group may have; when there are more ready ones, all are dropped.
  private static let limit = 200

  private let model: Model
  private let contents = Mutex(Contents())
  private let preparing = Mutex<Void>(())

  private struct Contents {
    var fields: ItemFields?
    var ready: [String: ReadyFilter] = [:]
  }

  init(model: Model) {
    self.model = model
  }

  /// The filter, if it is ready for these records.
  ///
  /// - Parameter version: of the records; `nil` for filters that don't look at items.
  func ready(_ filter: ResolvedFilter, version: Int?) -> ReadyFilter? {
    contents.withLock { contents in
      guard let ready = contents.ready[filter.arn], ready.sequence == filter.sequence,
        version == nil || ready.fields.version == version
      else { return nil }
      return ready
    }
  }

  /// Makes the filter ready, in time proportional to the number of items.
  ///
  /// Records may change faster than this takes: so the answer is good, be it current or not.
  ///
  /// - Parameter records: with their version; `nil` for filters that don't look at items.
  func prepare(
    _ filter: ResolvedFilter, _ records: (table: MetadataTable, version: Int)?
  ) -> ReadyFilter {
    preparing.withLock { _ in
      if let ready = ready(filter, version: records?.version) { return ready }
      let fields = records.map { self.fields($0.table, $0.version) } ?? ItemFields(of: model)
      let ready = ReadyFilter(filter, for: fields)
      contents.withLock { contents in
        if contents.ready.count >= Self.limit { contents.ready = [:] }
        contents.ready[filter.arn] = ready
      }
      return ready
    }
  }

  /// Drops what was bound to values: they may name people who are to be forgotten.
  func dropBound() {
    for filter in contents.withLock({ $0.ready }).values { filter.bound?.removeAll() }
  }

  private func fields(_ records: MetadataTable, _ version: Int) -> ItemFields {
    let last = contents.withLock { $0.fields }
    if let last, last.version == version { return last }
    let fields =
      last.flatMap { ItemFields(updating: $0, records: records, version: version) }
      ?? ItemFields(of: model, records: records, version: version)
    contents.withLock { $0.fields = fields }
    return fields
  }
}
