import Foundation
import Platform
import Testing

@testable import Recipes

/// Models that stay in their files.
@Suite struct MappedModelTests {
  @Test func `a model answers alike when its file is replaced or removed`() throws {
    let file = TemporaryFile()
    let data = try Worlds.clusters(items: 24, users: 30)
    let first = try Worlds.train("aws-user-personalization", data).model
    try first.write(to: file.path)
    let model = try Model(mapping: file.path)
    let expected = (0..<30).map { first.recommend(Query(user: $0), limit: 10) }
    func answers() -> [[ScoredItem]] {
      (0..<30).map { model.recommend(Query(user: $0), limit: 10) }
    }
    #expect(answers() == expected)
    try Worlds.train("aws-popularity-count", data).model.write(to: file.path)
    #expect(try Model(mapping: file.path).recipe.name == "aws-popularity-count")
    #expect(answers() == expected)
    try FileManager.default.removeItem(atPath: file.path)
    #expect(answers() == expected)
    #expect(model.itemIndex("i5") == first.itemIndex("i5"))
  }

  @Test func `a file that is missing, empty or a folder is refused with the reason`() throws {
    let absent = TemporaryFile()
    #expect(throws: ModelFileError.unreadable(SystemError(code: ENOENT))) {
      try Model(mapping: absent.path)
    }
    #expect(throws: ModelFileError.notAModel) { try Model(decoding: []) }
    #expect(throws: ModelFileError.self) {
      try Model(mapping: FileManager.default.temporaryDirectory.path)
    }
  }

  @Test func `a model of another layout is to be trained anew`() {
    let text = "\(ModelFileError.unsupportedVersion(1))"
    #expect(text.contains("layout 1 instead of 2") && text.contains("train anew"))
  }

  @Test func `what changes a mapped array changes its copy alone`() throws {
    let file = TemporaryFile()
    var writer = ModelFileWriter()
    writer.add("numbers", [UInt32](0..<1000))
    try writer.write(to: file.path)
    let mapped = try ModelFileReader(mapping: file.path).flat("numbers", of: UInt32.self)
    var changed = mapped
    #expect(changed == mapped && mapped.elementsEqual(0..<1000))
    changed[7] = 70
    changed.append(1000)
    changed.append(contentsOf: [1001, 1002])
    #expect(changed.count == 1003 && changed[7] == 70 && changed[1002] == 1002)
    #expect(mapped.count == 1000 && mapped[7] == 7)
    #expect(try ModelFileReader(mapping: file.path).array("numbers", of: UInt32.self)[7] == 7)
  }

  @Test func `numbers that are cut off are refused`() throws {
    var writer = ModelFileWriter()
    writer.add("numbers", [UInt8](repeating: 1, count: 7))
    let reader = try ModelFileReader(writer.finish())
    #expect(throws: ModelFileError.damaged("numbers")) {
      try reader.flat("numbers", of: UInt32.self)
    }
  }

  @Test func `a mapped model takes little memory of its own`() throws {
    let file = TemporaryFile()
    try Self.largeModel(items: 200_000).write(to: file.path)
    let size = try file.content.count / 1024
    let before = try Self.anonymousKilobytes()
    let model = try Model(mapping: file.path)
    let grown = try Self.anonymousKilobytes() - before
    #expect(model.itemIndex("item-199999") == 199_999)
    // Other tests run beside this one.
    #expect(size > 50_000 && grown < size / 2, "\(grown) of \(size) kB")
  }

  /// A model of factors, without training.
  private static func largeModel(items count: Int) throws -> Model {
    let recipe = try #require(RecipeCatalogue.recipe(named: "aws-user-personalization"))
    let numbers = FlatArray([UInt32](repeating: 1, count: count))
    let blend = Blend(
      rules: .empty, neighbours: .empty,
      taste: ImplicitFactors(
        dimension: 64, values: FlatArray([Float](repeating: 0.1, count: count * 64)),
        gram: [Float](repeating: 0.1, count: 64 * 64), unobserved: 0.1, regularization: 0.1),
      prior: FlatArray([Float](repeating: 0, count: count)), weights: Blend.Weights(),
      decay: Blend.Decay())
    return Model(
      recipe: recipe, items: IdentifierTable((0..<count).map { "item-\($0)" }),
      users: IdentifierTable(), newestTimestamp: 0, eventType: nil, eventValueThreshold: nil,
      statistics: ItemStatistics(
        interactionCounts: numbers, userCounts: numbers,
        creationTimes: FlatArray([Int64](repeating: 0, count: count)),
        popularOrder: FlatArray([UInt32](0..<UInt32(count)))),
      histories: .none, scorer: .blend(blend))
  }

  /// The process's memory that is in no file.
  private static func anonymousKilobytes() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/smaps_rollup", encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.hasPrefix("Anonymous:") }
    return try #require(line?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
  }
}
