import Foundation
import Platform
import Privacy
import Recipes
import Testing

@Suite struct ModelErasureTests {
  let path = NSTemporaryDirectory() + "model-\(UUID().uuidString)"

  /// Writes a model of users in eight groups, each of which has items of its own.
  private func train(_ recipe: String, firstGroup: String = "group-0") throws {
    var builder = TrainingDataBuilder()
    var column = MetadataColumnBuilder(name: "GROUP", kind: .categorical)
    for user in 0..<240 {
      let number = builder.users.intern("user-\(user)")
      column.set(row: number, text: user % 8 == 0 ? firstGroup : "group-\(user % 8)")
      for step in 0..<12 {
        let rank = (user * 7 + step * step * 3) % 20
        builder.append(
          user: "user-\(user)", item: "i\(rank * 8 + user % 8)", timestamp: Int64(60 * step))
      }
    }
    builder.userMetadata = [column]
    let configuration = TrainingConfiguration(minimums: .relaxed, evaluates: false)
    try Recipes.train(
      recipe: recipe, data: builder.build(), configuration: configuration, seed: 1, threads: 1
    ).model.write(to: path)
  }

  private func scrub(_ ids: String...) throws -> ModelErasure.Outcome {
    try ModelErasure.scrub(
      modelPath: path, to: path + ".new", subjects: ErasureSubjects(ids: ids))
  }

  @Test func `a model is written anew without the people`() throws {
    try train("aws-user-personalization-v2")
    let outcome = try scrub("user-7", "user-11", "nobody")
    #expect(outcome.usersRemoved == 2)
    #expect(outcome.isRewritten && !outcome.namesPeople)
    #expect(try outcome.oldChecksum == ModelErasure.checksum(path))
    #expect(try outcome.newChecksum == ModelErasure.checksum(path + ".new"))
    #expect(outcome.oldChecksum != outcome.newChecksum)
    let model = try Model(mapping: path + ".new")
    #expect(model.userIndex("user-7") == nil && model.userIndex("user-8") != nil)
    let bytes = try Data(contentsOf: URL(filePath: path + ".new"))
    let others = (70..<80).map { "user-\($0)" }
    #expect(others.allSatisfy { model.userIndex($0) != nil })
    #expect(bytes.range(of: Data("user-6user-8".utf8)) != nil)
  }

  @Test func `people known by hash are found`() throws {
    try train("aws-user-personalization-v2")
    let key = SubjectKey(bytes: [UInt8](repeating: 1, count: 32))
    let outcome = try ModelErasure.scrub(
      modelPath: path, to: path + ".new",
      subjects: ErasureSubjects(hashes: [key.hash(of: "user-7")], key: key))
    #expect(outcome.usersRemoved == 1)
    #expect(try Model(mapping: path + ".new").userIndex("user-7") == nil)
  }

  @Test(arguments: ["aws-user-personalization-v2", "aws-popularity-count"])
  func `a model without the people stays as it is`(recipe: String) throws {
    try train(recipe)
    let outcome = try scrub("nobody")
    #expect(!outcome.isRewritten && outcome.oldChecksum == outcome.newChecksum)
    #expect(!FileManager.default.fileExists(atPath: path + ".new"))
  }

  @Test func `a model that has learnt an attribute that names a person says so`() throws {
    try train("aws-user-personalization-v2", firstGroup: "somebody")
    #expect(try scrub("somebody").namesPeople)
    #expect(try !scrub("else").namesPeople)
  }

  @Test func `a file that is no model is refused`() throws {
    try Data("no model".utf8).write(to: URL(filePath: path))
    #expect(throws: ModelFileError.self) { try scrub("user-7") }
  }
}
