$version: "2"

namespace bespoke

use aws.protocols#restJson1
use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.runtime#UserID

/// Asks for people to be forgotten, or for what is held about them.
///
/// What it asks for is on disk when this answers. From then on the people of an erasure are blocked,
/// unless it waits to be verified or is on hold: then nobody is, until that has ended. The same
/// requestId again gives the request that is there, if it asks for the same, else an error.
@http(method: "POST", uri: "/_bespoke/privacy/requests", code: 200)
operation CreatePrivacyRequest {
    input: CreatePrivacyRequestRequest
    output: PrivacyRequest
}

/// What is asked for, about whom, and where.
structure CreatePrivacyRequestRequest {
    /// Names it; one is made up when none is given.
    requestId: PrivacyRequestID

    /// ERASURE when not given.
    kind: PrivacyRequestKind

    @required
    userIds: SubjectIDList

    /// Where; all dataset groups of the tenant when not given.
    datasetGroupArns: DatasetGroupArnList

    /// The number under which others keep the matter.
    ticket: PrivacyText

    reason: PrivacyText

    /// When it was asked for, in epoch seconds; now when not given. The due date counts from it.
    receivedTime: Double

    /// Whether it waits until somebody has verified that the people are who asked.
    requiresVerification: Boolean

    /// Whether it waits until a legal hold is lifted.
    legalHold: Boolean

    /// Whether later events and rows of the people are refused for good.
    suppress: Boolean

    /// What becomes of events that come before it is completed.
    newEvents: NewEventPolicy

    /// Whether files under the S3 root that the dataset groups' resources name are rewritten as well.
    /// Refused when s3:// leads to another server.
    includeS3: Boolean
}

/// What is asked for: to be forgotten, or what is held, to read or to take along.
enum PrivacyRequestKind {
    ERASURE
    ACCESS
    PORTABILITY
}

/// The last four are final, but a FAILED one may be begun anew.
enum PrivacyRequestState {
    RECEIVED
    VERIFIED
    PENDING
    IN_PROGRESS
    COMPLETED
    FAILED
    CANCELLED
    DENIED
}

/// DROP refuses them silently and counts them; ACCEPT_AS_NEW keeps them, as of a new person.
enum NewEventPolicy {
    DROP
    ACCEPT_AS_NEW
}

/// A request as it stands; it holds no identity.
structure PrivacyRequest {
    @required
    requestId: String

    @required
    kind: PrivacyRequestKind

    @required
    state: PrivacyRequestState

    /// The people, each as the HMAC-SHA-256 of the id under the instance's key, in hexadecimal; of a
    /// long list the first hundred.
    @required
    subjects: SubjectHashList

    @required
    subjectCount: Integer

    /// Absent when it is about all dataset groups.
    datasetGroupArns: DatasetGroupArnList

    ticket: String

    reason: String

    /// The access key that asked.
    @required
    requestedBy: String

    @required
    legalHold: Boolean

    @required
    suppress: Boolean

    @required
    newEvents: NewEventPolicy

    @required
    includeS3: Boolean

    /// In epoch seconds, as all times here.
    @required
    receivedTime: Double

    @required
    dueTime: Double

    completedTime: Double

    /// Whether it is open and past its due time.
    @required
    overdue: Boolean

    failureReason: String

    /// How far it has come in each dataset group.
    @required
    progress: ErasureProgressList

    /// Whether there is a certificate.
    @required
    certified: Boolean
}

/// How far an erasure has come in a dataset group.
structure ErasureProgress {
    @required
    datasetGroupArn: Arn

    /// The job that does it.
    @required
    dataDeletionJobArn: Arn

    /// PENDING, IN_PROGRESS, COMPLETED or FAILED.
    @required
    status: String

    /// What is being done.
    @required
    step: String

    /// From 0 to 1.
    @required
    fraction: Double

    /// How many records were erased.
    numDeleted: Long

    failureReason: String
}

/// Gives the tenant's requests, newest first.
@readonly
@http(method: "GET", uri: "/_bespoke/privacy/requests", code: 200)
operation ListPrivacyRequests {
    input: ListPrivacyRequestsRequest
    output: ListPrivacyRequestsResponse
}

/// Which requests; sent as a query.
structure ListPrivacyRequestsRequest {
    state: PrivacyRequestState

    nextToken: PrivacyText
}

/// A page of requests.
structure ListPrivacyRequestsResponse {
    @required
    requests: PrivacyRequestList

    nextToken: String
}

/// Gives one request.
@readonly
@http(method: "GET", uri: "/_bespoke/privacy/request", code: 200)
operation DescribePrivacyRequest {
    input: PrivacyRequestReference
    output: PrivacyRequest
}

/// Which request; sent as a query.
structure PrivacyRequestReference {
    @required
    requestId: PrivacyRequestID
}

/// Takes back a request that is not being worked on yet; nothing has been erased then.
@idempotent
@http(method: "DELETE", uri: "/_bespoke/privacy/request", code: 200)
operation CancelPrivacyRequest {
    input: PrivacyRequestReference
    output: PrivacyRequest
}

/// Decides about a request that waits.
@http(method: "POST", uri: "/_bespoke/privacy/decision", code: 200)
operation DecidePrivacyRequest {
    input: DecidePrivacyRequestRequest
    output: PrivacyRequest
}

/// A decision and its reason.
structure DecidePrivacyRequestRequest {
    @required
    requestId: PrivacyRequestID

    @required
    decision: PrivacyDecision

    reason: PrivacyText
}

/// VERIFY says that the people are who asked; HOLD and RELEASE begin and end a legal hold; DENY ends
/// the request with nothing erased; RETRY begins a failed one anew.
enum PrivacyDecision {
    VERIFY
    HOLD
    RELEASE
    DENY
    RETRY
}

/// Tells where people's ids occur, without what is held.
@http(method: "POST", uri: "/_bespoke/privacy/discover", code: 200)
operation DiscoverUsers {
    input: DiscoverUsersRequest
    output: Discovery
}

/// Whom to look for, and where.
structure DiscoverUsersRequest {
    @required
    userIds: SubjectIDList

    datasetGroupArns: DatasetGroupArnList
}

/// Where ids occur.
structure Discovery {
    @required
    groups: GroupDiscoveryList
}

/// Where ids occur in one dataset group.
structure GroupDiscovery {
    @required
    datasetGroupArn: Arn

    @required
    places: PlaceCountList
}

/// How often ids occur in a place.
structure PlaceCount {
    /// The place's name in the list of places.
    @required
    place: String

    /// What it is, in words.
    @required
    description: String

    @required
    count: Long

    /// Where, when that is outside the instance's own storage: files under the S3 root.
    locations: LocationList
}

/// Gives everything held about a person.
@http(method: "POST", uri: "/_bespoke/privacy/export", code: 200)
operation ExportUser {
    input: ExportUserRequest
    output: UserPackage
}

/// Whom, and where.
structure ExportUserRequest {
    @required
    userId: UserID

    datasetGroupArns: DatasetGroupArnList
}

/// What is held about a person, as files.
structure UserPackage {
    @required
    files: PackageFileList
}

/// A file of a package.
structure PackageFile {
    /// A relative path, such as `sports/interactions.csv`.
    @required
    name: String

    /// `text/csv` or `application/json`.
    @required
    contentType: String

    @required
    content: String
}

/// Gives the certificate of a completed erasure.
@readonly
@http(method: "GET", uri: "/_bespoke/privacy/certificate", code: 200)
operation GetErasureCertificate {
    input: PrivacyRequestReference
    output: ErasureCertificate
}

/// Gives the same as a page to print.
@readonly
@http(method: "GET", uri: "/_bespoke/privacy/certificate.html", code: 200)
operation GetErasureCertificatePage {
    input: PrivacyRequestReference
    output: ErasureCertificatePage
}

/// A page.
structure ErasureCertificatePage {
    @required
    @httpPayload
    body: HypertextPage
}

@mediaType("text/html; charset=utf-8")
string HypertextPage

/// States what was erased, signed with the instance's key.
structure ErasureCertificate {
    /// The version of this form: 1.
    @required
    format: Integer

    @required
    requestId: String

    ticket: String

    @required
    requestedBy: String

    /// The people as keyed hashes.
    @required
    subjects: SubjectHashList

    @required
    groups: CertifiedGroupList

    /// What was not erased, and why.
    @required
    notErased: NoteList

    /// In ISO 8601, as all times here.
    @required
    receivedTime: String

    @required
    startedTime: String

    @required
    completedTime: String

    @required
    softwareVersion: String

    /// The hash of the ledger's entry before the one that records this certificate.
    @required
    previousLedgerHash: String

    /// What the signature is made with: HMAC-SHA-256.
    @required
    signatureAlgorithm: String

    /// Which key: the start of its SHA-256, in hexadecimal.
    @required
    keyId: String

    /// Over this structure as JSON without it, in hexadecimal.
    @required
    signature: String
}

/// What was erased in a dataset group.
structure CertifiedGroup {
    @required
    datasetGroupArn: Arn

    @required
    dataDeletionJobArn: Arn

    @required
    places: CertifiedPlaceList

    @required
    models: CertifiedModelList

    /// How many files and bytes were searched for the ids after the erasure.
    @required
    filesSearched: Long

    @required
    bytesSearched: Long

    /// The forms that were searched for, such as plain, utf-16, base64, hex, url.
    @required
    encodings: NoteList

    /// Of how many ids the bytes could not be searched, as they are too short to tell from others'
    /// bytes; of these the places alone were looked at.
    @required
    idsTooShortToSearch: Integer
}

/// A place before and after.
structure CertifiedPlace {
    @required
    place: String

    @required
    description: String

    @required
    before: Long

    @required
    after: Long

    locations: LocationList
}

/// A model before and after.
structure CertifiedModel {
    @required
    arn: Arn

    /// `retrained`, `unchanged` when the people were not in its data, or `withdrawn` when too little
    /// is left to train on.
    @required
    action: String

    /// The SHA-256 of its file, in hexadecimal.
    @required
    oldChecksum: String

    newChecksum: String
}

/// Checks a certificate: its signature, and that the ledger records it.
@http(method: "POST", uri: "/_bespoke/privacy/verify", code: 200)
operation VerifyErasureCertificate {
    input: ErasureCertificate
    output: LedgerVerdict
}

/// Checks the whole ledger.
@readonly
@http(method: "GET", uri: "/_bespoke/privacy/audit", code: 200)
operation AuditPrivacyLedger {
    output: LedgerVerdict
}

/// What a check found.
structure LedgerVerdict {
    @required
    valid: Boolean

    /// How many of the ledger's entries were looked at.
    @required
    entries: Long

    /// The hash of the newest.
    @required
    headHash: String

    /// What is wrong, in sentences.
    @required
    problems: NoteList
}

/// Gives the tenant's suppressions; it holds no identity.
@readonly
@http(method: "GET", uri: "/_bespoke/privacy/suppressions", code: 200)
operation ListSuppressions {
    output: ListSuppressionsResponse
}

/// Who is never to be known again.
structure ListSuppressionsResponse {
    @required
    suppressions: SuppressionList
}

/// A person of whom nothing is taken in.
structure Suppression {
    /// As the HMAC-SHA-256 of the id under the instance's key.
    @required
    subject: String

    /// Absent for all of the tenant's.
    datasetGroupArn: Arn

    @required
    since: Double

    /// How many events and rows were dropped.
    @required
    dropped: Long
}

/// Has later events and rows of people dropped, without an erasure.
@http(method: "POST", uri: "/_bespoke/privacy/suppressions", code: 200)
operation PutSuppressions {
    input: DiscoverUsersRequest
    output: ListSuppressionsResponse
}

/// Lets people be known again.
@http(method: "POST", uri: "/_bespoke/privacy/unsuppress", code: 200)
operation DeleteSuppressions {
    input: DiscoverUsersRequest
    output: ListSuppressionsResponse
}

@length(min: 1, max: 128)
string PrivacyRequestID

@length(max: 1000)
string PrivacyText

@length(min: 1, max: 100000)
list SubjectIDList {
    member: UserID
}

list SubjectHashList {
    member: String
}

@length(max: 1000)
list DatasetGroupArnList {
    member: Arn
}

list ErasureProgressList {
    member: ErasureProgress
}

list PrivacyRequestList {
    member: PrivacyRequest
}

list GroupDiscoveryList {
    member: GroupDiscovery
}

list PlaceCountList {
    member: PlaceCount
}

list LocationList {
    member: String
}

list PackageFileList {
    member: PackageFile
}

list CertifiedGroupList {
    member: CertifiedGroup
}

list CertifiedPlaceList {
    member: CertifiedPlace
}

list CertifiedModelList {
    member: CertifiedModel
}

list SuppressionList {
    member: Suppression
}
