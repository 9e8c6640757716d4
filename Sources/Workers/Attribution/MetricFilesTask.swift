import ObjectStore
import Platform
import Store

/// What a metric attribution has counted into CSV objects.
package struct MetricFilesTask: Codable, Sendable, Equatable {
  /// Where `s3://` leads.
  var storage: ObjectStoreAddress
  /// The `s3://` location of the folder for the files.
  var folder: String
  /// The dataset group's folder.
  var groupDirectory: String
  /// The numbers of the files.
  var files: [Int64]
}

extension MetricFilesTask {
  /// The columns of a file.
  private static let header = [
    "METRIC_NAME", "EVENT_TYPE", "VALUE", "MATH_FUNCTION", "EVENT_ATTRIBUTION_SOURCE", "TIMESTAMP",
  ]

  /// Writes one file after the other; each appears once it is complete, in place of an earlier
  /// attempt at it.
  func perform(stores: ObjectStoreOpener) -> WorkerResult {
    do {
      let store = try stores.open(storage)
      let folder = try ObjectLocation(folder)
      let reader = try GroupReader(directory: groupDirectory)
      return .wroteMetrics(
        try files.compactMap { id in try write(id, of: reader, to: folder, in: store) })
    } catch {
      return .failed(reason: "\(error)")
    }
  }

  private func write(
    _ id: Int64, of reader: GroupReader, to folder: ObjectLocation, in store: ObjectStore
  ) throws -> MetricFile? {
    var text = CSVRow()
    for name in Self.header { text.text(name) }
    text.end()
    var bytes = text.bytes
    let file = try reader.metricRows(ofFile: id) { row in
      text.begin()
      text.text(row.metric)
      text.text(row.eventType)
      text.real(row.value)
      text.text(row.function)
      text.text(row.source)
      text.integer(row.time)
      text.end()
      bytes.append(contentsOf: text.bytes)
    }
    guard let file else { return nil }
    let writer = try store.writer(of: try folder.appending(file.name))
    try writer.append(bytes)
    try writer.finish()
    return file
  }
}
