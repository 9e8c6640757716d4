/// The bounds a connection keeps its peer to; each has the status that answers a breach.
package struct HTTPLimits: Sendable {
  /// Longest request line, without its line end; 414 beyond.
  package var requestLineBytes = 8 * 1024
  /// Largest field section of a request, line ends included, and largest trailers; 431 beyond.
  package var headerBytes = 32 * 1024
  /// Most fields in a request; 431 beyond.
  package var headerCount = 100
  /// Largest content of a request, after chunked decoding; 413 beyond.
  package var bodyBytes = 16 * 1024 * 1024
  /// From a request's first byte to the end of its fields; 408 beyond.
  package var headerTimeMilliseconds: Int64 = 10_000
  /// From the end of a request's fields to the end of its content; 408 beyond.
  package var bodyTimeMilliseconds: Int64 = 60_000
  /// Between requests; the connection is closed without a word beyond.
  package var idleTimeMilliseconds: Int64 = 75_000
  /// Without any of a waiting answer being taken; the connection is cut beyond.
  package var writeTimeMilliseconds: Int64 = 30_000
  /// For the peer to take the last answer and close; the connection is cut beyond.
  package var lingerTimeMilliseconds: Int64 = 2_000
  /// Answers waiting to be taken before further pipelined requests are left alone.
  package var outputBytes = 256 * 1024
  /// Bytes read ahead of the request in hand before the socket is left alone.
  package var readAheadBytes = 64 * 1024

  package init() {}

  /// The same with sizes no sum of which can overflow.
  var clamped: HTTPLimits {
    var limits = self
    limits.requestLineBytes = min(max(requestLineBytes, 1), 1 << 30)
    limits.headerBytes = min(max(headerBytes, 1), 1 << 30)
    limits.bodyBytes = min(max(bodyBytes, 0), 1 << 40)
    return limits
  }
}
