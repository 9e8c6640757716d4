import Kernels
import Testing

@testable import Recipes

@Suite struct ModelFileTests {
  private func bytes(_ recipe: String = "aws-user-personalization") throws -> [UInt8] {
    var builder = TrainingDataBuilder()
    for user in 0..<30 {
      for step in 0..<6 {
        builder.append(
          user: "u\(user)", item: "i\((user + step) % 20)", timestamp: Int64(step),
          eventType: "Watch", value: 2)
      }
    }
    return try Worlds.train(
      recipe, builder.build(),
      {
        $0.eventType = "watch"
        $0.eventValueThreshold = 1.5
      }
    ).model.encoded()
  }

  @Test func `what a model learns from is stored with it`() throws {
    let model = try Model(decoding: bytes())
    #expect(model.recipe.name == "aws-user-personalization")
    #expect(model.newestTimestamp == 5)
    #expect(model.counts(eventType: "WATCH", value: 1.5))
    #expect(!model.counts(eventType: "click", value: 2))
    #expect(!model.counts(eventType: nil, value: 2))
  }

  @Test func `every changed byte is noticed`() throws {
    let file = try TemporaryFile(bytes("aws-sims"))
    for (position, byte) in try file.content.enumerated() {
      try file.set(byte ^ 0x40, at: position)
      #expect(throws: ModelFileError.self) { try Model(mapping: file.path) }
      try file.set(byte, at: position)
    }
    #expect(throws: Never.self) { try Model(mapping: file.path) }
  }

  @Test func `every shorter or longer file is refused`() throws {
    let bytes = try bytes("aws-popularity-count")
    for length in bytes.indices {
      #expect(throws: ModelFileError.self) { try Model(decoding: Array(bytes.prefix(length))) }
    }
    #expect(throws: ModelFileError.self) { try Model(decoding: bytes + [0]) }
  }

  @Test func `other files and versions are told apart`() throws {
    #expect(throws: ModelFileError.notAModel) { try Model(decoding: []) }
    #expect(throws: ModelFileError.notAModel) {
      try Model(decoding: Array(repeating: 7, count: 4096))
    }
    var bytes = try bytes()
    bytes[8] = 9
    #expect(throws: ModelFileError.unsupportedVersion(9)) { try Model(decoding: bytes) }
  }

  @Test func `consistent checksums do not save inconsistent content`() throws {
    // Sections with right checksums and wrong content: item numbers beyond the items.
    var file = ModelFileWriter()
    file.add("recipe", text: "aws-popularity-count")
    file.add("eventtyp", text: "")
    file.add("times", [Int64(0), 0])
    file.add("threshld", [Double.nan])
    file.add("itembyte", [UInt8(65)])
    file.add("itemoffs", [UInt32(0), 1])
    file.add("itemslot", IdentifierTable(["A"]).slots)
    file.add("userbyte", [UInt8]())
    file.add("useroffs", [UInt32(0)])
    file.add("userslot", IdentifierTable().slots)
    file.add("itemrows", [UInt32(1)])
    file.add("itemusrs", [UInt32(1)])
    file.add("itemborn", [Int64(1)])
    file.add("itempopl", [UInt32(5)])
    file.add("histoffs", [UInt32(0)])
    file.add("histitem", [UInt32]())
    file.add("scorer", [UInt32(3)])
    #expect(throws: ModelFileError.damaged("items")) { try Model(decoding: file.finish()) }
  }

  @Test func `sections start at multiples of 64`() throws {
    let bytes = try bytes()
    let count = Int(bytes[12])
    for index in 0..<count { #expect(bytes[64 + index * 32 + 8] & 63 == 0) }
  }
}
