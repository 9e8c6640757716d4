import PersonalizeAPI
import Platform
import Store
import Synchronization

/// Which rows of a dataset something was read from: equal stamps stand for equal bulk rows.
struct RowStamp: Sendable, Equatable {
  /// The dataset's place in the control database; `nil` when there is no dataset.
  var dataset: Int64?
  var schemaARN: String?
  /// The published segments.
  var segments: [Int64] = []

  /// Reads what holds now for a dataset of a group.
  init(of type: DatasetType, in group: TenantScoped, _ store: Store) throws {
    let tenant = try store.tenant(group.tenant)
    let found = try tenant.transaction { database in
      try database.list(.dataset, limit: Int(Int32.max)).first { resource in
        ResourceName.group(ofDataset: resource.arn) == group.name
          && ResourceName.last(of: resource.arn) == type.rawValue
      }
    }
    guard let found else { return }
    dataset = found.sequence
    schemaARN = try Dataset.decode(found.body).schemaArn
    segments = try tenant.group(named: group.name).reader().segments(of: type.rawValue).map(\.id)
  }
}

/// Something read from a group's rows, kept in memory until its bulk rows are others.
///
/// A change of the tenant's datasets makes it doubtful: then the stamp is compared, off the
/// reactor, and the rows are read anew if it differs.
final class LoadedRows<Value: Sendable>: Sendable {
  private let contents = Mutex(Contents())
  private let loading = Mutex<Void>(())

  private struct Contents {
    var value: Value?
    var stamp: RowStamp?
    var isCurrent = false
    /// Rises with each change that may concern the rows.
    var changes = 0
    /// Rises with each change of the value.
    var version = 0
    /// Rises with each reading of the disk.
    var generation = 0
    /// Rises when people are forgotten.
    var erasures = 0
  }

  func noteChange() {
    contents.withLock { contents in
      contents.changes += 1
      contents.isCurrent = false
    }
  }

  /// What `body` makes of the value; `nil` when that would take the disk.
  func read<Result: Sendable>(_ body: (Value) -> Result) -> Result? {
    contents.withLock { contents in
      guard contents.isCurrent, let value = contents.value else { return nil }
      return body(value)
    }
  }

  /// The value as it is now, with its version; `nil` when that would take the disk.
  func current() -> (value: Value, version: Int)? {
    contents.withLock { contents in
      guard contents.isCurrent, let value = contents.value else { return nil }
      return (value, contents.version)
    }
  }

  /// Which version `current` would answer.
  var currentVersion: Int? { contents.withLock { $0.isCurrent ? $0.version : nil } }

  /// Tells apart what was read at different times, updates aside; `nil` when `current` is.
  var currentGeneration: Int? { contents.withLock { $0.isCurrent ? $0.generation : nil } }

  /// Changes the value if there is one, be it current or not.
  func update(_ body: (inout Value) -> Void) {
    contents.withLock { contents in
      guard contents.value != nil else { return }
      contents.version += 1
      Self.change(&contents.value, body)
    }
  }

  /// Takes people out of the value; what is being read meanwhile is read again.
  ///
  /// - Returns: what `body` does; `nil` when there is no value.
  func forget<Result: Sendable>(_ body: (inout Value) -> Result) -> Result? {
    contents.withLock { contents in
      contents.erasures += 1
      guard var value = contents.value.take() else { return nil }
      contents.version += 1
      contents.generation += 1
      let result = body(&value)
      contents.value = value
      return result
    }
  }

  /// What `body` makes of the value, be it current or not; `nil` when there is none.
  func inspect<Result: Sendable>(_ body: (Value) -> Result) -> Result? {
    contents.withLock { $0.value.map(body) }
  }

  /// Sees to it that the value is current; reads the disk.
  ///
  /// - Parameter finish: called with the value just loaded, before anyone can read it.
  func refresh(
    stamp: () throws -> RowStamp, load: (RowStamp) throws -> Value,
    finish: (inout Value) -> Void = { _ in }
  ) throws {
    try loading.withLock { _ in
      var isDone = false
      while !isDone { isDone = try refreshOnce(stamp, load, finish) }
    }
  }

  /// - Returns: false when people were forgotten meanwhile, who may be in what was read.
  private func refreshOnce(
    _ stamp: () throws -> RowStamp, _ load: (RowStamp) throws -> Value,
    _ finish: (inout Value) -> Void
  ) throws -> Bool {
    let (isCurrent, changes, erasures) = contents.withLock {
      ($0.isCurrent, $0.changes, $0.erasures)
    }
    if isCurrent { return true }
    let stamp = try stamp()
    let isSame = contents.withLock { contents in
      let isSame = contents.stamp == stamp
      if isSame { contents.isCurrent = contents.changes == changes }
      return isSame
    }
    if isSame { return true }
    let value = try load(stamp)
    return contents.withLock { contents in
      guard contents.erasures == erasures else { return false }
      contents.value = value
      contents.version += 1
      contents.generation += 1
      Self.change(&contents.value, finish)
      contents.stamp = stamp
      contents.isCurrent = contents.changes == changes
      return true
    }
  }

  /// Takes the value out while it changes, so that its storage is not copied.
  private static func change(_ place: inout Value?, _ body: (inout Value) -> Void) {
    guard var value = place.take() else { return }
    body(&value)
    place = value
  }
}
