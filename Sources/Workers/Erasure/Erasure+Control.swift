import Platform
import Privacy
import Store

/// What the control database holds of people.
extension Erasure {
  /// Pins for the people, tags that name them, and values of resources that are their ids.
  func eraseControl(_ ids: [String]) throws {
    let people = Set(ids.map { ExactText($0) })
    let matcher = SubjectMatcher(ids: ids)
    let groupARN = groupARN
    try tenant.transaction { database in
      var members = try ResourceKind.allCases.flatMap {
        try database.resources($0, inGroup: groupARN)
      }
      if let own = try database.resource(groupARN) { members.append(own) }
      let arns = Set(members.map(\.arn))
      try database.deletePins { pin in
        arns.contains(pin.targetARN) && pin.userID.map { people.contains(ExactText($0)) } ?? false
      }
      for resource in members {
        for tag in try database.tags(of: resource.arn) {
          let names = [tag.key, tag.value].contains { text in
            matcher.remainder(of: text) != .unchanged
          }
          if names { try database.removeTag(of: resource.arn, key: tag.key) }
        }
      }
    }
  }
}
