import Kernels
import Platform

/// The campaigns and recommenders of a dataset group, found by the ids of their answers.
///
/// An id carries a mark of the giver, so that this takes no memory of answers, and works as long as
/// the giver exists.
package struct RecommendationSource: Codable, Sendable, Equatable {
  private let arns: [UInt32: String]

  package init(ofGroup group: String, in database: ControlDatabase) throws {
    var arns: [UInt32: String] = [:]
    for kind in [ResourceKind.campaign, .recommender] {
      for resource in try database.resources(kind, inGroup: group) {
        arns[Self.mark(ofTarget: resource.arn)] = resource.arn
      }
    }
    self.arns = arns
  }

  /// Who gave the answer with this id; `nil` if it was none of the group's.
  package func arn(ofAnswer id: String) -> String? {
    Identifiers.mark(ofRecommendationID: id).flatMap { arns[$0] }
  }

  /// The mark of a campaign or recommender.
  package static func mark(ofTarget arn: String) -> UInt32 {
    UInt32(truncatingIfNeeded: SeededRandom.hash(arn.utf8, seed: 0))
  }
}
