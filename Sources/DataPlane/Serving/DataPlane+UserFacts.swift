import PersonalizeAPI
import Recipes

/// What a request for a user tells besides what the user did: attributes and circumstances.
struct UserFacts: Sendable, Equatable {
  /// The user's record as it is now; `nil` for what the model was trained on.
  var user: [UInt32]?
  /// From the request's `context`.
  var context: [UInt32] = []

  static let none = UserFacts()

  /// Whether anything is known of a user the model does not know.
  var isEmpty: Bool { (user ?? []).isEmpty && context.isEmpty }
}

extension DataPlane {
  /// The attributes and circumstances a model looks at; `nil` when finding out takes the disk and
  /// `mayBlock` is false.
  ///
  /// Columns of the context that the model does not know are ignored.
  func facts(
    of user: String?, context: [String: String]?, _ snapshot: TargetSnapshot, mayBlock: Bool
  ) throws(ServiceError) -> UserFacts? {
    var facts = UserFacts()
    if let context { facts.context = snapshot.model.contextFeatures(context) }
    guard let user, !snapshot.userColumns.isEmpty else { return facts }
    let records = userRecords.records(of: snapshot.group)
    while true {
      if let record = records.texts(snapshot.userColumns, of: user) {
        facts.user = record.map { texts in snapshot.model.userFeatures { texts[$0] } }
        return facts
      }
      guard mayBlock else { return nil }
      try load(records, snapshot)
    }
  }
}
