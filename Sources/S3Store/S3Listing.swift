import AWSSigning
import ObjectStore
import Platform

/// Finds out what is at a location.
struct S3Listing {
  let client: S3Client

  /// An object as HeadObject tells of it.
  struct Head {
    let bytes: Int64
    let lastModified: Timestamp
    let entityTag: String?
  }

  /// - Throws: `noSuchBucket`, `noSuchObject`, `wrongKind` for a folder named without its slash.
  func head(_ location: ObjectLocation) throws(ObjectStoreError) -> Head {
    guard !location.isFolder else {
      throw .wrongKind(location, reason: "is a folder; an object was expected")
    }
    let answer = try client.answer(to: S3Request(method: "HEAD", location: location))
    if answer.status == 404 { throw try whyMissing(location) }
    guard S3Failure.isSuccess(answer) else { throw S3Failure.error(answer, at: location) }
    guard let bytes = answer.headers["content-length"].flatMap({ Int64($0) }), bytes >= 0 else {
      throw .failed(location, reason: "the server does not tell how long it is")
    }
    let date = answer.headers["last-modified"].flatMap { SigningDate(Array($0.utf8)[...]) }
    return Head(
      bytes: bytes, lastModified: Timestamp(seconds: date?.epochSeconds ?? 0),
      entityTag: answer.headers["etag"])
  }

  func isThere(_ location: ObjectLocation) throws(ObjectStoreError) -> Bool {
    S3Failure.isSuccess(try client.answer(to: S3Request(method: "HEAD", location: location)))
  }

  /// Answers to HEAD have no body: a list tells a missing bucket from a missing key.
  private func whyMissing(_ location: ObjectLocation) throws(ObjectStoreError) -> ObjectStoreError {
    let page = try self.page(
      of: location,
      query: [("list-type", "2"), ("max-keys", "1"), ("prefix", location.key + "/")])
    return page.isEmpty
      ? .noSuchObject(location)
      : .wrongKind(
        location, reason: "is a folder; end the location with a slash to name its CSV files")
  }

  /// The objects a location stands for, by key.
  func objects(
    at location: ObjectLocation, _ extent: ListExtent
  ) throws(ObjectStoreError) -> [ObjectSummary] {
    guard location.isFolder || extent == .prefix else {
      let head = try head(location)
      return [
        ObjectSummary(location: location, bytes: head.bytes, lastModified: head.lastModified)
      ]
    }
    var found: [ObjectSummary] = []
    var token: String?
    repeat {
      var query = [("list-type", "2"), ("prefix", location.key)]
      if extent == .firstLevel { query.append(("delimiter", "/")) }
      if let token { query.append(("continuation-token", token)) }
      let page = try self.page(of: location, query: query)
      if page.isEmpty, token == nil, !location.key.isEmpty { throw .noSuchObject(location) }
      for entry in page.entries {
        if let object = try summary(entry, in: location) { found.append(object) }
      }
      guard page.continuationToken != token || token == nil else {
        throw .failed(location, reason: "the server's list does not end")
      }
      token = page.continuationToken
    } while token != nil
    return found
  }

  /// - Returns: `nil` for the mark that some programs leave in place of a folder.
  private func summary(
    _ entry: ListPage.Entry, in location: ObjectLocation
  ) throws(ObjectStoreError) -> ObjectSummary? {
    let key = entry.key.utf8
    guard key.starts(with: location.key.utf8) else {
      throw .failed(location, reason: "the server listed an object of another folder")
    }
    if key.isEmpty || key.last == UInt8(ascii: "/") { return nil }
    return ObjectSummary(
      location: try ObjectLocation("s3://\(location.bucket)/\(entry.key)"), bytes: entry.bytes,
      lastModified: entry.lastModified)
  }

  private func page(
    of location: ObjectLocation, query: [(name: String, value: String)]
  ) throws(ObjectStoreError) -> ListPage {
    var request = S3Request(method: "GET", location: location, isForBucket: true)
    request.query = query
    let answer = try client.success(request)
    do {
      return try ListPage(parsing: answer.body)
    } catch {
      throw .failed(location, reason: "the server's list is not as S3 writes it")
    }
  }
}
