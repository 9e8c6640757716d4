import JSON
import Platform
import Recipes
import Store

/// Collects a dataset group's rows for training.
struct TrainingDataLoader {
  private let columns: TrainingColumns
  private let context: [AvroSchema.Field]
  /// The rows to read; all when not given.
  let bounds: DataBounds?
  var builder: TrainingDataBuilder

  init(columns: TrainingColumns, bounds: DataBounds? = nil) {
    self.columns = columns
    self.bounds = bounds
    context = columns.context
    builder = TrainingDataBuilder(
      contextColumns: context.map(\.name),
      numericContext: Set(context.filter(\.type.isNumeric).map(\.name)))
    builder.itemMetadata = columns.metadata(of: .items).map(MetadataColumnBuilder.init)
    builder.userMetadata = columns.metadata(of: .users).map(MetadataColumnBuilder.init)
    builder.itemTitles = columns.title.map { MetadataColumnBuilder(name: $0, kind: .text) }
  }

  func segments(of type: DatasetType, in reader: GroupReader) throws -> [Segment] {
    let present = try reader.segments(of: type.rawValue)
    return bounds?.select(present) ?? present
  }

  consuming func finish() throws -> TrainingData { try builder.build() }
}

// MARK: - Interactions

extension TrainingDataLoader {
  /// Reads bulk rows and streamed events.
  mutating func loadInteractions(from reader: GroupReader) throws {
    let segments = try segments(of: .interactions, in: reader)
    builder.reserveCapacity(Int(clamping: segments.reduce(0) { $0 + $1.rows }))
    for segment in segments {
      try load(try InteractionSegmentReader(path: segment.path))
    }
    try loadEvents(from: reader)
  }

  private mutating func load(_ segment: InteractionSegmentReader) throws {
    func position(_ name: String) -> Int? {
      segment.columns.firstIndex { $0.name.uppercased() == name }
    }
    guard let user = position("USER_ID"), let item = position("ITEM_ID"),
      let time = position("TIMESTAMP")
    else { return }
    let users = try segment.strings(of: user).map { builder.users.intern($0) }
    let items = try segment.strings(of: item).map { builder.items.intern($0) }
    let typeColumn = position("EVENT_TYPE")
    let types = try typeColumn.map { try segment.strings(of: $0) } ?? []
    let typeNumbers = types.map { builder.eventTypes.intern($0) }
    let valueColumn = position("EVENT_VALUE")
    let contexts = try context.map { field in
      let column = position(field.name.uppercased())
      let isText = column != nil && !field.type.isNumeric
      return (column: column, strings: isText ? try segment.strings(of: column ?? 0) : [])
    }
    try segment.forEachBlock { chunks in
      guard case .codes(let userCodes) = chunks[user], case .codes(let itemCodes) = chunks[item],
        case .integers(let times) = chunks[time]
      else { return }
      let typeCodes = Self.codes(typeColumn, chunks)
      let values = Self.reals(valueColumn, chunks)
      let contextCodes = contexts.map { Self.codes($0.column, chunks) }
      let contextNumbers = contexts.map { Self.numbers($0.column, chunks) }
      for row in userCodes.indices {
        guard let user = Self.entry(users, userCodes[row]),
          let item = Self.entry(items, itemCodes[row])
        else { continue }
        let type = typeCodes.flatMap { Self.entry(typeNumbers, $0[row]) }
        let value = values.flatMap { $0[row].isNaN ? nil : Float($0[row]) }
        builder.append(
          user: user, item: item, timestamp: times[row], eventType: type, value: value)
        for (column, codes) in contextCodes.enumerated() {
          guard let code = codes?[row], let text = Self.entry(contexts[column].strings, code)
          else { continue }
          builder.setContext(column: column, value: text)
        }
        for (column, numbers) in contextNumbers.enumerated() {
          if let text = numbers?(row) { builder.setContext(column: column, value: text) }
        }
      }
    }
  }

  /// Events of visitors who were never linked to a user are left out.
  private mutating func loadEvents(from reader: GroupReader) throws {
    let owners =
      try bounds.map { try reader.sessionOwners(until: $0.lastEvent) } ?? reader.sessionOwners()
    let last = bounds?.lastEvent ?? .max
    try reader.events { event in
      guard event.sequence <= last else { return }
      guard let user = event.userID ?? owners[ExactText(event.sessionID)] else { return }
      builder.append(
        user: user, item: event.itemID, timestamp: event.timestamp.seconds,
        eventType: event.eventType, value: event.eventValue.map { Float($0) })
      guard !context.isEmpty, let text = event.properties,
        let properties = try? JSONValue(parsing: text).objectValue
      else { return }
      for (name, value) in properties {
        let squashed = AvroSchema.squashed(name)
        guard let text = value.stringValue ?? value.numberValue.map({ "\($0)" }),
          let column = context.firstIndex(where: { AvroSchema.squashed($0.name) == squashed })
        else { continue }
        builder.setContext(column: column, value: text)
      }
    }
  }

  /// What a code stands for; code 0 is null.
  static func entry<Element>(_ entries: [Element], _ code: UInt32) -> Element? {
    code == 0 || Int(code) > entries.count ? nil : entries[Int(code) - 1]
  }

  static func codes(_ column: Int?, _ chunks: [ColumnChunk]) -> [UInt32]? {
    guard let column, case .codes(let codes) = chunks[column] else { return nil }
    return codes
  }

  /// The texts of a column of numbers by row, `nil` where null.
  private static func numbers(
    _ column: Int?, _ chunks: [ColumnChunk]
  ) -> ((Int) -> String?)? {
    guard let column else { return nil }
    switch chunks[column] {
    case .codes: return nil
    case .integers(let integers):
      return { integers[$0] == .min ? nil : "\(integers[$0])" }
    case .reals(let reals): return { reals[$0].isNaN ? nil : "\(reals[$0])" }
    }
  }

  private static func reals(_ column: Int?, _ chunks: [ColumnChunk]) -> [Double]? {
    guard let column, case .reals(let reals) = chunks[column] else { return nil }
    return reals
  }
}

// MARK: - Items and users

extension TrainingDataLoader {
  /// Reads the records of items or users; of several with one id the newest counts.
  mutating func load(records type: DatasetType, from reader: GroupReader) throws {
    var written: [ExactText: Timestamp] = [:]
    try reader.records(of: type.rawValue) { id, body, time in
      if let bounds, time.milliseconds > bounds.lastRecord { return }
      written[ExactText(id)] = time
      set(type, id: id, body: body)
    }
    for segment in try segments(of: type, in: reader) {
      try RecordSegmentReader(path: segment.path).forEachRecord { id, body in
        if let time = written[ExactText(id)], time > segment.published { return }
        set(type, id: id, body: body)
      }
    }
  }

  /// Takes a record in place of an earlier one of the same id: columns it lacks become null.
  private mutating func set(_ type: DatasetType, id: String, body: String) {
    guard let record = try? JSONValue(parsing: body) else { return }
    switch type {
    case .items:
      let item = builder.items.intern(id)
      Self.set(&builder.itemMetadata, row: item, to: record)
      let created = record["CREATION_TIMESTAMP"]?.numberValue
      builder.itemCreationTimes[item] = created.flatMap { Int64(exactly: $0.rounded()) }
      if let title = builder.itemTitles?.name {
        builder.itemTitles?.set(row: item, text: record[title]?.stringValue ?? "")
      }
    case .users:
      let user = builder.users.intern(id)
      Self.set(&builder.userMetadata, row: user, to: record)
    case .actions:
      setAction(id, to: record)
    case .interactions, .actionInteractions:
      break
    }
  }

  private static func set(
    _ columns: inout [MetadataColumnBuilder], row: UInt32, to record: JSONValue
  ) {
    for index in columns.indices {
      let value = record[columns[index].name]
      switch columns[index].kind {
      case .categorical, .text:
        columns[index].set(row: row, text: value?.stringValue ?? "")
      case .numeric:
        columns[index].set(row: row, number: value?.numberValue.map { Float($0) } ?? .nan)
      }
    }
  }
}
