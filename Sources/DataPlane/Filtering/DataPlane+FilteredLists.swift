import Filters
import PersonalizeAPI

/// What a filtered list came of: while this is the same, so is the list.
struct FilteredListOrigin: Sendable, Equatable {
  /// The number of the list that was filtered.
  let list: Int
  /// Of the filter's resource.
  let filter: Int64
  /// Of the fields of items that the filter saw.
  let itemFields: Int
  /// Of the users' records, if the filter looks at them.
  let users: Int?
  /// Of the interactions read from the disk, if the filter looks at them; those that came since
  /// are all in, as the list that was filtered is dropped when one arrives.
  let interactions: Int?
}

extension DataPlane {
  /// The list that a filter leaves, made ready once for equal requests; `nil` when it takes the
  /// disk and may not.
  func filteredList(
    _ filter: FilterRequest, _ request: ListRequest, _ snapshot: TargetSnapshot, count: Int
  ) throws(ServiceError) -> RankedList? {
    // The list comes before the interactions: see `FilteredListOrigin`.
    let length = max(count, Self.filteredLength)
    guard let list = try list(request, snapshot, count: length) else { return nil }
    let ready = try readyFilter(filter.arn, snapshot, mayBlock: request.mayBlock)
    guard let ready else { return nil }
    let origin = origin(of: list, ready, filter, snapshot)
    let key = filter.key
    if let origin, let kept = snapshot.filteredLists.list(for: key), kept.origin == origin,
      kept.covers(count)
    {
      return kept
    }
    guard let bound = try bound(ready, filter, snapshot, mayBlock: request.mayBlock) else {
      return nil
    }
    let selection = ItemSelection(filter: bound.predicate)
    let found = try selected(selection, of: list, request, snapshot, count: count)
    guard let found else { return nil }
    guard let origin else { return found.ranked(origin: nil, count: count) }
    let result = found.ranked(origin: origin, count: count)
    if !ready.prepared.usesInteractions
      || filter.user.map({ snapshot.isKept(list, for: $0) }) == true
    {
      snapshot.filteredLists.insert(result, for: key, begunIn: request.epoch)
    }
    return result
  }

  /// `nil` while something it depends on is not in memory.
  private func origin(
    of list: RankedList, _ ready: ReadyFilter, _ filter: FilterRequest,
    _ snapshot: TargetSnapshot
  ) -> FilteredListOrigin? {
    var users: Int?
    if ready.usesCurrentUser, filter.user != nil {
      users = userRecords.records(of: snapshot.group).currentVersion
      if users == nil { return nil }
    }
    var interactions: Int?
    if ready.prepared.usesInteractions, filter.user != nil {
      interactions = snapshot.interactions.generation
      if interactions == nil { return nil }
    }
    return FilteredListOrigin(
      list: list.number, filter: ready.sequence, itemFields: ready.fields.version, users: users,
      interactions: interactions)
  }
}

extension FilterRequest {
  /// The same for requests that ask the same; each part has its length before it.
  fileprivate var key: String {
    var key = arn
    key.reserveCapacity(160)
    for part in [user, item] { key.append(part: part ?? "") }
    key += valuesKey
    return key
  }

  /// The same for requests that give the same values.
  var valuesKey: String {
    var key = ""
    for (name, value) in (values ?? [:]).sorted(by: { $0.key < $1.key }) {
      key.append(part: name)
      key.append(part: value)
    }
    return key
  }

  /// The user in a key, empty for none; `nil` for what is no key.
  static func user(inKey key: String) -> String? {
    guard let end = key.utf8.firstIndex(of: UInt8(ascii: "|")) else { return nil }
    let rest = key.utf8[end...].dropFirst()
    let digits = rest.prefix { $0 != UInt8(ascii: "|") }
    guard let count = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
    return String(decoding: rest.dropFirst(digits.count + 1).prefix(count), as: UTF8.self)
  }
}

extension String {
  fileprivate mutating func append(part: String) {
    append("|\(part.utf8.count)|")
    append(part)
  }
}

extension SelectedPlaces {
  /// The places as a list of their own.
  fileprivate func ranked(origin: FilteredListOrigin?, count: Int) -> RankedList {
    let indexes = indexes ?? Array(list.places.indices)
    return RankedList(
      of: list, at: indexes, isComplete: indexes.count < count, origin: origin)
  }
}
