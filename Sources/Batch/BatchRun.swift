import DataPlane
import Glibc
package import ObjectStore
import PersonalizeAPI
import Platform
package import Workers

/// Does a batch job: every line of its input becomes a line of its output.
///
/// Objects are read and written as streams, a block of lines at a time. Outputs appear when all of
/// them are complete, or not at all.
package struct BatchRun {
  /// The most objects a job reads, and their bytes together.
  private static let objectLimit = 1000
  private static let byteLimit: Int64 = 1 << 30
  /// The object that is written to see whether the output can be.
  private static let check = "_CHECK"
  /// How many files may be open: all outputs at once, with their folders, and some others.
  private static let descriptorLimit: rlim_t = 4096

  private let task: BatchTask
  private let store: ObjectStore
  private let lists: LineLists
  private let progress: (WorkerProgress) -> Void
  private var state = Tally()

  /// What has been done so far.
  private struct Tally {
    var lines: Int64 = 0
    var failed: Int64 = 0
    /// Why the first line that is of no use has no list.
    var complaint: String?
    var bytes: Int64 = 0
    var totalBytes: Int64 = 0
    var lastReport: UInt64 = 0
  }

  /// Does the whole job.
  package static func perform(
    _ task: BatchTask, stores: ObjectStoreOpener, progress: (WorkerProgress) -> Void
  ) -> WorkerResult {
    withoutActuallyEscaping(progress) { progress in
      do {
        var run = try BatchRun(task, stores, progress)
        return .listed(try run.run())
      } catch let error as ServiceError {
        return .failed(reason: error.message)
      } catch {
        return .failed(reason: "\(error)")
      }
    }
  }

  private init(
    _ task: BatchTask, _ stores: ObjectStoreOpener, _ progress: @escaping (WorkerProgress) -> Void
  ) throws {
    self.task = task
    self.progress = progress
    store = try stores.open(task.storage)
    lists = try LineLists(task)
  }

  private static func allowManyFiles() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = min(max(limit.rlim_cur, descriptorLimit), limit.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  private mutating func run() throws -> BatchReport {
    Self.allowManyFiles()
    let inputs = try inputs()
    let folder = try outputFolder()
    // Tells whether the output can be written before hours of work are lost.
    try store.writer(of: try folder.appending(Self.check)).finish()
    state.totalBytes = inputs.reduce(0) { $0 + $1.bytes }
    var writers: [ObjectWriter] = []
    for input in inputs {
      let writer = try store.writer(of: try folder.appending(input.location.name + ".out"))
      try convert(input, to: writer)
      try writer.complete()
      writers.append(writer)
    }
    if let complaint = state.complaint, state.failed == state.lines {
      throw BatchError("No line of the input can be used. Of the first: \(complaint)")
    }
    guard state.lines > 0 else {
      throw BatchError("There is no line in the input \(task.inputLocation).")
    }
    // What would be thrown away is not shown.
    if try lists.isCurrent() { for writer in writers { try writer.finish() } }
    return BatchReport(lines: state.lines, failedLines: state.failed)
  }

  /// All objects whose keys start with the input's, except what jobs have written to this one's
  /// output folder: a job that is done again, or the next one, is not to read it.
  private func inputs() throws -> [ObjectSummary] {
    let location = try ObjectLocation(task.inputLocation)
    let output = try outputFolder()
    let objects = try store.objects(at: location, .prefix).filter { object in
      let name = object.location.name
      return object.location.folder != output || (name != Self.check && !name.hasSuffix(".out"))
    }
    guard !objects.isEmpty else {
      throw BatchError("There is no object in the input \(location).")
    }
    guard objects.count <= Self.objectLimit else {
      throw BatchError(
        "The input \(location) has \(objects.count) objects; a job reads at most "
          + "\(Self.objectLimit).")
    }
    let bytes = objects.reduce(0) { $0 + $1.bytes }
    guard bytes <= Self.byteLimit else {
      throw BatchError("The input \(location) has \(bytes) bytes; a job reads at most 1 GB.")
    }
    try Self.checkNames(objects)
    return objects
  }

  /// Outputs lie side by side, each with the name of its input.
  private static func checkNames(_ objects: [ObjectSummary]) throws {
    var first: [ExactText: ObjectLocation] = [:]
    for location in objects.map(\.location) {
      guard let other = first.updateValue(location, forKey: ExactText(location.name)) else {
        continue
      }
      throw BatchError(
        "\(other) and \(location) are both inputs, and the output of either would be "
          + "\(location.name).out. Give them different names, or each folder a job of its own.")
    }
  }

  private func outputFolder() throws -> ObjectLocation {
    let path = task.outputLocation
    return try ObjectLocation(path.hasSuffix("/") ? path : path + "/")
  }

  /// Answers the lines of one object.
  private mutating func convert(_ input: ObjectSummary, to writer: ObjectWriter) throws {
    var source = LineSource(try store.reader(of: input.location))
    var count = 0
    while let block = try source.nextBlock() {
      count += block.count
      try lists.check(lineCount: count, in: input.location)
      let answers = lists.answers(to: block, threads: task.threads)
      for answer in answers {
        state.lines += 1
        guard let error = answer.error else { continue }
        state.failed += 1
        if state.complaint == nil, !answer.isWithheld { state.complaint = error }
      }
      try writer.append(Array(answers.map(\.bytes).joined()))
      state.bytes += block.reduce(0) { $0 + Int64($1.count) + 1 }
      report()
    }
  }

  private mutating func report() {
    let now = Clock.monotonicNanoseconds()
    guard now &- state.lastReport > 250_000_000 else { return }
    state.lastReport = now
    progress(
      WorkerProgress(
        stage: "listing", fraction: Double(state.bytes) / Double(max(state.totalBytes, 1)),
        rows: state.lines, bytes: state.bytes, totalBytes: state.totalBytes))
  }
}

/// Why a batch job cannot be done, fit for a `failureReason`.
struct BatchError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
