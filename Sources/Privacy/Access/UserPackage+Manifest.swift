import JSON
package import PersonalizeAPI
package import Platform

extension UserPackage {
  /// Adds `manifest.json`, which tells what is in the package, where it was held, and what is left
  /// out and why.
  ///
  /// - Parameters:
  ///   - user: the person's id.
  ///   - groups: how much was found in which place, by the ARN of the dataset group.
  package mutating func addManifest(
    of user: String, groups: [(arn: String, counts: PlaceCounts)], at time: Timestamp
  ) {
    let files = files.map { JSONValue.string($0.name) }
    let held = groups.map { group in
      JSONValue.object([
        "datasetGroupArn": .string(group.arn),
        "places": .array(group.counts.places.map { Self.entry($0, group.counts[$0]) }),
      ])
    }
    self.files.insert(
      UserHoldings.document(
        "manifest.json",
        .object([
          "userId": .string(user), "time": .string(time.iso8601), "files": .array(files),
          "datasetGroups": .array(held),
          "notIncluded": .array(Self.notIncluded.map { .string($0) }),
        ])), at: 0)
  }

  private static func entry(_ place: Place, _ count: Int64) -> JSONValue {
    .object([
      "place": .string(place.rawValue), "description": .string(place.sentence),
      "count": .number(Double(count)),
    ])
  }

  /// What is held and not handed over.
  private static let notIncluded = [
    "Rows of other people and of items that mention the id: they are counted, as they are others' "
      + "data too.",
    "The numbers models have learnt for the person (factors, attributes as codes): they mean "
      + "nothing outside the model, and follow from what is in this package.",
    "Which items past answers showed: they are kept by the answer's id without the person, and "
      + "stand in the events that named the answer.",
    "What the server's memory holds: it is made from the rows in this package, and counted.",
    "Counts of many people, such as how often an item was chosen, and metrics.",
    "Files under the S3 root: they are the customer's own; discovery lists those that hold the id.",
    "The ledger of privacy requests, which knows the person by a keyed hash alone.",
    "Copies of the data folder that others have made.",
  ]
}
