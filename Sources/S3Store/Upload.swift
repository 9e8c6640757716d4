import ObjectStore

/// Writes an object: in one request when it is small, else in parts, of which one is in memory.
///
/// The server shows nothing of it before it is whole, and drops the parts when it is abandoned.
final class Upload {
  /// How much of a complete object may stay in memory.
  private static let keptBytes = 64 << 10

  private let client: S3Client
  private let location: ObjectLocation
  private var buffer: [UInt8] = []
  private var identifier: String?
  /// The entity tags of the parts that the server has.
  private var parts: [String] = []

  init(client: S3Client, location: ObjectLocation) {
    self.client = client
    self.location = location
  }

  func append(_ bytes: [UInt8]) throws(ObjectStoreError) {
    buffer += bytes
    while buffer.count >= partBytes { try sendPart() }
  }

  /// Sends what is in memory, unless it is so little that it may wait for `finish`.
  func complete() throws(ObjectStoreError) {
    guard identifier != nil || buffer.count > Self.keptBytes else { return }
    if !buffer.isEmpty { try sendPart() }
  }

  /// Makes the object appear.
  func finish() throws(ObjectStoreError) {
    guard let identifier else {
      var request = S3Request(method: "PUT", location: location)
      request.body = buffer
      _ = try client.success(request)
      return
    }
    if !buffer.isEmpty { try sendPart() }
    try complete(identifier)
  }

  /// Has the server forget the parts; one attempt, as there is nobody to tell.
  func abandon() {
    guard let identifier else { return }
    var request = S3Request(method: "DELETE", location: location)
    request.query = [("uploadId", identifier)]
    _ = client.start(request)?.wait(idle: client.settings.idleNanoseconds)
  }

  /// Later parts are larger, as there are at most 10,000.
  private var partBytes: Int { client.settings.partBytes * (1 + parts.count / 1000) }

  private func sendPart() throws(ObjectStoreError) {
    let identifier = try begun()
    let count = min(partBytes, buffer.count)
    var request = S3Request(method: "PUT", location: location)
    request.query = [("partNumber", "\(parts.count + 1)"), ("uploadId", identifier)]
    request.body = Array(buffer[..<count])
    let answer = try client.success(request)
    guard let tag = answer.headers["etag"] else {
      throw .failed(location, reason: "the server did not confirm part \(parts.count + 1)")
    }
    parts.append(tag)
    buffer.removeSubrange(..<count)
  }

  /// The upload's identifier; begins it first if need be.
  private func begun() throws(ObjectStoreError) -> String {
    if let identifier { return identifier }
    var request = S3Request(method: "POST", location: location)
    request.query = [("uploads", "")]
    let answer = try client.success(request)
    var reader = XMLReader(answer.body)
    while let event = try? reader.next() {
      guard case .end("UploadId", let text) = event, !text.isEmpty else { continue }
      identifier = text
      return text
    }
    throw .failed(location, reason: "the server began no upload")
  }

  private func complete(_ identifier: String) throws(ObjectStoreError) {
    var request = S3Request(method: "POST", location: location)
    request.query = [("uploadId", identifier)]
    let list = parts.enumerated().map { index, tag in
      let escaped = tag.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      return "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(escaped)</ETag></Part>"
    }
    request.body = Array(
      "<CompleteMultipartUpload>\(list.joined())</CompleteMultipartUpload>".utf8)
    let answer = try client.answer(to: request)
    // It may have been done by an attempt whose answer was lost: then the upload is gone.
    if answer.status == 404, S3Failure.code(of: answer) == "NoSuchUpload",
      try S3Listing(client: client).isThere(location)
    {
      return
    }
    // An upload can also fail after the server has begun to answer with success.
    guard S3Failure.isSuccess(answer), S3Failure.code(of: answer) == nil else {
      throw S3Failure.error(answer, at: location)
    }
  }
}
