import Foundation
import ObjectStore
import Store

@testable import Workers

/// A folder with a bucket `data` and a place for segments, removed with the test.
final class ImportFixture {
  let directory = NSTemporaryDirectory() + "import-\(UUID().uuidString)"
  let objectStore: ObjectStore
  var segment: String { directory + "/out.segment" }

  static let interactions = """
    {"type":"record","name":"Interactions","namespace":"n","version":"1.0","fields":[
    {"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},
    {"name":"EVENT_TYPE","type":["null","string"]},
    {"name":"EVENT_VALUE","type":["float","null"]},{"name":"TIMESTAMP","type":"long"}]}
    """

  static let items = """
    {"type":"record","name":"Items","namespace":"n","version":"1.0","fields":[
    {"name":"ITEM_ID","type":"string"},{"name":"GENRES","type":["null","string"],"categorical":true},
    {"name":"PRICE","type":["null","double"]},{"name":"STOCK","type":["null","int"]},
    {"name":"SOLD","type":["null","boolean"]},
    {"name":"ABOUT","type":["null","string"],"textual":true},
    {"name":"CREATION_TIMESTAMP","type":["null","long"]}]}
    """

  init() throws {
    try FileManager.default.createDirectory(
      atPath: directory + "/s3/data/folder", withIntermediateDirectories: true)
    objectStore = .directory(DirectoryStore(root: directory + "/s3"))
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func put(_ bytes: [UInt8], at key: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(directory)/s3/data/\(key)"))
  }

  /// Imports what is at `key`, after writing `text` there.
  func importing(
    _ text: String? = nil, at key: String = "rows.csv", schema: String,
    minimumRows: Int64 = 1
  ) throws -> Int64 {
    if let text { try put(Array(text.utf8), at: key) }
    return try run(key: key, schema: schema, minimumRows: minimumRows)
  }

  func run(key: String = "rows.csv", schema: String, minimumRows: Int64 = 1) throws -> Int64 {
    let parsed = try AvroSchema(parsing: schema)
    let job = SegmentImport(
      schema: parsed, datasetType: parsed.datasetType ?? .interactions,
      location: try ObjectLocation("s3://data/" + key), objectStore: objectStore,
      minimumRows: minimumRows, path: segment)
    return try job.run { _ in }.rows
  }

  /// The rows of the segment of interactions, each as its values in words, null as `-`.
  func interactionRows() throws -> [String] {
    let reader = try InteractionSegmentReader(path: segment)
    let strings = try reader.columns.indices.map { try reader.strings(of: $0) }
    var rows: [String] = []
    try reader.forEachBlock { chunks in
      for row in 0..<(chunks.first?.count ?? 0) {
        let cells = chunks.enumerated().map { position, chunk in
          switch chunk {
          case .codes(let codes):
            codes[row] == 0 ? "-" : strings[position][Int(codes[row]) - 1]
          case .integers(let integers): integers[row] == .min ? "-" : "\(integers[row])"
          case .reals(let reals): reals[row].isNaN ? "-" : "\(reals[row])"
          }
        }
        rows.append(cells.joined(separator: " "))
      }
    }
    return rows
  }

  /// The records of the segment, by id.
  func records() throws -> [String: String] {
    var found: [String: String] = [:]
    try RecordSegmentReader(path: segment).forEachRecord { id, body in found[id] = body }
    return found
  }
}
