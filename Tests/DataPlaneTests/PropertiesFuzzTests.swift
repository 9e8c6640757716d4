import Store
import Testing

@testable import DataPlane

/// Whatever the text of `properties`, it fits the schema or is refused, never a trap.
@Suite struct PropertiesFuzzTests {
  private static let text = Array(
    #"""
    {"genres":"a|b","price":1.5,"stock":"7","sold":true,"creationTimestamp":1700000000,
    "about":"\u00e9\ud83d\ude00","itemId":"i","eventValue":"2.5","other":{"a":[1,null]}}
    """#.utf8)

  private static let pieces = [
    "{", "}", "[", "]", ",", "\"", "null", "\"price\":", "\"STOCK\":-1", "1e400",
    "9223372036854775808",
    "\\u", "\\ud800", "true", "\"sold\":\"true\"", "\u{0}", "\"userId\":1", "-",
    "\"CREATION__timestamp\":",
  ].map { Array($0.utf8) }

  @Test(arguments: [true, false]) func `damaged properties are read or refused`(
    isEvent: Bool
  ) throws {
    let schema = PropertySchema(
      try AvroSchema(
        parsing: #"""
          {"type":"record","name":"Items","namespace":"n","version":"1.0","fields":[
          {"name":"ITEM_ID","type":"string"},{"name":"GENRES","type":["null","string"]},
          {"name":"PRICE","type":["null","double"]},{"name":"STOCK","type":["null","int"]},
          {"name":"SOLD","type":["null","boolean"]},{"name":"ABOUT","type":["null","string"]},
          {"name":"CREATION_TIMESTAMP","type":["null","long"]}]}
          """#), reserved: ["itemid"])
    var state: UInt64 = 11
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var (read, refused) = (0, 0)
    for _ in 0..<15_000 {
      var bytes = Self.text
      for _ in 0...random(3) {
        let place = random(bytes.count)
        switch random(4) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random(256))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: Self.pieces[random(Self.pieces.count)], at: place)
        default: bytes.swapAt(place, random(bytes.count))
        }
      }
      do {
        let properties = try Properties(
          parsing: String(decoding: bytes, as: UTF8.self), by: schema, isEvent: isEvent)
        // What was taken in can be written, and read again.
        if let json = properties.json(schema) {
          let again = try Properties(parsing: json, by: schema, isEvent: false)
          #expect(again.values == properties.values)
        }
        read += 1
      } catch {
        #expect(!error.message.isEmpty)
        refused += 1
      }
    }
    #expect(read > 1000 && refused > 1000, "\(read) read, \(refused) refused")
  }
}
