package import Platform

extension Model {
  /// Writes the model as a new file, on the disk when this returns; an earlier one at the path is
  /// removed, and stays in place for those that have it mapped.
  package func write(to path: String) throws(SystemError) {
    var file = ModelFileWriter()
    file.add("recipe", text: recipe.name)
    file.add("eventtyp", text: eventType ?? "")
    file.add("times", [newestTimestamp, Int64(eventType == nil ? 0 : 1)])
    file.add("threshld", [eventValueThreshold ?? .nan])
    items.encode(to: &file, as: .items)
    users.encode(to: &file, as: .users)
    (eventWeights ?? EventWeights([])).encode(to: &file)
    statistics.encode(to: &file)
    histories.encode(to: &file)
    scorer.encode(to: &file)
    try file.write(to: path)
  }

  /// Reads what ``write(to:)`` wrote, checks all of it, and leaves the large parts in the file.
  ///
  /// The file may be removed or replaced by another while the model is in use, but not changed.
  package convenience init(mapping path: String) throws(ModelFileError) {
    let file = try ModelFileReader(mapping: path)
    guard let recipe = RecipeCatalogue.recipe(named: try file.text("recipe")) else {
      throw .damaged("recipe")
    }
    let times = try file.array("times", of: Int64.self)
    let threshold = try file.array("threshld", of: Double.self)
    guard times.count == 2, threshold.count == 1 else { throw .damaged("times") }
    let items = try IdentifierTable(from: file, as: .items)
    let users = try IdentifierTable(from: file, as: .users)
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

extension IdentifierTable {
  /// The names of the sections a table is stored in.
  fileprivate struct SectionNames {
    let bytes: StaticString
    let offsets: StaticString
    let slots: StaticString

    static let items = SectionNames(bytes: "itembyte", offsets: "itemoffs", slots: "itemslot")
    static let users = SectionNames(bytes: "userbyte", offsets: "useroffs", slots: "userslot")
  }

  fileprivate func encode(to file: inout ModelFileWriter, as names: SectionNames) {
    file.add(names.bytes, bytes)
    file.add(names.offsets, offsets)
    file.add(names.slots, slots)
  }

  fileprivate init(
    from file: ModelFileReader, as names: SectionNames
  ) throws(ModelFileError) {
    let table = IdentifierTable(
      bytes: try file.flat(names.bytes, of: UInt8.self),
      offsets: try file.flat(names.offsets, of: UInt32.self),
      slots: try file.flat(names.slots, of: UInt32.self))
    guard let table else { throw .damaged("\(names.bytes)") }
    self = table
  }
}

/// Why a file is not a model this version can read.
package enum ModelFileError: Error, Sendable, Equatable {
  /// The system does not give the file.
  case unreadable(SystemError)
  /// It does not start as a model does.
  case notAModel
  /// Written by a version with another layout.
  case unsupportedVersion(UInt32)
  /// Cut short, changed, or inconsistent; names the part.
  case damaged(String)
}

extension ModelFileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let error): "cannot read the model file: \(error)"
    case .notAModel: "the file is not a model"
    case .unsupportedVersion(let version):
      """
      the model file has layout \(version) instead of \(ModelFile.version): \
      train anew with this version of the server
      """
    case .damaged(let part): "the model file is damaged (\(part)): train anew"
    }
  }
}
