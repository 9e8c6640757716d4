import Privacy
import Store

/// Ids in plain text on their way from a worker to the server; only their owner may read them.
struct SubjectFile {
  let path: String

  init(path: String) { self.path = path }

  /// That of an erasure's job.
  init(of claimed: ClaimedJob, _ privacy: PrivacyStore) {
    path = privacy.pendingFile(
      "\(claimed.resource.arn) \(claimed.job.id)", tenant: claimed.tenant)
  }

  func write(_ ids: [String]) throws {
    var bytes: [UInt8] = []
    // User ids hold no NUL: every way in refuses it.
    for id in ids { bytes += Array(id.utf8) + [0] }
    try PrivateFile.write(bytes, to: path)
  }

  func read() throws -> [String] {
    try Files.read(path).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  func remove() throws { try PrivateFile.shred(path) }
}
