import ObjectStore
import Platform
import Store

extension ExportTask {
  /// Exports, and reports progress at most a few times a second.
  ///
  /// The object appears once it is complete, and not at all when somebody's rows were erased since
  /// the task was made.
  func perform(
    stores: ObjectStoreOpener, progress: (WorkerProgress) -> Void
  ) -> WorkerResult {
    do {
      let reader = try GroupReader(directory: groupDirectory)
      let source = try ExportSource(self, reader)
      let store = try stores.open(storage)
      let target = try ObjectLocation(location)
      var file = ExportFile(try store.writer(of: target))
      try file.writeHeader(source.fields)
      var lastReport: UInt64 = 0
      try source.write(to: &file) { fraction, rows in
        let now = Clock.monotonicNanoseconds()
        guard now &- lastReport > 250_000_000 else { return }
        lastReport = now
        progress(WorkerProgress(stage: "exporting", fraction: min(fraction, 1), rows: rows))
      }
      guard try reader.erasureEpoch() == epoch else { return .outdated }
      return .exported(rows: try file.finish())
    } catch {
      return .failed(reason: "\(error)")
    }
  }
}
