import ObjectStore
import Platform
import Store

extension ImportTask {
  /// Imports, and reports progress at most a few times a second.
  func perform(
    stores: ObjectStoreOpener, progress: (WorkerProgress) -> Void
  ) -> WorkerResult {
    do {
      var lastReport: UInt64 = 0
      let outcome = try job(stores).run { state in
        let now = Clock.monotonicNanoseconds()
        guard now &- lastReport > 250_000_000 else { return }
        lastReport = now
        progress(
          WorkerProgress(
            stage: "importing", fraction: Double(state.bytes) / Double(max(state.totalBytes, 1)),
            rows: state.rows, bytes: state.bytes, totalBytes: state.totalBytes))
      }
      return .imported(rows: outcome.rows, leftOut: outcome.leftOut)
    } catch {
      return .failed(reason: "\(error)")
    }
  }

  private func job(_ stores: ObjectStoreOpener) throws -> SegmentImport {
    guard let type = DatasetType(rawValue: datasetType) else {
      throw ImportError.storage("there is no dataset type \(datasetType)")
    }
    return SegmentImport(
      schema: try AvroSchema(parsing: schema), datasetType: type,
      location: try ObjectLocation(location),
      objectStore: try stores.open(storage), minimumRows: minimumRows, path: path,
      exclusions: exclusions, counting: counting)
  }
}
