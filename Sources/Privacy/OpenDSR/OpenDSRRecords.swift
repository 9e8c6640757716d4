import FoundationEssentials
import Glibc
import PersonalizeAPI
package import Platform
package import Store
import Synchronization

/// What is remembered of a request that came by OpenDSR, beside the request itself.
package struct OpenDSRRecord: Codable, Sendable, Equatable {
  package let subjectRequestID: String
  package let account: String
  package let region: String
  /// Where changes are reported.
  package let callbackURLs: [String]
  /// Where this server is reached, for addresses in callbacks.
  package let baseURL: String
  package let received: Timestamp
  /// The last status that each callback was told.
  package var reported: [String: String] = [:]
  /// Callbacks that were given up.
  package var abandoned: [String] = []

  package init(
    subjectRequestID: String, tenant: TenantKey, callbackURLs: [String], baseURL: String,
    received: Timestamp
  ) {
    self.subjectRequestID = subjectRequestID
    account = tenant.account
    region = tenant.region
    self.callbackURLs = callbackURLs
    self.baseURL = baseURL
    self.received = received
  }

  package var tenant: TenantKey? { TenantKey(account: account, region: region) }

  /// The name of the request in the ledger.
  package var requestID: String { Self.requestID(subjectRequestID) }

  package static func requestID(_ subjectRequestID: String) -> String {
    "opendsr-\(subjectRequestID)"
  }
}

/// The records of requests that came by OpenDSR, a file each below `privacy/opendsr`.
///
/// No file holds an identity: addresses of callbacks that contain one are refused.
package final class OpenDSRRecords: Sendable {
  private let directory: String
  private let records: Mutex<[String: OpenDSRRecord]>

  package init(dataDirectory: String) throws {
    directory = dataDirectory + "/privacy/opendsr"
    try Files.makeDirectory(directory)
    var found: [String: OpenDSRRecord] = [:]
    for name in Files.names(in: directory) where name.hasSuffix(".json") {
      let bytes = try Files.read("\(directory)/\(name)")
      let record = try JSONDecoder().decode(OpenDSRRecord.self, from: Data(bytes))
      found[Self.key(record)] = record
    }
    records = Mutex(found)
  }

  /// Stores a record in place of the one that is there; it is on the disk when this returns.
  package func put(_ record: OpenDSRRecord) throws {
    try PrivateFile.write(
      [UInt8](try JSONEncoder().encode(record)), to: "\(directory)/\(Self.key(record)).json")
    records.withLock { $0[Self.key(record)] = record }
  }

  /// The record of a request; without a tenant, whose ever it is.
  package func record(_ subjectRequestID: String, tenant: TenantKey?) -> OpenDSRRecord? {
    records.withLock { records in
      records.values.first {
        $0.subjectRequestID == subjectRequestID && (tenant == nil || $0.tenant == tenant)
      }
    }
  }

  /// All that have callbacks.
  package var withCallbacks: [OpenDSRRecord] {
    records.withLock { $0.values.filter { !$0.callbackURLs.isEmpty } }
  }

  /// Account and region are checked names, and the id is a checked UUID: none leads out of the
  /// folder.
  private static func key(_ record: OpenDSRRecord) -> String {
    "\(record.account)-\(record.region)-\(record.subjectRequestID)"
  }
}
