import SQLite
import Store

/// The places of a tenant's `control.sqlite` that may name people.
struct TenantPlaces {
  /// The tenant's folder.
  let directory: String
  /// The name of the dataset group that is asked about.
  let group: String
  let mentions: SubjectMentions

  /// Hands `visit` what names the people in the group's resources and in those of no group.
  ///
  /// - Returns: the people that resources of other groups name: to those a request about this group
  ///   says nothing.
  func forEachFinding(
    except others: OtherIdentifiers, _ visit: (PlaceFinding) throws -> Void
  ) throws -> Set<Int> {
    let walk = try DatabaseWalk(path: directory + "/control.sqlite")
    var elsewhere: Set<Int> = []
    try walk.snapshot {
      let groups = try Self.groups(walk)
      try walk.forEachLine { line in
        let resource = line.text("target") ?? line.text("arn") ?? line.text("resource_arn")
        var named: Set<Int> = []
        line.forEachText { text in
          // What a resource is called counts once, with the resource.
          guard line.table == "resources" || text != resource else { return }
          named.formUnion(mentions.people(in: text, except: others))
        }
        if let user = line.text("user_id"), let person = mentions.person(user) {
          named.insert(person)
        }
        guard !named.isEmpty else { return }
        if let resource, let other = groups[resource], other != group {
          elsewhere.formUnion(named)
          return
        }
        var place = Self.place(of: line.table)
        if let reason = line.text("failure_reason"),
          !mentions.people(in: reason, except: others).isEmpty
        {
          place = .failureReasons
        }
        try visit(
          PlaceFinding(
            place: place, people: named, source: line.table, values: { line.values }))
      }
    }
    return elsewhere
  }

  /// The name of the dataset group each resource belongs to.
  private static func groups(_ walk: DatabaseWalk) throws -> [String: String] {
    let rows = try walk.connection.query(
      """
      SELECT arn, CASE WHEN kind = 'dataset-group' THEN arn ELSE group_arn END FROM resources
      """
    ) { row in (row.string(0), row.optionalString(1)) }
    return Dictionary(
      rows.compactMap { arn, group in
        group.flatMap { $0.split(separator: "/").last.map { (arn, String($0)) } }
      }, uniquingKeysWith: { $1 })
  }

  private static func place(of table: String) -> Place {
    switch table {
    case "pins": .pins
    case "resources", "resource_references", "jobs": .resources
    case "tags": .tags
    case "attachments": .attachments
    default: .controlDatabase
    }
  }
}
