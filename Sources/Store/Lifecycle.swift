package import PersonalizeAPI

/// How resources of one kind live: what a create requires, which states there are, what an update
/// may change, what refuses a delete and what goes with it.
///
/// The planes read from `Lifecycle.of` and hold no rules of this sort themselves.
package struct Lifecycle: Sendable {
  package let kind: ResourceKind
  /// The kind in prose: `dataset group`.
  package let noun: String
  /// The kind as operations spell it: `DatasetGroup` in CreateDatasetGroup.
  package let operationNoun: String
  /// Every state a Describe may show; the first is the one after the create.
  package let states: [Status]
  /// What a create refers to and the states that must be in.
  package let requirements: [Requirement]
  /// The work that follows a create; `nil` for what is usable at once.
  package let creationJob: JobKind?
  /// `nil` for what never changes.
  package let update: Update?
  /// What may be stopped and started, and from where to where that leads.
  package let steps: [Step]
  /// `nil` for what only vanishes with something else.
  package let deletion: Deletion?
  /// The kinds whose resources vanish with their parent of this kind.
  package let cascades: [ResourceKind]
  package let quotas: [Quota]
  /// Whether a dataset group may hold one only.
  package let isSingleInGroup: Bool
  package let isTaggable: Bool
  /// Whether lists start with the newest; else with the oldest.
  package let listsNewestFirst: Bool

  /// The kind whose ARN a list of this kind may be narrowed by; `nil` for what has no parent.
  package var listParent: ResourceKind? {
    switch kind {
    case .schema, .datasetGroup: nil
    case .datasetImportJob, .datasetExportJob: .dataset
    case .solutionVersion, .campaign: .solution
    case .batchInferenceJob, .batchSegmentJob: .solutionVersion
    case .dataset, .dataDeletionJob, .eventTracker, .filter, .solution, .recommender,
      .metricAttribution:
      .datasetGroup
    }
  }

  /// The state after the create.
  package var initialStatus: Status { states.first ?? .active }

  /// The states of `kind` that a create of this kind accepts; `nil` when any will do.
  package func acceptedStates(of kind: ResourceKind) -> [Status]? {
    requirements.first { $0.kind == kind }?.states
  }

  /// The step a verb takes from a state; `nil` when it is not open there.
  package func step(_ verb: Verb, from status: Status) -> Step? {
    steps.first { $0.verb == verb && $0.from == status }
  }

  /// Something a create refers to.
  package struct Requirement: Sendable {
    package let kind: ResourceKind
    package let states: [Status]
    /// For datasets: the types this holds for.
    package let datasetTypes: [DatasetType]
    /// For dataset groups: whether it must be one of a domain.
    package let needsDomain: Bool
    /// The error that says it is in another state.
    package let refusal: ErrorKind

    package init(
      kind: ResourceKind, states: [Status], datasetTypes: [DatasetType] = DatasetType.allCases,
      needsDomain: Bool = false, refusal: ErrorKind = .resourceInUse
    ) {
      self.kind = kind
      self.states = states
      self.datasetTypes = datasetTypes
      self.needsDomain = needsDomain
      self.refusal = refusal
    }
  }

  /// How a resource of the kind may change.
  package struct Update: Sendable {
    /// The states from which an update may start.
    package let from: [Status]
    /// The request members that may be given, besides the resource's own ARN.
    package let members: [String]
    /// The state after the request: the update's own, which Describe shows beside the resource's.
    package let initialStatus: Status
    /// Whether the resource itself goes through the states, for want of a summary of the update.
    package let isShownByResource: Bool
    /// For datasets: the types that may change.
    package let datasetTypes: [DatasetType]
    package let refusals: [Refusal]

    package init(
      from: [Status], members: [String], initialStatus: Status = .createPending,
      isShownByResource: Bool = false, datasetTypes: [DatasetType] = DatasetType.allCases,
      refusals: [Refusal] = []
    ) {
      self.from = from
      self.members = members
      self.initialStatus = initialStatus
      self.isShownByResource = isShownByResource
      self.datasetTypes = datasetTypes
      self.refusals = refusals
    }
  }

  /// An order besides create, update and delete.
  package enum Verb: String, Sendable, CaseIterable {
    case stop
    case start
  }

  /// Where a verb leads from one state.
  package struct Step: Sendable {
    package let verb: Verb
    package let from: Status
    package let to: Status
    /// The work that follows; `nil` when the state alone tells what to do.
    package let job: JobKind?
  }

  /// How a resource of the kind goes away.
  package struct Deletion: Sendable {
    /// The states from which it may start.
    package let from: [Status]
    /// `nil` when it is gone at once.
    package let job: JobKind?
    package let refusals: [Refusal]
  }

  /// Other resources whose existence forbids a delete or an update.
  package struct Refusal: Sendable {
    /// How the other resource is tied to the one to be deleted.
    package enum Relation: Sendable {
      /// It is a child: `parentARN` is the resource.
      case child
      /// It lives in the same dataset group, or in the resource if that is one.
      case inGroup
      /// It refers to the resource.
      case reference
      /// It refers to a child of the resource, as campaigns do to a solution's versions.
      case referenceToChild(ResourceKind)
    }

    package let kind: ResourceKind
    package let relation: Relation
    package let states: [Status]
    /// For datasets: the types this holds for.
    package let datasetTypes: [DatasetType]
  }

  /// A limit on how many resources of the kind there may be.
  package struct Quota: Sendable {
    package enum Scope: Sendable {
      /// All resources of the tenant.
      case account
      /// Those of one dataset group.
      case group
    }

    package let name: QuotaName
    package let scope: Scope
    /// Which resources count.
    package let states: [Status]
    package let defaultLimit: Int
  }
}

/// The quotas, by the names under which they are configured.
package enum QuotaName: String, Sendable, CaseIterable {
  case schemas
  case datasetGroups
  case importJobsInProgress
  case batchInferenceJobsInProgress
  case batchSegmentJobsInProgress
  case solutionVersionsInProgress
  case solutionsPerGroup
  case campaignsPerGroup
  case recommendersPerAccount
  case recommendersPerGroup
  case filtersPerGroup
  case metricAttributionsPerGroup
  case pendingDataDeletionJobsPerGroup
}

extension Status {
  /// The states of a creation or of work under way.
  package static let underWay: [Status] = [
    .createPending, .createInProgress, .createStopping, .pending, .inProgress,
  ]
  /// The states in which something exists, or is about to.
  package static let existing: [Status] = allCases.filter {
    ![.createFailed, .createStopped, .failed, .deletePending, .deleteInProgress].contains($0)
  }
  /// The states from which deletes start by default.
  package static let settled: [Status] = [.active, .createFailed]
}
