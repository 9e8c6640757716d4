extension Model {
  /// The model as bytes: versioned, checksummed sections, aligned to 64 bytes.
  package func encoded() -> [UInt8] {
    var file = ModelFileWriter()
    file.add("recipe", text: recipe.name)
    file.add("eventtyp", text: eventType ?? "")
    file.add("times", [newestTimestamp, Int64(eventType == nil ? 0 : 1)])
    file.add("threshld", [eventValueThreshold ?? .nan])
    file.add("itembyte", items.bytes)
    file.add("itemoffs", items.offsets)
    file.add("userbyte", users.bytes)
    file.add("useroffs", users.offsets)
    (eventWeights ?? EventWeights([])).encode(to: &file)
    statistics.encode(to: &file)
    histories.encode(to: &file)
    scorer.encode(to: &file)
    return file.finish()
  }

  /// Reads what ``encoded()`` wrote; bytes that are not exactly that are refused.
  package convenience init(decoding bytes: [UInt8]) throws(ModelFileError) {
    let file = try ModelFileReader(bytes)
    guard let recipe = RecipeCatalogue.recipe(named: try file.text("recipe")) else {
      throw .damaged("recipe")
    }
    let times = try file.array("times", of: Int64.self)
    let threshold = try file.array("threshld", of: Double.self)
    guard times.count == 2, threshold.count == 1 else { throw .damaged("times") }
    guard
      let items = IdentifierTable(
        bytes: try file.array("itembyte", of: UInt8.self),
        offsets: try file.array("itemoffs", of: UInt32.self))
    else { throw .damaged("items") }
    guard
      let users = IdentifierTable(
        bytes: try file.array("userbyte", of: UInt8.self),
        offsets: try file.array("useroffs", of: UInt32.self))
    else { throw .damaged("users") }
    let eventType = try file.text("eventtyp")
    let statistics = try ItemStatistics(from: file, itemCount: items.count)
    let weights = try EventWeights.decode(from: file)
    self.init(
      recipe: recipe, items: items, users: users, newestTimestamp: times[0],
      eventType: times[1] == 0 ? nil : eventType,
      eventValueThreshold: threshold[0].isNaN ? nil : threshold[0],
      eventWeights: weights,
      statistics: statistics,
      histories: try UserHistories(
        from: file, userCount: users.count, itemCount: items.count),
      scorer: try Scorer(from: file, itemCount: items.count, userCount: users.count))
  }
}

/// Why bytes are not a model this version can read.
package enum ModelFileError: Error, Sendable, Equatable {
  /// The bytes do not start as a model does.
  case notAModel
  /// Written by a version with another layout.
  case unsupportedVersion(UInt32)
  /// Cut short, changed, or inconsistent; names the part.
  case damaged(String)
}
