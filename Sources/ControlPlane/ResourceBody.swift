import JSON
import PersonalizeAPI
import Platform
import Store

/// The Describe structure of a kind of resource, in which its members are stored.
///
/// Status, times and failure reason are columns of the store; they are put in when it is read.
protocol ResourceBody: Sendable {
  static var kind: ResourceKind { get }
  static func decode(_ bytes: [UInt8]) throws(JSONError) -> Self
  func encoded() -> [UInt8]

  var status: String? { get set }
  var failureReason: String? { get set }
  var creationDateTime: Timestamp? { get set }
  var lastUpdatedDateTime: Timestamp? { get set }
  /// The status of the latest update, if there was one.
  var updateStatus: String? { get }
}

extension ResourceBody {
  // For the kinds whose Describe shows no status or no reason.
  var status: String? {
    get { nil }
    set {}
  }
  var failureReason: String? {
    get { nil }
    set {}
  }
  var updateStatus: String? { nil }

  /// The structure as Describe shows it.
  init(_ resource: Resource) throws(ServiceError) {
    do {
      self = try Self.decode(resource.body)
    } catch {
      throw .internalFailure("the stored content of \(resource.arn) is damaged (\(error)).")
    }
    status = resource.status.rawValue
    failureReason = resource.failureReason
    creationDateTime = resource.createdAt
    lastUpdatedDateTime = resource.updatedAt
  }

  /// The structure as it is stored.
  var stored: [UInt8] {
    var copy = self
    copy.status = nil
    copy.failureReason = nil
    copy.creationDateTime = nil
    copy.lastUpdatedDateTime = nil
    return copy.encoded()
  }

  /// The status with which an update of this kind begins.
  static var beginningUpdate: String {
    (Lifecycle.of(kind).update?.initialStatus ?? .createPending).rawValue
  }

  /// Whether an update has not ended yet.
  var isUpdating: Bool {
    updateStatus.flatMap(Status.init(rawValue:))?.isTransitional ?? false
  }
}

extension DatasetSchema: ResourceBody {
  static var kind: ResourceKind { .schema }
}
extension DatasetGroup: ResourceBody {
  static var kind: ResourceKind { .datasetGroup }
}
extension Dataset: ResourceBody {
  static var kind: ResourceKind { .dataset }
  var updateStatus: String? { latestDatasetUpdate?.status }
}
extension DatasetImportJob: ResourceBody {
  static var kind: ResourceKind { .datasetImportJob }
}
extension DatasetExportJob: ResourceBody {
  static var kind: ResourceKind { .datasetExportJob }
}
extension DataDeletionJob: ResourceBody {
  static var kind: ResourceKind { .dataDeletionJob }
}
extension EventTracker: ResourceBody {
  static var kind: ResourceKind { .eventTracker }
}
extension Filter: ResourceBody {
  static var kind: ResourceKind { .filter }
}
extension Solution: ResourceBody {
  static var kind: ResourceKind { .solution }
  var updateStatus: String? { latestSolutionUpdate?.status }
}
extension SolutionVersion: ResourceBody {
  static var kind: ResourceKind { .solutionVersion }
}
extension Campaign: ResourceBody {
  static var kind: ResourceKind { .campaign }
  var updateStatus: String? { latestCampaignUpdate?.status }
}
extension Recommender: ResourceBody {
  static var kind: ResourceKind { .recommender }
  var updateStatus: String? { latestRecommenderUpdate?.status }
}
extension BatchInferenceJob: ResourceBody {
  static var kind: ResourceKind { .batchInferenceJob }
}
extension BatchSegmentJob: ResourceBody {
  static var kind: ResourceKind { .batchSegmentJob }
}
extension MetricAttribution: ResourceBody {
  static var kind: ResourceKind { .metricAttribution }
}
