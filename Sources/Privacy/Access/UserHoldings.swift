import JSON
package import PersonalizeAPI
import Recipes
import Store

/// Everything a dataset group's files hold about a person, as files to hand over.
///
/// Reads the list of places like an erasure does; memory in use is what the person has.
package struct UserHoldings {
  private let mentions: SubjectMentions
  private let user: String
  private let tenantDirectory: String
  private let groupDirectory: String

  package init(user: String, tenantDirectory: String, groupDirectory: String) {
    mentions = SubjectMentions(ids: [user])
    self.user = user
    self.tenantDirectory = tenantDirectory
    self.groupDirectory = groupDirectory
  }

  /// The name of the dataset group.
  private var group: String { groupDirectory.split(separator: "/").last.map(String.init) ?? "" }

  /// The files, their names beginning with the group's, and how much was found in which place.
  package func collect() throws -> (files: [PackageFile], counts: PlaceCounts) {
    var counts = PlaceCounts()
    var tables: [(name: String, text: CSVText)] = [
      "interactions", "users", "streamed-events", "sessions", "action-interactions",
      "streamed-action-interactions",
    ].map { ($0, CSVText()) }
    var others = OtherIdentifiers()
    let places = GroupPlaces(directory: groupDirectory, mentions: mentions)
    try places.note(in: &others)
    try places.forEachFinding(except: others) { finding in
      counts[finding.place] += 1
      guard let name = Self.file(of: finding.place),
        let index = tables.firstIndex(where: { $0.name == name })
      else { return }
      let values = try finding.values()
      let row =
        finding.place == .importedUsers || finding.place == .putUsers
        ? Self.userRow(values, finding.place) : values
      if !row.isEmpty { tables[index].text.add(row) }
    }
    var pins: [JSONValue] = []
    _ = try TenantPlaces(directory: tenantDirectory, group: group, mentions: mentions)
      .forEachFinding(except: others) { finding in
        counts[finding.place] += 1
        guard finding.place == .pins else { return }
        let values = try finding.values()
        pins.append(.object(Dictionary(values.map { ($0.name, Self.value($0.value)) }) { $1 }))
      }
    var files = tables.filter { !$0.text.isEmpty }.map { table in
      PackageFile(
        name: "\(group)/\(table.name).csv", contentType: "text/csv", content: table.text.text)
    }
    if !pins.isEmpty { files.append(Self.document("\(group)/pins.json", .array(pins))) }
    let models = try models(places)
    if !models.isEmpty { files.append(Self.document("\(group)/models.json", .array(models))) }
    return (files, counts)
  }

  private static func file(of place: Place) -> String? {
    switch place {
    case .importedInteractions: "interactions"
    case .importedUsers, .putUsers: "users"
    case .streamedEvents: "streamed-events"
    case .sessions: "sessions"
    case .importedActionInteractions: "action-interactions"
    case .streamedActionInteractions: "streamed-action-interactions"
    default: nil
    }
  }

  /// A record with its JSON body taken apart into columns.
  private static func userRow(
    _ values: [(name: String, value: String?)], _ place: Place
  ) -> [(name: String, value: String?)] {
    var row: [(name: String, value: String?)] = [("HELD_IN", place.rawValue)]
    for (name, value) in values {
      guard name == "body", let value,
        let members = try? JSONValue(parsing: Array(value.utf8)).objectValue
      else {
        row.append((name == "id" ? "USER_ID" : name, value))
        continue
      }
      for (name, member) in members.sorted(by: { $0.key < $1.key }) where name != "USER_ID" {
        if case .string(let text) = member {
          row.append((name, text))
        } else {
          var writer = JSONWriter()
          member.encode(to: &writer)
          row.append((name, String(decoding: writer.bytes, as: UTF8.self)))
        }
      }
    }
    return row
  }

  /// What each model keeps of the person.
  private func models(_ places: GroupPlaces) throws -> [JSONValue] {
    let database = try DatabaseWalk(path: groupDirectory + "/data.sqlite")
    let subjects = try database.models()
    return try places.modelFiles.compactMap { file in
      let model = try Model(mapping: "\(groupDirectory)/models/\(file)")
      guard let history = model.heldHistory(of: user) else { return nil }
      return .object([
        "model": .string(subjects[file] ?? file), "recipe": .string(model.recipe.name),
        "history": .array(history.map { .string($0) }),
      ])
    }
  }

  static func value(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  static func document(_ name: String, _ value: JSONValue) -> PackageFile {
    var writer = JSONWriter()
    value.encode(to: &writer)
    return PackageFile(
      name: name, contentType: "application/json",
      content: String(decoding: writer.bytes, as: UTF8.self) + "\n")
  }
}
