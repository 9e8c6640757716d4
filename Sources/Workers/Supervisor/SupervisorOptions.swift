import FoundationEssentials
package import ObjectStore
package import Store

extension Supervisor {
  /// How a supervisor works.
  package struct Options: Sendable {
    /// How many worker processes may run at once.
    package var workers: Int
    package var pace: Pace
    /// The worker executable.
    package var workerPath: String
    /// The folder that `s3://` locations lead to.
    package var s3Root: String
    /// The S3 server that they lead to instead, if there is one.
    package var remoteStore: RemoteAddress?
    /// What the jobs of each role may read and write.
    package var grants = AccessGrants()
    /// Whether the minimums for rows and training data are lifted.
    package var relaxedLimits: Bool
    /// Threads of one training.
    package var trainingThreads: Int

    package init(
      workers: Int = ProcessInfo.processInfo.activeProcessorCount, pace: Pace = .instant,
      workerPath: String = Supervisor.workerBesideExecutable(), s3Root: String,
      relaxedLimits: Bool = false,
      trainingThreads: Int = ProcessInfo.processInfo.activeProcessorCount
    ) {
      self.workers = max(workers, 1)
      self.pace = pace
      self.workerPath = workerPath
      self.s3Root = s3Root
      self.relaxedLimits = relaxedLimits
      self.trainingThreads = max(trainingThreads, 1)
    }
  }

  /// The worker executable that is built beside the running one.
  package static func workerBesideExecutable() -> String {
    let own =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments.first ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent()
      .appendingPathComponent("bespoke-worker").path
  }
}
