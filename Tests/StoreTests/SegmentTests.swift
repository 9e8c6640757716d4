import Foundation
import SQLite
import Store
import Testing

@Suite struct SegmentTests {
  let path = NSTemporaryDirectory() + "segment-\(UUID().uuidString)"

  @Test func `interactions come back in order, across blocks, with their nulls`() throws {
    let columns = [
      Column(name: "USER_ID", type: .string), Column(name: "TIMESTAMP", type: .integer),
      Column(name: "EVENT_VALUE", type: .real), Column(name: "DEVICE", type: .string),
    ]
    var writer = try InteractionSegmentWriter(path: path, columns: columns)
    let rows = 70_000
    for row in 0..<rows {
      let user = Array("user\(row % 1000)".utf8)
      writer.set(0, bytes: user, 0..<user.count)
      writer.set(1, integer: Int64(row))
      if row % 2 == 0 { writer.set(2, real: Double(row) / 4) }
      try writer.endRow()
    }
    try writer.finish()
    #expect(writer.rows == Int64(rows))

    let reader = try InteractionSegmentReader(path: path)
    #expect(reader.columns == columns)
    let users = try reader.strings(of: 0)
    #expect(users.count == 1000)
    var row = 0
    try reader.forEachBlock { chunks in
      guard case .codes(let codes) = chunks[0], case .integers(let times) = chunks[1],
        case .reals(let values) = chunks[2], case .codes(let devices) = chunks[3]
      else {
        Issue.record("chunks have other types than their columns")
        return
      }
      for index in codes.indices {
        #expect(users[Int(codes[index]) - 1] == "user\(row % 1000)")
        #expect(times[index] == Int64(row))
        #expect(row % 2 == 0 ? values[index] == Double(row) / 4 : values[index].isNaN)
        #expect(devices[index] == 0)
        row += 1
      }
    }
    #expect(row == rows)
  }

  @Test(arguments: [
    "UPDATE chunks SET position = 2 WHERE position = 1",
    "UPDATE chunks SET position = -1 WHERE position = 0",
    "UPDATE chunks SET position = 9223372036854775807 WHERE position = 1",
    "UPDATE chunks SET block = -7", "UPDATE chunks SET block = 9223372036854775807",
    "UPDATE chunks SET payload = zeroblob(3) WHERE position = 1",
    "UPDATE columns SET type = 'picture'", "DELETE FROM columns WHERE position = 0",
    "DELETE FROM chunks WHERE position = 0",
  ])
  func `a damaged segment of interactions is refused`(damage: String) throws {
    let columns = [Column(name: "A", type: .integer), Column(name: "B", type: .real)]
    var writer = try InteractionSegmentWriter(path: path, columns: columns)
    try writer.endRow()
    try writer.finish()
    try Connection(path: path, mode: .bulkLoad).execute(damage)
    #expect(throws: StoreError.self) {
      try InteractionSegmentReader(path: path).forEachBlock { _ in }
    }
  }

  @Test func `records with the same id are replaced`() throws {
    try RecordSegmentWriter.write([("b", "{}"), ("a", "1"), ("b", "2")], to: path)
    var records: [String] = []
    try RecordSegmentReader(path: path).forEachRecord { records.append($0 + $1) }
    #expect(records == ["a1", "b2"])
  }

  @Test func `equal strings get equal codes, however many there are`() {
    var interner = StringInterner()
    let codes = (0..<5000).map { interner.code(of: "id-\($0)") }
    #expect(codes == Array(1...5000))
    #expect((0..<5000).map { interner.code(of: "id-\($0)") } == codes)
    #expect(interner.string(4321) == "id-4320")
    #expect(interner.code(of: "") == 5001)
    #expect(interner.string(5001).isEmpty)
  }
}
