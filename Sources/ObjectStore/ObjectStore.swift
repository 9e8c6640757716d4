package import Platform

/// Where `s3://` locations lead.
///
/// An enumeration, so that a caller need not know which kind it was given.
package enum ObjectStore: Sendable {
  /// `s3://BUCKET/KEY` is the file `ROOT/BUCKET/KEY`.
  case directory(DirectoryStore)
  /// A server that speaks S3 has them.
  case remote(RemoteStore)
  /// Nothing outside a grant is touched.
  indirect case restricted(ObjectStore, to: AccessGrant)

  /// The objects a location names, by key.
  ///
  /// - Throws: `noSuchBucket`, `noSuchObject`, `wrongKind` for a folder named without its slash,
  ///   unless the location is a prefix.
  package func objects(
    at location: ObjectLocation, _ extent: ListExtent = .firstLevel
  ) throws(ObjectStoreError) -> [ObjectSummary] {
    switch self {
    case .directory(let store): return try store.objects(at: location, extent)
    case .remote(let store): return try store.list(location, extent)
    case .restricted(let store, let grant):
      try grant.check(location, for: .reading)
      // A grant of one object is none of others whose keys start like its own.
      return try store.objects(at: location, extent).filter { grant.allows($0.location, .reading) }
    }
  }

  /// Opens one object for reading from its start.
  package func reader(of location: ObjectLocation) throws(ObjectStoreError) -> ObjectReader {
    switch self {
    case .directory(let store): return try store.reader(of: location)
    case .remote(let store): return try store.read(location)
    case .restricted(let store, let grant):
      try grant.check(location, for: .reading)
      return try store.reader(of: location)
    }
  }

  /// Starts to write an object, which others see once `finish` has returned.
  package func writer(of location: ObjectLocation) throws(ObjectStoreError) -> ObjectWriter {
    switch self {
    case .directory(let store): return try store.writer(of: location)
    case .remote(let store): return try store.write(location)
    case .restricted(let store, let grant):
      try grant.check(location, for: .writing)
      return try store.writer(of: location)
    }
  }
}

/// How much a location stands for.
package enum ListExtent: Sendable {
  /// One object, or the objects right in a folder.
  case firstLevel
  /// One object, or all objects below a folder.
  case recursive
  /// All objects whose keys start with the location's, wherever that ends.
  case prefix
}

/// An object that exists.
package struct ObjectSummary: Sendable, Equatable {
  package let location: ObjectLocation
  package let bytes: Int64
  /// When it was last written, by the store's clock.
  package let lastModified: Timestamp

  package init(location: ObjectLocation, bytes: Int64, lastModified: Timestamp) {
    self.location = location
    self.bytes = bytes
    self.lastModified = lastModified
  }
}
