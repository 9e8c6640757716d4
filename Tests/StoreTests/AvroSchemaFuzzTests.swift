import Store
import Testing

/// Whatever the text, it is a schema or is refused, never a trap.
@Suite struct AvroSchemaFuzzTests {
  private static let schema = Array(
    #"""
    {"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema","fields":[
    {"name":"ITEM_ID","type":"string"},{"name":"GENRES","type":["null","string"],"categorical":true},
    {"name":"PRICE","type":["float","null"]},{"name":"_","type":"long"},
    {"name":"ABOUT","type":["null","string"],"textual":true}],"version":"1.0"}
    """#.utf8)

  private static let pieces = [
    "{", "}", "[", "]", ",", "\"", "null", "\"string\"", "\"record\"", "\"name\":", "\"type\":",
    "\"é\"", "true", "1e9", "[[", "{}", "\"\"", "\u{0}", "\"ITEM_ID\"", "\"items\"",
  ].map { Array($0.utf8) }

  @Test(arguments: [UInt64(1), 2]) func `damaged schemas are read or refused`(seed: UInt64) {
    var state = seed
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var read = 0
    var refusals: Set<String> = []
    for _ in 0..<15_000 {
      var bytes = Self.schema
      for _ in 0...random(2) {
        guard !bytes.isEmpty else { break }
        let place = random(bytes.count)
        switch random(4) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random(256))
        case 1: bytes.removeSubrange(place..<min(place + 1 + random(30), bytes.count))
        case 2: bytes.insert(contentsOf: Self.pieces[random(Self.pieces.count)], at: place)
        default:
          let length = min(random(60), bytes.count - place)
          bytes.insert(contentsOf: bytes[place..<place + length], at: random(bytes.count))
        }
      }
      do {
        let schema = try AvroSchema(parsing: String(decoding: bytes, as: UTF8.self))
        if !schema.fields.isEmpty { read += 1 }
        for field in schema.fields where schema.field(named: field.name) == nil {
          Issue.record("\(field) is not found")
        }
      } catch {
        refusals.insert(String("\(error)".prefix { $0 != "(" }))
      }
    }
    #expect(read > 500 && refusals.count > 5, "\(read) read, refused as \(refusals)")
  }
}
