import Kernels
import Testing

@testable import Recipes

@Suite struct TrainingDataTests {
  @Test func `rows in any order come out by user, time and arrival`() throws {
    var builder = TrainingDataBuilder()
    builder.append(user: "b", item: "z", timestamp: 5)
    builder.append(user: "a", item: "y", timestamp: 9)
    builder.append(user: "b", item: "x", timestamp: 3)
    builder.append(user: "a", item: "x", timestamp: 9)
    builder.append(user: "b", item: "y", timestamp: 3)
    let data = try builder.build()
    #expect(data.userOffsets == [0, 3, 5])
    #expect(data.itemIDs.map { data.items[Int($0)] } == ["x", "y", "z", "y", "x"])
    #expect(data.timestamps == [3, 3, 5, 9, 9])
  }

  @Test func `a shuffled sort agrees with a plain one`() throws {
    var random = SeededRandom(seed: 8)
    let rows = (0..<5000).map { index in
      (user: UInt32(random.next() % 50), time: Int64(random.next() % 300), item: UInt32(index))
    }
    var builder = TrainingDataBuilder()
    for user in 0..<50 { builder.users.intern("\(user)") }
    for item in 0..<5000 { builder.items.intern("\(item)") }
    for row in rows { builder.append(user: row.user, item: row.item, timestamp: row.time) }
    let plain = rows.sorted { ($0.user, $0.time, $0.item) < ($1.user, $1.time, $1.item) }
    #expect(try builder.build().itemIDs == plain.map(\.item))
  }

  @Test func `exact duplicates are dropped and near ones kept`() throws {
    var builder = TrainingDataBuilder(contextColumns: ["DEVICE"])
    for device in ["phone", "phone", "desk"] {
      builder.append(user: "a", item: "x", timestamp: 1, eventType: "view", value: 2)
      builder.setContext(column: 0, value: device)
    }
    builder.append(user: "a", item: "x", timestamp: 1, eventType: "buy", value: 2)
    builder.append(user: "a", item: "x", timestamp: 1, eventType: "view")
    builder.append(user: "a", item: "x", timestamp: 1, eventType: "view")
    builder.append(user: "a", item: "x", timestamp: 2, eventType: "view")
    builder.append(user: "b", item: "x", timestamp: 2, eventType: "view")
    let data = try builder.build()
    #expect(data.count == 6)
    #expect(data.contextColumns[0].codes.count == 6)
    #expect(data.eventValues.count == 6)
  }

  @Test func `many rows of one moment take no quadratic time`() throws {
    var builder = TrainingDataBuilder()
    for item in 0..<200_000 { builder.items.intern("\(item)") }
    builder.users.intern("a")
    for item in 0..<200_000 { builder.append(user: 0, item: UInt32(item), timestamp: 7) }
    for item in 0..<100_000 { builder.append(user: 0, item: UInt32(item), timestamp: 7) }
    #expect(try builder.build().count == 200_000)
  }

  @Test func `late event types and values leave earlier rows null`() throws {
    var builder = TrainingDataBuilder()
    builder.append(user: "a", item: "x", timestamp: 1)
    builder.append(user: "a", item: "x", timestamp: 2, eventType: "view")
    builder.append(user: "a", item: "x", timestamp: 3, value: 0.5)
    let data = try builder.build()
    #expect(data.eventTypeIDs == [TrainingData.noEventType, 0, TrainingData.noEventType])
    #expect(data.eventValues[0].isNaN)
    #expect(data.eventValues[2] == 0.5)
  }

  @Test func `numbers beyond the tables are refused`() {
    for (user, item, type) in [(1, 0, nil), (0, 1, nil), (0, 0, 1)] as [(UInt32, UInt32, UInt32?)] {
      var builder = TrainingDataBuilder()
      builder.users.intern("a")
      builder.items.intern("x")
      builder.eventTypes.intern("view")
      builder.append(user: user, item: item, timestamp: 1, eventType: type)
      #expect(throws: TrainingDataError.numberOutOfRange(row: 0)) { try builder.build() }
    }
  }

  @Test func `an event type is selected without regard to case`() throws {
    var builder = TrainingDataBuilder()
    for (step, type) in ["View", "Buy", "view", "VIEW"].enumerated() {
      builder.append(user: "a", item: "i\(step)", timestamp: Int64(step), eventType: type)
    }
    let data = try builder.build().selecting(eventType: "view", eventValueThreshold: nil)
    #expect(data.itemIDs == [0, 2, 3])
    #expect(data.userOffsets == [0, 3])
    #expect(data.items.count == 4)
  }

  @Test func `metadata rows come in any order and the last value stays`() {
    var genres = MetadataColumnBuilder(name: "GENRES", kind: .categorical)
    genres.set(row: 2, text: "Drama|Crime")
    genres.set(row: 0, text: "Drama")
    genres.set(row: 0, text: "Crime")
    guard case .categorical(let offsets, let codes, let vocabulary) = genres.build(rows: 3).values
    else {
      Issue.record("not categorical")
      return
    }
    #expect(offsets == [0, 1, 1, 3])
    #expect(codes.map { vocabulary[Int($0)] } == ["Crime", "Drama", "Crime"])
    var price = MetadataColumnBuilder(name: "PRICE", kind: .numeric)
    price.set(row: 1, number: 9.5)
    guard case .numeric(let values) = price.build(rows: 3).values else {
      Issue.record("not numeric")
      return
    }
    #expect(values[1] == 9.5)
    #expect(values[0].isNaN && values[2].isNaN)
  }
}
