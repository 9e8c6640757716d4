/// Where a job finds its objects and which of them are for it: all a worker needs to open them.
package struct ObjectStoreAddress: Codable, Sendable, Equatable {
  /// The folder that stands for S3, unless there is a server.
  package var root: String
  package var remote: RemoteAddress?
  /// What the job's role may do; `nil` leaves it everything.
  package var grant: AccessGrant?

  package init(root: String, remote: RemoteAddress? = nil, grant: AccessGrant? = nil) {
    self.root = root
    self.remote = remote
    self.grant = grant
  }
}

/// Opens the stores that addresses name.
package struct ObjectStoreOpener: Sendable {
  private let openRemote: @Sendable (RemoteAddress) throws(RemoteUnavailable) -> RemoteStore

  /// Opens folders, and servers by `remote`.
  package init(
    remote: @escaping @Sendable (RemoteAddress) throws(RemoteUnavailable) -> RemoteStore
  ) {
    openRemote = remote
  }

  /// Opens folders alone, for programs without the network half.
  package static let foldersOnly = ObjectStoreOpener { _ throws(RemoteUnavailable) in
    throw RemoteUnavailable("this program reaches no S3 server")
  }

  package func open(_ address: ObjectStoreAddress) throws(RemoteUnavailable) -> ObjectStore {
    let store: ObjectStore
    if let remote = address.remote {
      store = .remote(try openRemote(remote))
    } else {
      store = .directory(DirectoryStore(root: address.root))
    }
    return address.grant.map { .restricted(store, to: $0) } ?? store
  }
}

/// Why an S3 server cannot be used at all; never holds a credential.
package struct RemoteUnavailable: Error, Sendable, Equatable, CustomStringConvertible {
  private let reason: String

  package init(_ reason: String) { self.reason = reason }

  package var description: String { "Accessing data in Amazon S3 failed: \(reason)." }
}
