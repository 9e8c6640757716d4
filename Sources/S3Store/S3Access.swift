import Foundation
package import ObjectStore

/// The network half of the object store.
package enum S3Access {
  /// Opens folders and S3 servers, these with the credentials that the environment holds.
  package static func opener(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> ObjectStoreOpener {
    ObjectStoreOpener { address throws(RemoteUnavailable) in
      store(S3Client(try S3Settings(address, environment: environment)))
    }
  }

  static func store(_ client: S3Client) -> RemoteStore {
    let listing = S3Listing(client: client)
    return RemoteStore(
      list: { location, extent throws(ObjectStoreError) in
        try listing.objects(at: location, extent)
      },
      read: { location throws(ObjectStoreError) in
        let head = try listing.head(location)
        let reader = RangedReader(
          client: client, location: location, size: head.bytes, entityTag: head.entityTag)
        return ObjectReader(location: location, source: reader.read)
      },
      write: { location throws(ObjectStoreError) in
        guard !location.isFolder else {
          throw .wrongKind(location, reason: "is a folder; an object was expected")
        }
        let upload = Upload(client: client, location: location)
        return ObjectWriter(
          location: location,
          sink: ObjectWriter.Sink(
            append: upload.append, complete: upload.complete, finish: upload.finish,
            abandon: upload.abandon))
      })
  }
}
