$version: "2"

namespace bespoke

use aws.protocols#restJson1
use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.runtime#Context
use com.amazonaws.personalize.runtime#FilterValues
use com.amazonaws.personalize.runtime#InputList
use com.amazonaws.personalize.runtime#ItemID
use com.amazonaws.personalize.runtime#MetadataColumns
use com.amazonaws.personalize.runtime#NumResults
use com.amazonaws.personalize.runtime#PromotionList
use com.amazonaws.personalize.runtime#UserID

/// Marks an operation whose answer waits for a group commit.
///
/// Its handler is given a completion to call instead of returning. Such an operation has no output.
@trait(selector: "operation")
structure deferred {}

/// The HTTP status of an error in the services that speak restJson1, where it is another than
/// `httpError` says.
@trait(selector: "structure")
integer restHttpError

/// What Bespoke answers beyond the services it stands in for.
@restJson1
service Bespoke {
    version: "2026-11-21"
    operations: [
        GetHealth
        GetMetrics
        GetClock
        AdvanceClock
        ExplainRecommendations
        GetEventCounts
        ListJobs
        PutPin
        ListPins
        DeletePin
        DeletePins
        CreatePrivacyRequest
        ListPrivacyRequests
        DescribePrivacyRequest
        CancelPrivacyRequest
        DecidePrivacyRequest
        DiscoverUsers
        ExportUser
        GetErasureCertificate
        GetErasureCertificatePage
        VerifyErasureCertificate
        AuditPrivacyLedger
        ListSuppressions
        PutSuppressions
        DeleteSuppressions
    ]
}

/// Tells whether the server runs, and which one it is.
@readonly
@http(method: "GET", uri: "/_bespoke/health", code: 200)
operation GetHealth {
    output: GetHealthResponse
}

/// The state of the server.
structure GetHealthResponse {
    /// `running`, or `draining` once it has been asked to stop.
    @required
    status: String

    /// The release of the server.
    @required
    version: String

    /// For how long it has been ready to serve, in seconds.
    uptimeSeconds: Double

    /// How many account and region pairs have data here.
    tenants: Integer
}

/// Gives the server's counters and timings.
@readonly
@http(method: "GET", uri: "/_bespoke/metrics", code: 200)
operation GetMetrics {
    output: GetMetricsResponse
}

/// The counters and timings as text.
structure GetMetricsResponse {
    /// The Prometheus exposition format, version 0.0.4.
    @required
    @httpPayload
    body: PrometheusText
}

@mediaType("text/plain; version=0.0.4; charset=utf-8")
string PrometheusText

/// Tells what time the server takes it to be.
@readonly
@http(method: "GET", uri: "/_bespoke/clock", code: 200)
operation GetClock {
    output: ClockState
}

/// Moves the server's clock forwards, so that what takes days happens at once.
///
/// All times the service shows and all its schedules follow this clock. It cannot be moved back;
/// the offset outlives the server.
@http(method: "POST", uri: "/_bespoke/clock", code: 200)
operation AdvanceClock {
    input: AdvanceClockRequest
    output: ClockState
}

/// How far to move the clock.
structure AdvanceClockRequest {
    /// By how many seconds to move it.
    @required
    advanceSeconds: AdvanceSeconds
}

/// The state of the clock.
structure ClockState {
    /// The time, in ISO 8601.
    @required
    now: String

    /// The time, in seconds since 1970.
    @required
    epochSeconds: Double

    /// How far it has been moved ahead of the system's clock.
    @required
    offsetSeconds: Double
}

/// At most a hundred years.
@range(min: 0, max: 3153600000)
long AdvanceSeconds

/// Tells how an answer of GetRecommendations or GetPersonalizedRanking comes about.
///
/// The request is what the runtime service is sent; the credentials say whose it is.
@http(method: "POST", uri: "/_bespoke/explain", code: 200)
operation ExplainRecommendations {
    input: ExplainRecommendationsRequest
    output: Explanation
}

/// A request for recommendations, and what is to be known of its answer.
structure ExplainRecommendationsRequest {
    /// Either this or a recommender must be named.
    campaignArn: Arn

    /// What related items are wanted for.
    itemId: ItemID

    userId: UserID

    /// 25 by default, 500 at most.
    numResults: NumResults

    context: Context

    filterArn: Arn

    filterValues: FilterValues

    /// Either this or a campaign must be named.
    recommenderArn: Arn

    promotions: PromotionList

    metadataColumns: MetadataColumns

    /// For campaigns that rank: the items to rank.
    inputList: InputList

    /// The item asked about: why it is in the answer, or why not.
    aboutItemId: ItemID
}

/// How an answer comes about.
structure Explanation {
    /// The campaign or recommender.
    @required
    targetArn: Arn

    /// The name of the recipe.
    @required
    recipe: String

    /// The solution version, or the recommender, whose model answers.
    @required
    modelArn: String

    /// When the model was made, in epoch seconds.
    @required
    modelTime: Double

    /// How many items the model knows.
    @required
    catalogueSize: Integer

    /// Whether the model has a history of the user; absent when none is named.
    userIsKnown: Boolean

    /// What the user did, the newest first, with what it counts for.
    @required
    events: ExplainedEventList

    /// What the filter did.
    filter: ExplainedFilter

    /// What the use case dropped by itself.
    automaticFilter: ExplainedAutomaticFilter

    /// What the promotion did.
    promotion: ExplainedPromotion

    /// What exploration did.
    exploration: ExplainedExploration

    /// What a test has pinned for this request.
    pin: Pin

    /// The logarithm of the sum that scores are shares of: a score is exp(logit - this).
    scoreNormalizer: Double

    /// The answer's items, in its order.
    @required
    items: ExplainedItemList

    /// The item asked about.
    about: ExplainedItem

    /// What else is to be known.
    @required
    notes: NoteList
}

/// An interaction that counts for the answer, or does not.
structure ExplainedEvent {
    @required
    itemId: String

    /// `model` for one that was trained on, `live` for one streamed since.
    @required
    source: String

    /// Of live events.
    eventType: String

    /// Of live events, in epoch seconds.
    timestamp: Double

    /// Whether the answer depends on it.
    @required
    used: Boolean

    /// Why it is not used.
    reason: String

    /// What it weighs in each part of the score that looks at events, at most 1.
    weights: NumbersByName
}

/// What a filter does to a model's items.
structure ExplainedFilter {
    @required
    filterArn: Arn

    /// How many of the model's items pass.
    @required
    admitted: Integer

    /// How many do not.
    @required
    removed: Integer

    @required
    clauses: ExplainedClauseList
}

/// One of a filter's chained expressions.
structure ExplainedClause {
    @required
    expression: String

    /// Whether it counts: its IF holds, and its placeholders have values.
    @required
    counts: Boolean

    /// How many of the model's items it matches.
    @required
    matched: Integer

    /// How many items it removes that no clause before it has.
    @required
    removed: Integer

    /// Whether it matches the item asked about.
    matchesItem: Boolean
}

/// The filter a use case has built in.
structure ExplainedAutomaticFilter {
    /// The event type whose items are dropped.
    @required
    eventType: String

    /// How many of the model's items are dropped for the user.
    @required
    removed: Integer
}

/// What a promotion did.
structure ExplainedPromotion {
    name: String

    @required
    filterArn: Arn

    /// How many of the model's items may be promoted.
    @required
    admitted: Integer

    /// How many places of the answer it may fill.
    @required
    places: Integer

    /// How many it fills.
    @required
    filled: Integer
}

/// What exploration did.
structure ExplainedExploration {
    /// How many places of the answer hold items that were explored.
    @required
    explored: Integer

    /// How many of the model's items are new enough to be explored.
    @required
    newItems: Integer

    /// From 0, relevance alone, to 1.
    @required
    weight: Double

    /// Up to which age items are new, counted from the newest interaction.
    @required
    ageCutOffDays: Double
}

/// An item, and why it stands where it does.
structure ExplainedItem {
    @required
    itemId: String

    /// Its place in the answer, from 1.
    place: Integer

    /// Its place among all of the model's items by relevance, from 1.
    rank: Integer

    /// The score in the answer, or that it would have.
    score: Double

    /// The score by its own parts: places keep their scores when explored items come in between.
    modelScore: Double

    /// What the parts add up to.
    logit: Double

    /// What brought it in: the part of its score that lifts it most above the average item, or
    /// related, trend, padding, promotion, exploration or pin.
    origin: String

    parts: ScorePartList

    /// Of the promotion that brought it in.
    promotionName: String

    /// Of the item asked about: listed, unknown, seed, filtered, dropped, ranked, promotedOver,
    /// explored, pinned or notAsked.
    status: String

    /// The same in a sentence.
    message: String
}

/// A summand of a logit.
structure ScorePart {
    @required
    name: String

    /// In standard deviations over all items for rules, neighbours and taste.
    @required
    value: Double

    @required
    weight: Double

    /// Value times weight.
    @required
    contribution: Double
}

list ExplainedEventList {
    member: ExplainedEvent
}

list ExplainedClauseList {
    member: ExplainedClause
}

list ExplainedItemList {
    member: ExplainedItem
}

list ScorePartList {
    member: ScorePart
}

list NoteList {
    member: String
}

map NumbersByName {
    key: String
    value: Double
}

/// Tells what became of the events sent to a dataset group.
@readonly
@http(method: "GET", uri: "/_bespoke/events", code: 200)
operation GetEventCounts {
    input: GetEventCountsRequest
    output: EventCountsReport
}

/// Whose events; sent as a query.
structure GetEventCountsRequest {
    /// Either this or a dataset group must be named.
    trackingId: TrackingID

    datasetGroupArn: Arn
}

/// What became of events.
structure EventCountsReport {
    @required
    datasetGroupArn: Arn

    /// By tracker; these counts begin anew when the server starts.
    @required
    trackers: TrackerCountsList

    /// What is stored.
    @required
    log: EventLogCounts

    /// What each campaign and recommender makes of the stored events.
    @required
    targets: TargetEventCountsList
}

/// What came of the events sent to one tracker since the server started.
structure TrackerCounts {
    @required
    trackingId: String

    /// Calls of PutEvents whose body could be read.
    @required
    requests: Long

    /// Calls that were refused as a whole.
    @required
    refusedRequests: Long

    /// Why the latest refused call was refused.
    lastRefusal: String

    /// Calls refused because there were too many, which needs --quotas aws.
    @required
    throttledRequests: Long

    /// Events of the calls that were not refused.
    @required
    received: Long

    /// Those that are now in the log.
    @required
    stored: Long

    /// Those dropped because their eventId was used before.
    @required
    duplicates: Long

    /// Those dropped because of whom they are about, or tell of.
    @required
    dropped: Long

    /// The same by reason: `erasing` while the person's erasure is under way, `erased` when they are
    /// from before it, `suppressed` when nothing of the person is taken in, `mentioned` when they are
    /// somebody else's and name such a person in a column that must not be empty.
    @required
    droppedByReason: CountsByName

    /// Those that could not be written.
    @required
    failed: Long
}

/// The events in a dataset group's log; it outlives the server.
structure EventLogCounts {
    @required
    events: Long

    /// Those without a user whose session belongs to no user yet.
    @required
    anonymous: Long

    /// The time of the oldest and of the newest event, in epoch seconds.
    oldest: Double

    newest: Double

    /// The number of events by event type, at most a hundred types.
    @required
    eventTypes: CountsByName
}

/// What a campaign or recommender makes of its group's events; every event counts once.
structure TargetEventCounts {
    @required
    targetArn: Arn

    @required
    recipe: String

    /// The one event type that counts; absent when all do.
    eventType: String

    /// The least event value that counts.
    eventValueThreshold: Double

    /// Used by the next request for their user.
    @required
    used: Long

    /// Used only by requests whose userId is the session's id, as the session has no user.
    @required
    anonymousSession: Long

    /// The model was trained with them.
    @required
    inModel: Long

    /// Their item is not in the model: it counts after the next training or update.
    @required
    unknownItem: Long

    /// Their type is not the one that counts.
    @required
    otherEventType: Long

    /// Their value is below the threshold, or absent.
    @required
    belowThreshold: Long

    /// Older than the newest events that are used of a user or session, or than the trend's windows.
    @required
    tooOld: Long

    /// The recipe learns from events at the next training only.
    @required
    waitingForTraining: Long

    /// Why the target could not be looked at; then all counts are 0.
    problem: String
}

list TrackerCountsList {
    member: TrackerCounts
}

list TargetEventCountsList {
    member: TargetEventCounts
}

map CountsByName {
    key: String
    value: Long
}

@length(min: 1, max: 256)
string TrackingID

/// Tells how far imports, exports, trainings, batch jobs and erasures have come.
@readonly
@http(method: "GET", uri: "/_bespoke/jobs", code: 200)
operation ListJobs {
    input: ListJobsRequest
    output: ListJobsResponse
}

/// Which jobs; sent as a query.
structure ListJobsRequest {
    /// Only those of this resource, the last one that has ended included.
    resourceArn: Arn
}

/// Jobs in the order in which they were asked for.
structure ListJobsResponse {
    @required
    jobs: JobProgressList
}

/// How far a resource's work in worker processes has come.
structure JobProgress {
    @required
    resourceArn: Arn

    /// Such as `import`; absent when it has ended.
    kind: String

    /// `waiting`, `running` or `ended`.
    @required
    state: String

    /// What is being done, such as `reading`.
    stage: String

    /// How much of it is done, from 0 to 1.
    fraction: Double

    /// Rows read or written, or lines answered.
    rows: Long

    /// Bytes read.
    bytes: Long

    /// Bytes to be read.
    totalBytes: Long
}

list JobProgressList {
    member: JobProgress
}

/// Pins what a campaign or recommender answers, in place of an earlier pin for the same requests.
///
/// Without a user and an item it is for all requests; the most particular pin holds: user and item,
/// then user, then item.
@http(method: "POST", uri: "/_bespoke/pins", code: 200)
operation PutPin {
    input: PutPinRequest
    output: Pin
}

/// What is pinned: items, an error or neither, and a delay.
structure PutPinRequest {
    /// A campaign or recommender.
    @required
    targetArn: Arn

    /// For requests with this user only.
    userId: UserID

    /// For requests with this item only.
    itemId: ItemID

    /// The exact list, cut only by a request's numResults; for campaigns of actions, of actions.
    items: PinnedItemList

    /// An error in place of a list.
    error: PinnedError

    /// How long the answer is held back.
    delayMilliseconds: DelayMilliseconds
}

/// A pinned answer.
structure Pin {
    /// Names it for DeletePin.
    @required
    pinId: String

    @required
    targetArn: Arn

    userId: UserID

    itemId: ItemID

    items: PinnedItemList

    error: PinnedError

    delayMilliseconds: DelayMilliseconds
}

/// An item of a pinned list.
structure PinnedItem {
    @required
    itemId: ItemID

    score: Double
}

/// A pinned error.
structure PinnedError {
    /// Such as ResourceNotFoundException.
    @required
    type: ErrorName

    message: PinnedMessage
}

/// Gives the pins.
@readonly
@http(method: "GET", uri: "/_bespoke/pins", code: 200)
operation ListPins {
    input: ListPinsRequest
    output: ListPinsResponse
}

/// Which pins; sent as a query.
structure ListPinsRequest {
    /// Only those of this campaign or recommender.
    targetArn: Arn
}

/// The pins, oldest first.
structure ListPinsResponse {
    @required
    pins: PinList
}

/// Removes a pin.
@idempotent
@http(method: "DELETE", uri: "/_bespoke/pins", code: 200)
operation DeletePin {
    input: DeletePinRequest
    output: DeletePinsResponse
}

/// Which pin; sent as a query.
structure DeletePinRequest {
    @required
    pinId: PinID
}

/// Removes all pins, or all of a campaign or recommender.
@idempotent
@http(method: "DELETE", uri: "/_bespoke/pins/all", code: 200)
operation DeletePins {
    input: DeletePinsRequest
    output: DeletePinsResponse
}

/// Which pins; sent as a query.
structure DeletePinsRequest {
    /// Only those of this campaign or recommender.
    targetArn: Arn
}

/// What was removed.
structure DeletePinsResponse {
    /// How many pins.
    @required
    deleted: Integer
}

@length(max: 500)
list PinnedItemList {
    member: PinnedItem
}

list PinList {
    member: Pin
}

/// At most a minute.
@range(min: 0, max: 60000)
integer DelayMilliseconds

@length(min: 1, max: 100)
string ErrorName

@length(max: 1000)
string PinnedMessage

@length(min: 1, max: 64)
string PinID
