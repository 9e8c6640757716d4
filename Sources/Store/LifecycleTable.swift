import PersonalizeAPI

/// The rules of every kind.
extension Lifecycle {
  /// The rules of a kind.
  package static func of(_ kind: ResourceKind) -> Lifecycle {
    switch kind {
    case .schema: schema
    case .datasetGroup: datasetGroup
    case .dataset: dataset
    case .datasetImportJob: datasetImportJob
    case .datasetExportJob: datasetExportJob
    case .dataDeletionJob: dataDeletionJob
    case .eventTracker: eventTracker
    case .filter: filter
    case .solution: solution
    case .solutionVersion: solutionVersion
    case .campaign: campaign
    case .recommender: recommender
    case .batchInferenceJob: batchInferenceJob
    case .batchSegmentJob: batchSegmentJob
    case .metricAttribution: metricAttribution
    }
  }

  private static let schema = make(
    .schema, "schema", "Schema", states: [.active], creationJob: nil,
    deletion: Deletion(
      from: [.active], job: nil, refusals: [refusal(.dataset, .reference)]),
    quotas: [Quota(name: .schemas, scope: .account, states: Status.existing, defaultLimit: 500)],
    taggable: false)

  private static let datasetGroup = make(
    .datasetGroup, "dataset group", "DatasetGroup",
    deletion: deletion(
      refusals: [
        .dataset, .solution, .eventTracker, .recommender, .filter, .metricAttribution,
      ].map { refusal($0, .inGroup) }),
    cascades: [.dataDeletionJob],
    quotas: [
      Quota(name: .datasetGroups, scope: .account, states: Status.existing, defaultLimit: 5)
    ])

  private static let dataset = make(
    .dataset, "dataset", "Dataset",
    requires: [
      Requirement(kind: .datasetGroup, states: [.active]),
      Requirement(kind: .schema, states: [.active]),
    ],
    update: Update(
      from: [.active], members: ["schemaArn"], initialStatus: .updatePending,
      datasetTypes: [.items, .users],
      refusals: [
        refusal(.datasetImportJob, .child, in: Status.underWay),
        refusal(.datasetExportJob, .child, in: Status.underWay),
      ]),
    deletion: deletion(
      refusals: [
        refusal(.filter, .inGroup),
        refusal(.eventTracker, .inGroup, of: [.interactions]),
        refusal(.metricAttribution, .inGroup, of: [.interactions, .items]),
        refusal(.datasetImportJob, .child, in: Status.underWay),
        refusal(.datasetExportJob, .child, in: Status.underWay),
        refusal(.batchInferenceJob, .inGroup, in: Status.underWay),
        refusal(.batchSegmentJob, .inGroup, in: Status.underWay),
        refusal(.solutionVersion, .inGroup, in: Status.underWay),
        refusal(.recommender, .inGroup, in: Status.underWay),
        refusal(.campaign, .inGroup, in: Status.allCases.filter { $0 != .createFailed }),
      ]),
    cascades: [.datasetImportJob, .datasetExportJob])

  private static let eventTracker = make(
    .eventTracker, "event tracker", "EventTracker",
    requires: [Requirement(kind: .datasetGroup, states: [.active])],
    deletion: deletion(), single: true)

  private static let filter = make(
    .filter, "filter", "Filter",
    // CreateFilter does not know ResourceInUseException.
    requires: [Requirement(kind: .datasetGroup, states: [.active], refusal: .invalidInput)],
    deletion: deletion(
      refusals: [
        refusal(.batchInferenceJob, .reference, in: Status.underWay),
        refusal(.batchSegmentJob, .reference, in: Status.underWay),
      ]),
    quotas: [
      Quota(name: .filtersPerGroup, scope: .group, states: Status.existing, defaultLimit: 30)
    ])

  private static let solution = make(
    .solution, "solution", "Solution",
    requires: [Requirement(kind: .datasetGroup, states: [.active])],
    update: Update(
      from: [.active],
      members: ["performAutoTraining", "performIncrementalUpdate", "solutionUpdateConfig"]),
    deletion: deletion(
      refusals: [
        refusal(.campaign, .child),
        refusal(.campaign, .referenceToChild(.solutionVersion)),
        refusal(.solutionVersion, .child, in: Status.underWay),
      ]),
    cascades: [.solutionVersion],
    quotas: [
      Quota(name: .solutionsPerGroup, scope: .group, states: Status.existing, defaultLimit: 10)
    ])

  private static let solutionVersion = make(
    .solutionVersion, "solution version", "SolutionVersion",
    states: [
      .createPending, .createInProgress, .active, .createFailed, .createStopping, .createStopped,
    ],
    requires: [Requirement(kind: .solution, states: [.active])],
    creationJob: .train,
    steps: [
      Step(verb: .stop, from: .createPending, to: .createStopped, job: nil),
      Step(verb: .stop, from: .createInProgress, to: .createStopping, job: nil),
    ],
    deletion: nil,
    cascades: [.batchInferenceJob, .batchSegmentJob],
    quotas: [
      Quota(
        name: .solutionVersionsInProgress, scope: .account, states: Status.underWay,
        defaultLimit: 20)
    ],
    newestFirst: true)

  private static let campaign = make(
    .campaign, "campaign", "Campaign",
    requires: [
      Requirement(kind: .solutionVersion, states: [.active]),
      Requirement(kind: .solution, states: [.active]),
    ],
    update: Update(
      from: [.active, .createFailed],
      members: ["solutionVersionArn", "minProvisionedTPS", "campaignConfig"]),
    deletion: deletion(),
    quotas: [
      Quota(name: .campaignsPerGroup, scope: .group, states: Status.existing, defaultLimit: 5)
    ])

  private static let recommender = make(
    .recommender, "recommender", "Recommender",
    states: whole + [
      .stopPending, .stopInProgress, .inactive, .startPending, .startInProgress,
    ],
    requires: [Requirement(kind: .datasetGroup, states: [.active], needsDomain: true)],
    creationJob: .train,
    update: Update(from: [.active], members: ["recommenderConfig"]),
    steps: [
      Step(verb: .stop, from: .active, to: .stopPending, job: .stop),
      Step(verb: .start, from: .inactive, to: .startPending, job: .start),
    ],
    deletion: deletion(from: [.active, .inactive, .createFailed]),
    quotas: [
      Quota(
        name: .recommendersPerAccount, scope: .account, states: Status.existing, defaultLimit: 15),
      // The service's documents name 5 a group and 15 a region: the larger one holds by default.
      Quota(
        name: .recommendersPerGroup, scope: .group, states: Status.existing, defaultLimit: 15),
    ])

  private static let metricAttribution = make(
    .metricAttribution, "metric attribution", "MetricAttribution",
    requires: [Requirement(kind: .datasetGroup, states: [.active])],
    update: Update(
      from: [.active], members: ["addMetrics", "removeMetrics", "metricsOutputConfig"],
      isShownByResource: true),
    deletion: deletion(),
    quotas: [
      Quota(
        name: .metricAttributionsPerGroup, scope: .group, states: Status.existing,
        defaultLimit: 1)
    ],
    taggable: false)

  // MARK: Jobs: they end and stay, and vanish with what they worked on.

  private static let datasetImportJob = makeJob(
    .datasetImportJob, "dataset import job", "DatasetImportJob", .importDataset,
    requires: [Requirement(kind: .dataset, states: [.active])], quota: .importJobsInProgress)

  private static let datasetExportJob = makeJob(
    .datasetExportJob, "dataset export job", "DatasetExportJob", .export,
    requires: [
      Requirement(
        kind: .dataset, states: [.active], datasetTypes: [.interactions, .items, .users])
    ])

  private static let servedAndFiltered = [
    Requirement(kind: .solutionVersion, states: [.active]),
    Requirement(kind: .filter, states: [.active], refusal: .invalidInput),
  ]

  private static let batchInferenceJob = makeJob(
    .batchInferenceJob, "batch inference job", "BatchInferenceJob", .batchInference,
    requires: servedAndFiltered, quota: .batchInferenceJobsInProgress)

  private static let batchSegmentJob = makeJob(
    .batchSegmentJob, "batch segment job", "BatchSegmentJob", .batchSegment,
    requires: servedAndFiltered, quota: .batchSegmentJobsInProgress)

  private static let dataDeletionJob = make(
    .dataDeletionJob, "data deletion job", "DataDeletionJob",
    states: [.pending, .inProgress, .completed, .failed],
    requires: [Requirement(kind: .datasetGroup, states: [.active])],
    creationJob: .eraseUsers,
    deletion: nil,
    quotas: [
      Quota(
        name: .pendingDataDeletionJobsPerGroup, scope: .group, states: [.pending],
        defaultLimit: 5)
    ],
    newestFirst: true)
}

// MARK: - How entries are written

extension Lifecycle {
  private static let whole: [Status] = [
    .createPending, .createInProgress, .active, .createFailed, .deletePending, .deleteInProgress,
  ]

  private static func make(
    _ kind: ResourceKind, _ noun: String, _ operationNoun: String, states: [Status] = whole,
    requires requirements: [Requirement] = [], creationJob: JobKind? = .create,
    update: Update? = nil, steps: [Step] = [], deletion: Deletion?, cascades: [ResourceKind] = [],
    quotas: [Quota] = [], single: Bool = false,
    taggable: Bool = true, newestFirst: Bool = false
  ) -> Lifecycle {
    Lifecycle(
      kind: kind, noun: noun, operationNoun: operationNoun, states: states,
      requirements: requirements, creationJob: creationJob, update: update, steps: steps,
      deletion: deletion, cascades: cascades, quotas: quotas, isSingleInGroup: single,
      isTaggable: taggable,
      listsNewestFirst: newestFirst)
  }

  private static func makeJob(
    _ kind: ResourceKind, _ noun: String, _ operationNoun: String, _ job: JobKind,
    requires requirements: [Requirement], quota: QuotaName? = nil
  ) -> Lifecycle {
    make(
      kind, noun, operationNoun,
      states: [.createPending, .createInProgress, .active, .createFailed],
      requires: requirements, creationJob: job, deletion: nil,
      quotas: quota.map {
        [Quota(name: $0, scope: .account, states: Status.underWay, defaultLimit: 5)]
      } ?? [],
      newestFirst: true)
  }

  private static func deletion(
    from: [Status] = Status.settled, refusals: [Refusal] = []
  ) -> Deletion {
    Deletion(from: from, job: .delete, refusals: refusals)
  }

  private static func refusal(
    _ kind: ResourceKind, _ relation: Refusal.Relation, in states: [Status] = Status.allCases,
    of types: [DatasetType] = DatasetType.allCases
  ) -> Refusal {
    Refusal(kind: kind, relation: relation, states: states, datasetTypes: types)
  }
}
