$version: "2"

namespace bespoke

use aws.protocols#restJson1

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
