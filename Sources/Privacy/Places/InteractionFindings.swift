import Store

/// Rows of a segment of interactions that are of people or name them.
struct InteractionFindings {
  let path: String
  let type: DatasetType
  let mentions: SubjectMentions

  /// Which codes of a column stand for texts that name people.
  private struct Flags {
    let position: Int
    let isOwner: Bool
    var people: [UInt32: Set<Int>] = [:]
  }

  func forEach(
    except others: OtherIdentifiers, _ visit: (PlaceFinding) throws -> Void
  ) throws {
    let reader = try InteractionSegmentReader(path: path)
    let flags = try flags(of: reader, except: others)
    guard !flags.isEmpty else { return }
    var seen = flags.map { _ in Set<UInt32>() }
    try reader.forEachBlock { chunks in
      for row in 0..<(chunks.first?.count ?? 0) {
        var owner: Set<Int> = []
        var named: Set<Int> = []
        for (index, flag) in flags.enumerated() {
          guard case .codes(let codes) = chunks[flag.position], let people = flag.people[codes[row]]
          else { continue }
          seen[index].insert(codes[row])
          if flag.isOwner { owner = people } else { named.formUnion(people) }
        }
        if owner.isEmpty, named.isEmpty { continue }
        let values = { try Self.values(reader, chunks, row) }
        if !owner.isEmpty { try visit(finding(ofOwner: true, owner, values)) }
        named.subtract(owner)
        if !named.isEmpty { try visit(finding(ofOwner: false, named, values)) }
      }
    }
    // Words of the dictionary that no row has.
    for (flag, seen) in zip(flags, seen) {
      for (code, people) in flag.people where !seen.contains(code) {
        try visit(finding(ofOwner: flag.isOwner, people) { [] })
      }
    }
  }

  private func flags(
    of reader: InteractionSegmentReader, except others: OtherIdentifiers
  ) throws -> [Flags] {
    try reader.columns.enumerated().compactMap { position, column in
      guard column.type == .string else { return nil }
      let name = column.name.uppercased()
      // An item or action by the same name is no person.
      if name == "ITEM_ID" || name == "ACTION_ID" { return nil }
      var flags = Flags(position: position, isOwner: name == "USER_ID")
      try reader.forEachString(of: position) { code, text in
        let people =
          flags.isOwner
          ? Set(mentions.person(text).map { [$0] } ?? [])
          : mentions.people(in: text, except: others)
        if !people.isEmpty { flags.people[code] = people }
      }
      return flags.people.isEmpty ? nil : flags
    }
  }

  private func finding(
    ofOwner isOwner: Bool, _ people: Set<Int>,
    _ values: @escaping () throws -> [(name: String, value: String?)]
  ) -> PlaceFinding {
    let own = type == .interactions ? Place.importedInteractions : .importedActionInteractions
    return PlaceFinding(
      place: isOwner ? own : .importedAttributes, people: people, source: type.rawValue,
      values: values)
  }

  private static func values(
    _ reader: InteractionSegmentReader, _ chunks: [ColumnChunk], _ row: Int
  ) throws -> [(name: String, value: String?)] {
    try reader.columns.enumerated().map { position, column in
      switch chunks[position] {
      case .codes(let codes):
        (column.name, codes[row] == 0 ? nil : try reader.string(codes[row], of: position))
      case .integers(let numbers):
        (column.name, numbers[row] == .min ? nil : "\(numbers[row])")
      case .reals(let numbers): (column.name, numbers[row].isNaN ? nil : "\(numbers[row])")
      }
    }
  }
}
