$version: "2"

namespace bespoke.opendsr

use aws.protocols#restJson1
use bespoke#DatasetGroupArnList
use bespoke#PackageFileList

/// Requests of data subjects as OpenDSR 2.0 has them, which others' systems send.
///
/// Errors are in its form, not in AWS's.
@restJson1
service OpenDSR {
    version: "2.0"
    operations: [
        DiscoverOpenDSR
        GetOpenDSRCertificate
        CreateOpenDSRRequest
        DescribeOpenDSRRequest
        CancelOpenDSRRequest
        GetOpenDSRResults
    ]
}

/// Tells what is supported.
@readonly
@http(method: "GET", uri: "/opendsr/v2/discovery", code: 200)
operation DiscoverOpenDSR {
    output: OpenDSRDiscovery
}

/// What is supported.
structure OpenDSRDiscovery {
    @required
    api_version: String

    @required
    supported_identities: OpenDSRSupportedIdentityList

    @required
    supported_subject_request_types: OpenDSRSubjectRequestTypeList

    /// Where the certificate is that answers and callbacks are signed with; absent when they are not
    /// signed.
    processor_certificate: String
}

/// A kind of identity.
structure OpenDSRSupportedIdentity {
    @required
    identity_type: String

    @required
    identity_format: String
}

/// What is asked for.
enum OpenDSRSubjectRequestType {
    ACCESS = "access"
    PORTABILITY = "portability"
    ERASURE = "erasure"
}

/// Gives the certificate in PEM form.
@readonly
@http(method: "GET", uri: "/opendsr/v2/certificate", code: 200)
operation GetOpenDSRCertificate {
    output: OpenDSRCertificate
}

/// A certificate.
structure OpenDSRCertificate {
    @required
    @httpPayload
    body: OpenDSRCertificateText
}

@mediaType("application/x-pem-file")
string OpenDSRCertificateText

/// Asks for an erasure, or for what is held.
@http(method: "POST", uri: "/opendsr/v2/requests", code: 201)
operation CreateOpenDSRRequest {
    input: CreateOpenDSRRequestRequest
    output: OpenDSRReceipt
}

/// What a data subject asks for, as the controller passes it on.
structure CreateOpenDSRRequestRequest {
    @required
    regulation: OpenDSRRegulation

    @required
    subject_request_id: OpenDSRRequestID

    @required
    subject_request_type: OpenDSRSubjectRequestType

    @required
    subject_identities: OpenDSRIdentityList

    /// In the form of RFC 3339.
    @required
    submitted_time: OpenDSRTime

    api_version: OpenDSRVersion

    status_callback_urls: OpenDSRCallbackURLList

    /// By the domain of the processor whose they are; those of others are not looked at.
    extensions: OpenDSRExtensions
}

/// The law by which it is asked for.
enum OpenDSRRegulation {
    GDPR = "gdpr"
    CCPA = "ccpa"
}

/// Who it is about.
structure OpenDSRIdentity {
    /// controller_customer_id is the one that is known: the user id.
    @required
    identity_type: OpenDSRWord

    @required
    identity_value: OpenDSRIdentityValue

    /// raw, as hashes cannot be looked up.
    @required
    identity_format: OpenDSRWord
}

/// What OpenDSR has no members for.
structure OpenDSRExtension {
    /// Where; everywhere when not given.
    datasetGroupArns: DatasetGroupArnList

    /// Whether later events and rows are refused for good.
    suppress: Boolean

    /// Whether files under the S3 root are rewritten as well.
    includeS3: Boolean
}

/// That a request was received.
structure OpenDSRReceipt {
    /// The account.
    @required
    controller_id: String

    @required
    expected_completion_time: String

    @required
    received_time: String

    /// The body as it was sent, in base64.
    @required
    encoded_request: String

    @required
    subject_request_id: String
}

/// Tells how far a request is.
@readonly
@http(method: "GET", uri: "/opendsr/v2/requests/{subject_request_id}", code: 200)
operation DescribeOpenDSRRequest {
    input: OpenDSRReference
    output: OpenDSRRequestStatus
}

/// Which request.
structure OpenDSRReference {
    @required
    @httpLabel
    subject_request_id: OpenDSRRequestID
}

/// How far a request is.
structure OpenDSRRequestStatus {
    @required
    controller_id: String

    @required
    expected_completion_time: String

    @required
    subject_request_id: String

    @required
    request_status: OpenDSRStatus

    api_version: String

    /// Where the results can be fetched, once.
    results_url: String

    /// How many files the results are.
    results_count: Integer

    /// Of callbacks: where it is sent.
    status_callback_url: String

    /// By domain: what OpenDSR has no words for.
    extensions: OpenDSRStateExtensions
}

/// How far a request has come.
enum OpenDSRStatus {
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
}

/// The state in this service's own words.
structure OpenDSRStateExtension {
    /// Such as FAILED or DENIED.
    @required
    state: String

    failureReason: String
}

/// Takes back a request that has not been begun.
@idempotent
@http(method: "DELETE", uri: "/opendsr/v2/requests/{subject_request_id}", code: 202)
operation CancelOpenDSRRequest {
    input: OpenDSRReference
    output: OpenDSRCancellation
}

/// That a request was taken back.
structure OpenDSRCancellation {
    @required
    controller_id: String

    @required
    received_time: String

    @required
    subject_request_id: String

    api_version: String
}

/// Gives what is held about the person; once, as it is then forgotten whose it was.
@http(method: "GET", uri: "/opendsr/v2/requests/{subject_request_id}/results", code: 200)
operation GetOpenDSRResults {
    input: OpenDSRReference
    output: OpenDSRResults
}

/// What is held about a person, as files.
structure OpenDSRResults {
    @required
    subject_request_id: String

    @required
    files: PackageFileList
}

/// An error as OpenDSR has it; it names no identity.
structure OpenDSRErrorResponse {
    @required
    error: OpenDSRError
}

/// What went wrong.
structure OpenDSRError {
    /// The HTTP status.
    @required
    code: Integer

    @required
    message: String

    @required
    errors: OpenDSRErrorDetailList
}

/// A part of what went wrong.
structure OpenDSRErrorDetail {
    @required
    domain: String

    @required
    reason: String

    @required
    message: String
}

/// A random UUID in lower case.
@pattern("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
string OpenDSRRequestID

@length(min: 1, max: 100)
string OpenDSRWord

@sensitive
@length(min: 1, max: 256)
string OpenDSRIdentityValue

@length(min: 1, max: 64)
string OpenDSRTime

@length(max: 32)
string OpenDSRVersion

@length(min: 1, max: 2000)
string OpenDSRCallbackURL

@length(min: 1, max: 1000)
list OpenDSRIdentityList {
    member: OpenDSRIdentity
}

@length(max: 10)
list OpenDSRCallbackURLList {
    member: OpenDSRCallbackURL
}

list OpenDSRSupportedIdentityList {
    member: OpenDSRSupportedIdentity
}

list OpenDSRSubjectRequestTypeList {
    member: OpenDSRSubjectRequestType
}

list OpenDSRErrorDetailList {
    member: OpenDSRErrorDetail
}

map OpenDSRExtensions {
    key: String
    value: OpenDSRExtension
}

map OpenDSRStateExtensions {
    key: String
    value: OpenDSRStateExtension
}
