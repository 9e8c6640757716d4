/// The lifecycle table as a reader sees it.
extension Lifecycle {
  /// One row a kind of resource, in Markdown, as it stands in README.md.
  package static var markdownTable: String {
    let columns = [
      "resource", "states", "a create needs", "may be changed", "cannot be deleted with",
      "goes with", "default quota", "tags",
    ]
    let rows = ResourceKind.allCases.map { of($0).cells }
    let rule = columns.map { _ in "---" }
    return ([columns, rule] + rows).map { "| \($0.joined(separator: " | ")) |\n" }.joined()
  }

  private var cells: [String] {
    [
      noun, stateText, Self.list(requirements.map(\.text)), changeText, deletionText,
      Self.list(Self.owners(of: kind).map { Self.of($0).noun }),
      Self.list((isSingleInGroup ? ["1 in a dataset group"] : []) + quotas.map(\.text)),
      isTaggable ? "yes" : "no",
    ]
  }

  /// A kind without a creation job has no status to show.
  private var stateText: String {
    creationJob == nil ? "usable at once" : Self.list(states.map(\.rawValue))
  }

  private var changeText: String {
    var parts: [String] = []
    if let update {
      let members = update.members.map { "`\($0)`" }.joined(separator: ", ")
      parts.append("\(members) when \(Self.either(update.from))" + update.condition)
    }
    for step in steps {
      parts.append("\(step.verb.rawValue): \(step.from.rawValue) → \(step.to.rawValue)")
    }
    return Self.list(parts, separator: "; ")
  }

  private var deletionText: String {
    guard let deletion else { return "cannot be deleted" }
    let refusals = deletion.refusals.map(\.text)
    return refusals.isEmpty
      ? "from \(Self.either(deletion.from))"
      : "\(refusals.joined(separator: ", ")); from \(Self.either(deletion.from))"
  }

  /// The kinds a resource of `kind` vanishes with.
  private static func owners(of kind: ResourceKind) -> [ResourceKind] {
    ResourceKind.allCases.filter { of($0).cascades.contains(kind) }
  }

  private static func list(_ parts: [String], separator: String = ", ") -> String {
    parts.isEmpty ? "–" : parts.joined(separator: separator)
  }

  fileprivate static func either(_ states: [Status]) -> String {
    states.map(\.rawValue).joined(separator: " or ")
  }

  /// `ITEMS or USERS `, or nothing when all types are meant.
  fileprivate static func types(_ types: [DatasetType]) -> String {
    guard types.count < DatasetType.allCases.count else { return "" }
    return types.map(\.rawValue).joined(separator: " or ") + " "
  }
}

extension Lifecycle.Requirement {
  fileprivate var text: String {
    let noun = Lifecycle.of(kind).noun
    let states = Lifecycle.of(kind).creationJob == nil ? "" : Lifecycle.either(states) + " "
    return states + Lifecycle.types(datasetTypes) + noun + (needsDomain ? " of a domain" : "")
  }
}

extension Lifecycle.Update {
  fileprivate var condition: String {
    var text = ""
    if datasetTypes.count < DatasetType.allCases.count {
      text += ", for \(Lifecycle.types(datasetTypes).dropLast())"
    }
    if !refusals.isEmpty { text += ", without \(refusals.map(\.text).joined(separator: ", "))" }
    return text
  }
}

extension Lifecycle.Refusal {
  fileprivate var text: String {
    var text = Lifecycle.of(kind).noun
    if states == Status.underWay {
      text += " under way"
    } else if states.count < Status.allCases.count {
      let others = Status.allCases.filter { !states.contains($0) }
      text += " not \(Lifecycle.either(others))"
    }
    switch relation {
    case .child, .reference: break
    case .inGroup: text += " in the group"
    case .referenceToChild(let child): text += " of its \(Lifecycle.of(child).noun)s"
    }
    if datasetTypes.count < DatasetType.allCases.count {
      text += " (\(Lifecycle.types(datasetTypes).dropLast()))"
    }
    return text
  }
}

extension Lifecycle.Quota {
  fileprivate var text: String {
    let counted =
      switch states {
      case Status.existing: ""
      case [.pending]: " pending"
      default: " under way"
      }
    let place = scope == .account ? "an account and region" : "a dataset group"
    return "\(defaultLimit)\(counted) in \(place)"
  }
}
