import Platform
import Recipes
import SQLite
import Store

/// The places of a dataset group that name their people: rows, files of rows, and models.
struct GroupPlaces {
  /// The group's folder, which holds `data.sqlite`.
  let directory: String
  let mentions: SubjectMentions

  /// Takes note of the ids that stay and hold one of the people's.
  func note(in others: inout OtherIdentifiers) throws {
    let reader = try GroupReader(directory: directory)
    try reader.snapshot {
      for type in DatasetType.allCases {
        let isPerson = type == .users
        for segment in try reader.segments(of: type.rawValue) {
          if type == .interactions || type == .actionInteractions {
            try note(interactions: segment.path, in: &others)
          } else {
            try RecordSegmentReader(path: segment.path).forEachRecord { id, _ in
              mentions.note(id, isPerson: isPerson, in: &others)
            }
          }
        }
        try reader.records(of: type.rawValue) { id, _, _ in
          mentions.note(id, isPerson: isPerson, in: &others)
        }
      }
    }
    let walk = try DatabaseWalk(path: directory + "/data.sqlite")
    for (table, column) in [
      ("events", "user_id"), ("events", "item_id"), ("action_events", "user_id"),
      ("action_events", "action_id"),
    ] {
      let ids = try walk.connection.query(
        "SELECT DISTINCT \(column) FROM \(table) WHERE \(column) IS NOT NULL"
      ) { row in row.string(0) }
      for id in ids { mentions.note(id, isPerson: column == "user_id", in: &others) }
    }
    for file in modelFiles {
      let model = try Model(mapping: "\(directory)/models/\(file)")
      for index in 0..<model.items.count {
        mentions.note(model.items[index], isPerson: false, in: &others)
      }
      for index in 0..<model.users.count {
        mentions.note(model.users[index], isPerson: true, in: &others)
      }
    }
  }

  private func note(interactions path: String, in others: inout OtherIdentifiers) throws {
    let reader = try InteractionSegmentReader(path: path)
    for (position, column) in reader.columns.enumerated() {
      let name = column.name.uppercased()
      guard ["USER_ID", "ITEM_ID", "ACTION_ID"].contains(name) else { continue }
      try reader.forEachString(of: position) { _, id in
        mentions.note(id, isPerson: name == "USER_ID", in: &others)
      }
    }
  }

  var modelFiles: [String] {
    Files.names(in: directory + "/models").filter { $0.hasSuffix(".model") }
  }

  /// Hands `visit` whatever is of the people or names them.
  func forEachFinding(
    except others: OtherIdentifiers, _ visit: (PlaceFinding) throws -> Void
  ) throws {
    let reader = try GroupReader(directory: directory)
    try reader.snapshot {
      for type in DatasetType.allCases {
        for segment in try reader.segments(of: type.rawValue) {
          if type == .interactions || type == .actionInteractions {
            try InteractionFindings(path: segment.path, type: type, mentions: mentions)
              .forEach(except: others, visit)
          } else {
            try records(segment.path, type, others, visit)
          }
        }
      }
    }
    try streamed(others, visit)
    for file in modelFiles { try models(file, visit) }
  }

  private func records(
    _ path: String, _ type: DatasetType, _ others: OtherIdentifiers,
    _ visit: (PlaceFinding) throws -> Void
  ) throws {
    try RecordSegmentReader(path: path).forEachRecord { id, body in
      let values: () -> [(name: String, value: String?)] = { [("id", id), ("body", body)] }
      let person = type == .users ? mentions.person(id) : nil
      if let person {
        try visit(
          PlaceFinding(
            place: .importedUsers, people: [person], source: type.rawValue, values: values))
      }
      let named = mentions.people(in: body, except: others).subtracting(person.map { [$0] } ?? [])
      guard !named.isEmpty else { return }
      try visit(
        PlaceFinding(
          place: .importedAttributes, people: named, source: type.rawValue, values: values))
    }
  }

  /// Rows of `data.sqlite`.
  private func streamed(
    _ others: OtherIdentifiers, _ visit: (PlaceFinding) throws -> Void
  ) throws {
    let walk = try DatabaseWalk(path: directory + "/data.sqlite")
    try walk.snapshot {
      let sessions = Dictionary(
        try walk.connection.query("SELECT session_id, user_id FROM sessions") { row in
          mentions.person(row.string(1)).map { (ExactText(row.string(0)), $0) }
        }.compactMap(\.self), uniquingKeysWith: { $1 })
      try walk.forEachLine { line in
        let owner = owner(of: line, sessions)
        if let owner {
          try visit(
            PlaceFinding(
              place: Self.place(of: line.table), people: [owner], source: line.table,
              values: { line.values }))
        }
        var named: Set<Int> = []
        line.forEachText { named.formUnion(mentions.people(in: $0, except: others)) }
        if let owner { named.remove(owner) }
        guard !named.isEmpty else { return }
        try visit(
          PlaceFinding(
            place: Self.attributes(of: line.table), people: named, source: line.table,
            values: { line.values }))
      }
    }
  }

  /// Whose row it is.
  private func owner(of line: DatabaseWalk.Line, _ sessions: [ExactText: Int]) -> Int? {
    switch line.table {
    case "records":
      return line.text("dataset") == DatasetType.users.rawValue
        ? line.text("id").flatMap { mentions.person($0) } : nil
    case "events", "action_events":
      if let user = line.text("user_id") { return mentions.person(user) }
      guard let session = line.text("session_id") else { return nil }
      return sessions[ExactText(session)] ?? mentions.person(session)
    default:
      return line.text("user_id").flatMap { mentions.person($0) }
    }
  }

  private static func place(of table: String) -> Place {
    switch table {
    case "events": .streamedEvents
    case "action_events": .streamedActionInteractions
    case "sessions": .sessions
    case "records": .putUsers
    default: .groupDatabase
    }
  }

  private static func attributes(of table: String) -> Place {
    switch table {
    case "events", "action_events", "sessions": .streamedAttributes
    case "records": .putAttributes
    case "metric_totals", "metric_files", "metric_rows": .attributedMetrics
    default: .groupDatabase
    }
  }

  private func models(_ file: String, _ visit: (PlaceFinding) throws -> Void) throws {
    let model = try Model(mapping: "\(directory)/models/\(file)")
    for (index, id) in mentions.ids.enumerated() {
      guard model.users.index(of: id) != nil else { continue }
      try visit(
        PlaceFinding(
          place: .models, people: [index], source: file,
          values: { [("model", file), ("recipe", model.recipe.name)] }))
    }
  }
}
