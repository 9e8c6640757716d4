package import JSON

/// A structure of the model: it reads itself from JSON and writes itself as JSON.
package protocol APIStructure: Sendable, Equatable {
  init(from reader: inout JSONReader) throws(JSONError)
  func encode(to writer: inout JSONWriter)
}

extension APIStructure {
  /// Reads a whole document, without holding it to constraints.
  package static func decode(_ bytes: [UInt8]) throws(JSONError) -> Self {
    var reader = JSONReader(bytes)
    let value = try Self(from: &reader)
    try reader.finish()
    return value
  }

  /// The structure as a document.
  package func encoded() -> [UInt8] {
    var writer = JSONWriter()
    encode(to: &writer)
    return writer.bytes
  }
}

/// The input of an operation: decoding it checks the constraints of its shapes.
package protocol APIRequest: APIStructure {}

extension APIRequest {
  /// Reads a whole document and holds it to the constraints of its shapes.
  package static func decode(_ bytes: [UInt8]) throws(JSONError) -> Self {
    try decode(bytes, in: nil)
  }

  /// The request that the body, or that range of it, carries; an empty body counts as `{}`.
  ///
  /// - Throws: `serialization` for what is not JSON of the right types, `invalidInput` for what
  ///   breaks constraints, in the service's wording.
  package static func request(
    in body: [UInt8], _ range: Range<Int>? = nil
  ) throws(ServiceError) -> Self {
    do throws(JSONError) {
      return try decode(body, in: range)
    } catch {
      throw ServiceError(error)
    }
  }

  private static func decode(
    _ bytes: [UInt8], in range: Range<Int>?
  ) throws(JSONError) -> Self {
    var reader = JSONReader(bytes, in: range, validates: true)
    if reader.isAtEnd { reader = JSONReader(Array("{}".utf8), validates: true) }
    let value = try Self(from: &reader)
    try reader.finish()
    return value
  }
}
