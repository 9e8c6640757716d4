import Kernels

/// Collects interactions in any order and sorts them into ``TrainingData``.
///
/// Keeps 16 bytes a row, 2 more once an event type and 4 more once a value is given, and nothing
/// else per row. Sorting is linear when each user's rows arrive in time order.
package struct TrainingDataBuilder: Sendable {
  /// The tables rows refer to; intern identifiers here, also those of items and users that have
  /// no interactions.
  package var users = IdentifierTable()
  package var items = IdentifierTable()
  package var eventTypes = IdentifierTable()
  package var itemMetadata: [MetadataColumnBuilder] = []
  package var userMetadata: [MetadataColumnBuilder] = []
  /// Creation times by item number, epoch seconds.
  package var itemCreationTimes: [UInt32: Int64] = [:]
  /// Collects the items' titles, where a recipe asks for them.
  package var itemTitles: MetadataColumnBuilder?
  package var actions = ActionDataBuilder()

  private var userColumn: [UInt32] = []
  private var itemColumn: [UInt32] = []
  private var timeColumn: [Int64] = []
  private var typeColumn: [UInt16] = []
  private var valueColumn: [Float] = []
  private let contextNames: [String]
  private let numericContext: Set<String>
  private var contextCodes: [[UInt32]]
  private var contextVocabularies: [IdentifierTable]

  /// - Parameters:
  ///   - contextColumns: names of the optional interaction columns to keep.
  ///   - numericContext: those of them that hold numbers.
  package init(contextColumns: [String] = [], numericContext: Set<String> = []) {
    contextNames = contextColumns
    self.numericContext = numericContext
    contextCodes = Array(repeating: [], count: contextColumns.count)
    contextVocabularies = Array(repeating: IdentifierTable(), count: contextColumns.count)
  }

  /// The number of rows so far.
  package var count: Int { itemColumn.count }

  /// Makes room for a known number of rows.
  package mutating func reserveCapacity(_ rows: Int) {
    userColumn.reserveCapacity(rows)
    itemColumn.reserveCapacity(rows)
    timeColumn.reserveCapacity(rows)
  }

  /// Adds one interaction of already numbered user, item and event type.
  /// - Parameters:
  ///   - user: a number in `users`.
  ///   - item: a number in `items`.
  ///   - timestamp: epoch seconds.
  ///   - eventType: a number in `eventTypes`, or `nil`.
  ///   - value: the event value, or `nil`.
  package mutating func append(
    user: UInt32, item: UInt32, timestamp: Int64, eventType: UInt32? = nil, value: Float? = nil
  ) {
    if let eventType {
      pad(&typeColumn, with: TrainingData.noEventType)
      typeColumn.append(UInt16(clamping: eventType))
    } else if !typeColumn.isEmpty {
      typeColumn.append(TrainingData.noEventType)
    }
    if let value {
      pad(&valueColumn, with: .nan)
      valueColumn.append(value)
    } else if !valueColumn.isEmpty {
      valueColumn.append(.nan)
    }
    userColumn.append(user)
    itemColumn.append(item)
    timeColumn.append(timestamp)
    for column in contextCodes.indices {
      contextCodes[column].append(TrainingData.ContextColumn.nullCode)
    }
  }

  /// Adds one interaction, interning its identifiers.
  package mutating func append(
    user: String, item: String, timestamp: Int64, eventType: String? = nil, value: Float? = nil
  ) {
    let type = eventType.map { eventTypes.intern($0) }
    append(
      user: users.intern(user), item: items.intern(item), timestamp: timestamp, eventType: type,
      value: value)
  }

  /// Sets an optional column of the row appended last; ignored for an unknown column.
  package mutating func setContext(column: Int, value: String) {
    guard contextCodes.indices.contains(column), let last = contextCodes[column].indices.last else {
      return
    }
    contextCodes[column][last] = contextVocabularies[column].intern(value)
  }

  /// Sorts, drops exact duplicates and hands everything over.
  package consuming func build() throws(TrainingDataError) -> TrainingData {
    var order = try sortedOrder()
    let offsets = dropDuplicates(&order)
    var creation: [Int64] = []
    if !itemCreationTimes.isEmpty {
      creation = [Int64](repeating: TrainingData.unknownTime, count: items.count)
      for (item, time) in itemCreationTimes where Int(item) < items.count {
        creation[Int(item)] = time
      }
    }
    userColumn = []
    itemColumn = gather(itemColumn, order)
    timeColumn = gather(timeColumn, order)
    typeColumn = gather(typeColumn, order)
    valueColumn = gather(valueColumn, order)
    var contexts: [TrainingData.ContextColumn] = []
    for (column, name) in contextNames.enumerated() {
      contexts.append(
        TrainingData.ContextColumn(
          name: name, codes: gather(contextCodes[column], order),
          vocabulary: contextVocabularies[column], isNumeric: numericContext.contains(name)))
    }
    let itemCount = items.count
    let userCount = users.count
    return TrainingData(
      users: users, items: items, eventTypes: eventTypes, userOffsets: offsets, itemIDs: itemColumn,
      timestamps: timeColumn, eventTypeIDs: typeColumn, eventValues: valueColumn,
      contextColumns: contexts,
      itemMetadata: MetadataTable(columns: itemMetadata.map { $0.build(rows: itemCount) }),
      userMetadata: MetadataTable(columns: userMetadata.map { $0.build(rows: userCount) }),
      itemCreationTimes: creation, itemTitles: itemTitles?.build(rows: itemCount),
      actions: actions.build(userCount: userCount))
  }

  /// Row numbers by user (counting sort), then time, then arrival.
  private func sortedOrder() throws(TrainingDataError) -> [UInt32] {
    guard count < Int(UInt32.max) else { throw .tooManyRows }
    var starts = [Int](repeating: 0, count: users.count + 1)
    for row in 0..<count {
      let known =
        userColumn[row] < users.count && itemColumn[row] < items.count
        && (typeColumn.isEmpty || typeColumn[row] == TrainingData.noEventType
          || typeColumn[row] < eventTypes.count)
      guard known else { throw .numberOutOfRange(row: row) }
      starts[Int(userColumn[row]) + 1] += 1
    }
    for user in 0..<users.count { starts[user + 1] += starts[user] }
    var next = starts
    var order = [UInt32](repeating: 0, count: count)
    for row in 0..<count {
      let user = Int(userColumn[row])
      order[next[user]] = UInt32(row)
      next[user] += 1
    }
    for user in 0..<users.count {
      let range = starts[user]..<starts[user + 1]
      let sorted = range.dropFirst().allSatisfy {
        timeColumn[Int(order[$0 - 1])] <= timeColumn[Int(order[$0])]
      }
      guard !sorted else { continue }
      order[range].sort {
        (timeColumn[Int($0)], $0) < (timeColumn[Int($1)], $1)
      }
    }
    return order
  }

  /// Removes rows equal to an earlier one in all columns, and counts the rest by user.
  private func dropDuplicates(_ order: inout [UInt32]) -> [Int] {
    var offsets = [Int](repeating: 0, count: users.count + 1)
    var kept = 0
    var position = 0
    while position < order.count {
      let first = order[position]
      var end = position + 1
      while end < order.count, sameMoment(first, order[end]) { end += 1 }
      let runStart = kept
      var seen: [UInt64: UInt32] = [:]
      for index in position..<end {
        let row = order[index]
        if end - position > 16 {
          // Rows with equal hashes that differ all the same are kept.
          let hash = hash(of: row)
          if let other = seen[hash], isDuplicate(other, row) { continue }
          seen[hash] = row
        } else if (runStart..<kept).contains(where: { isDuplicate(order[$0], row) }) {
          continue
        }
        order[kept] = row
        kept += 1
      }
      offsets[Int(userColumn[Int(first)]) + 1] += kept - runStart
      position = end
    }
    order.removeLast(order.count - kept)
    for user in 0..<users.count { offsets[user + 1] += offsets[user] }
    return offsets
  }

  private func hash(of row: UInt32) -> UInt64 {
    let row = Int(row)
    var hash = SeededRandom.mixed(UInt64(itemColumn[row]))
    if !typeColumn.isEmpty { hash = SeededRandom.mixed(hash ^ UInt64(typeColumn[row])) }
    if !valueColumn.isEmpty {
      let value = valueColumn[row]
      // Zeros of both signs are equal, and so are nulls.
      let bits = value.isNaN ? UInt32.max : (value == 0 ? 0 : value.bitPattern)
      hash = SeededRandom.mixed(hash ^ UInt64(bits))
    }
    for codes in contextCodes { hash = SeededRandom.mixed(hash ^ UInt64(codes[row])) }
    return hash
  }

  private func sameMoment(_ first: UInt32, _ second: UInt32) -> Bool {
    timeColumn[Int(first)] == timeColumn[Int(second)]
      && userColumn[Int(first)] == userColumn[Int(second)]
  }

  private func isDuplicate(_ first: UInt32, _ second: UInt32) -> Bool {
    let (first, second) = (Int(first), Int(second))
    guard itemColumn[first] == itemColumn[second] else { return false }
    guard typeColumn.isEmpty || typeColumn[first] == typeColumn[second] else { return false }
    if !valueColumn.isEmpty {
      let (one, other) = (valueColumn[first], valueColumn[second])
      guard one == other || (one.isNaN && other.isNaN) else { return false }
    }
    return contextCodes.allSatisfy { $0[first] == $0[second] }
  }

  private func gather<Element>(_ column: [Element], _ order: [UInt32]) -> [Element] {
    guard !column.isEmpty else { return [] }
    return [Element](unsafeUninitializedCapacity: order.count) { buffer, initialized in
      // Sound: each of the order.count slots is initialised once; rows are bounds-checked.
      for (position, row) in order.enumerated() {
        buffer.initializeElement(at: position, to: column[Int(row)])
      }
      initialized = order.count
    }
  }

  private func pad<Element>(_ column: inout [Element], with null: Element) {
    guard column.count < count else { return }
    column.append(contentsOf: repeatElement(null, count: count - column.count))
  }
}
