import AWSSigning
import Store

/// The ids of requests in plain text, a file a request, for as long as they are needed.
///
/// A file holds each id as its length, four bytes with the lowest first, and its bytes.
struct PendingSubjects: Sendable {
  let directory: String
  private static let suffix = ".ids"

  init(dataDirectory: String) throws {
    directory = dataDirectory + "/privacy/pending"
    try Files.makeDirectory(directory)
    try Files.synchronize(dataDirectory + "/privacy")
  }

  /// The name of a request's file.
  static func name(tenant: String, id: String) -> String {
    SHA256.hash(Array("\(tenant) \(id)".utf8)).hex + suffix
  }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// On the disk when it returns.
  func write(_ ids: [String], to name: String) throws {
    var bytes: [UInt8] = []
    for id in ids {
      let count = UInt32(id.utf8.count)
      for shift in [0, 8, 16, 24] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: count >> shift))
      }
      bytes.append(contentsOf: id.utf8)
    }
    try PrivateFile.write(bytes, to: path(name))
  }

  func read(_ name: String) throws -> [String] {
    let bytes = try Files.read(path(name))
    var ids: [String] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      guard rest.count >= 4 + count else {
        throw StoreError.corrupt(path: path(name), reason: "it ends in the middle of an id")
      }
      ids.append(String(decoding: rest.dropFirst(4).prefix(count), as: UTF8.self))
      rest = rest.dropFirst(4 + count)
    }
    return ids
  }

  /// Overwrites and removes a request's file; one that is not there is no error.
  func remove(_ name: String) throws {
    try PrivateFile.shred(path(name))
  }

  func removeAll(except kept: Set<String>) throws {
    for name in Files.names(in: directory) where !kept.contains(name) { try remove(name) }
  }
}
