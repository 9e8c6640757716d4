import FoundationEssentials
import PersonalizeAPI
import Store

/// Columns that a dataset gained after a solution or recommender was made.
///
/// Those that were there already do not learn from them, until a solution is made anew or a
/// recommender's training columns are changed.
enum LaterColumns {
  /// The columns that are kept from a subject of training, by type of dataset.
  static func of(_ subject: Resource, _ database: ControlDatabase) throws -> [String: [String]] {
    let owner = subject.kind == .solutionVersion ? subject.parentARN : subject.arn
    guard let stored = try owner.flatMap({ try database.attachment(.laterColumns, of: $0) }) else {
      return [:]
    }
    return try JSONDecoder().decode([String: [String]].self, from: Data(stored))
  }

  /// Keeps the columns that an update adds to a dataset from all that trained without them.
  static func keep(_ dataset: Resource, changingTo update: ResourceUpdate, in context: JobContext)
    throws
  {
    guard case .dataset(let new, _) = update else { return }
    let old = try Dataset.decode(dataset.body)
    func names(_ arn: String?) throws -> [String] {
      guard let arn, let schema = try context.database.resource(arn),
        let text = try DatasetSchema.decode(schema.body).schema
      else { return [] }
      return try AvroSchema(parsing: text).fields.map(\.name)
    }
    let before = Set(try names(old.schemaArn))
    let added = try names(new.schemaArn).filter { !before.contains($0) }
    guard !added.isEmpty, let type = new.datasetType else { return }
    for kind in [ResourceKind.solution, .recommender] {
      for owner in try context.database.resources(kind, inGroup: dataset.groupARN ?? "") {
        var columns = try of(owner, context.database)
        columns[type, default: []] += added
        try context.database.attach(
          .laterColumns, to: owner.arn, body: [UInt8](try JSONEncoder().encode(columns)))
      }
    }
  }
}
