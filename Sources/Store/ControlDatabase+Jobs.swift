package import Platform
import SQLite

extension ControlDatabase {
  /// Queues work on a resource, in the transaction that changes the resource.
  ///
  /// - Returns: the job's id.
  @discardableResult
  package func enqueue(_ kind: JobKind, on arn: String, notBefore: Timestamp) throws -> Int64 {
    try connection.run(
      "INSERT INTO jobs(kind, resource_arn, not_before) VALUES (?, ?, ?)",
      [.text(kind.rawValue), .text(arn), .integer(notBefore.milliseconds)])
    noteJob()
    return connection.lastInsertRowID
  }

  /// Takes the oldest job that is due, whose kind is asked for and that `isFree` lets through, and
  /// marks it running.
  package func claimJob(
    of kinds: [JobKind], at now: Timestamp, where isFree: (Job) throws -> Bool = { _ in true }
  ) throws -> Job? {
    let places = kinds.map { _ in "?" }.joined(separator: ", ")
    let due = try connection.query(
      """
      SELECT id, kind, resource_arn, attempts, not_before FROM jobs
      WHERE running = 0 AND not_before <= ? AND kind IN (\(places)) ORDER BY not_before, id
      """, [.integer(now.milliseconds)] + kinds.map { .text($0.rawValue) }
    ) { row in Self.job(row) }.compactMap(\.self)
    guard let job = try due.first(where: isFree) else { return nil }
    try connection.run(
      "UPDATE jobs SET running = 1, attempts = attempts + 1 WHERE id = ?", [.integer(job.id)])
    return job
  }

  /// When the next waiting job becomes due, of all or of those due later than `moment`; `nil` when
  /// none waits.
  package func nextJobDue(after moment: Timestamp? = nil) throws -> Timestamp? {
    let due = try connection.first(
      "SELECT min(not_before) FROM jobs WHERE running = 0 AND not_before > ?",
      [.integer(moment?.milliseconds ?? .min)]
    ) { row in row.optionalInt64(0) }
    return (due ?? nil).map { Timestamp(milliseconds: $0) }
  }

  /// Forgets a job that has come to its end.
  package func finishJob(_ id: Int64) throws {
    try connection.run("DELETE FROM jobs WHERE id = ?", [.integer(id)])
  }

  /// Forgets all jobs of a resource, those that run included.
  package func finishJobs(on arn: String) throws {
    try connection.run("DELETE FROM jobs WHERE resource_arn = ?", [.text(arn)])
  }

  /// Puts a job back into the queue.
  package func requeueJob(_ id: Int64, notBefore: Timestamp) throws {
    try connection.run(
      "UPDATE jobs SET running = 0, not_before = ? WHERE id = ?",
      [.integer(notBefore.milliseconds), .integer(id)])
    noteJob()
  }

  /// Puts a claimed job back as if it had not been claimed.
  package func postponeJob(_ id: Int64, notBefore: Timestamp) throws {
    try connection.run(
      "UPDATE jobs SET running = 0, attempts = attempts - 1, not_before = ? WHERE id = ?",
      [.integer(notBefore.milliseconds), .integer(id)])
    noteJob()
  }

  /// Puts back every job that was running when the program stopped.
  ///
  /// That attempt is not counted: it was not the job's fault.
  package func requeueInterruptedJobs() throws {
    let count = try connection.run(
      "UPDATE jobs SET running = 0, attempts = attempts - 1 WHERE running = 1")
    if count > 0 { noteJob() }
  }

  /// The jobs that wait or run for a resource.
  package func jobs(on arn: String) throws -> [Job] {
    try connection.query(
      "SELECT id, kind, resource_arn, attempts, not_before FROM jobs WHERE resource_arn = ?",
      [.text(arn)]
    ) { row in Self.job(row) }.compactMap(\.self)
  }

  /// The jobs of worker processes that wait or run, the first that was queued first.
  package func workerJobs() throws -> [(job: Job, isRunning: Bool)] {
    try connection.query(
      "SELECT id, kind, resource_arn, attempts, not_before, running FROM jobs ORDER BY id"
    ) { row in Self.job(row).map { (job: $0, isRunning: row.int(5) != 0) } }
    .compactMap(\.self)
    .filter(\.job.kind.runsInWorker)
  }

  private static func job(_ row: Row) -> Job? {
    guard let kind = JobKind(rawValue: row.string(1)) else { return nil }
    return Job(
      id: row.int64(0), kind: kind, resourceARN: row.string(2), attempts: row.int(3),
      notBefore: Timestamp(milliseconds: row.int64(4)))
  }
}
