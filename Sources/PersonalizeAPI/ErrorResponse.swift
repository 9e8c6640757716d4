import JSON

/// An error as it goes over the wire.
package struct ErrorResponse: Equatable, Sendable {
  /// The header that names the error's kind; clients compare it without case.
  package static let headerName = "x-amzn-ErrorType"

  package let status: Int
  /// The value of the header.
  package let errorType: String
  /// A JSON object with `__type` and `message`.
  package let body: [UInt8]

  /// The answer of `service` to a request that ended in `error`.
  package init(_ error: ServiceError, in service: APIService) {
    status = error.kind.status(in: service)
    errorType = error.kind.name
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("__type")
    writer.string(error.kind.name)
    writer.key("message")
    writer.string(error.message)
    writer.endObject()
    body = writer.bytes
  }
}
