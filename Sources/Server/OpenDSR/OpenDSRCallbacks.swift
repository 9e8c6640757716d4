import Dispatch
import FoundationEssentials
import PersonalizeAPI
import Platform
import Privacy

/// Tells controllers of each change of their requests: at least once, again and again until it
/// arrives, for three days at most.
final class OpenDSRCallbacks: @unchecked Sendable {
  /// Makes a request's status and tells whether it is the last; `nil` when there is no request.
  typealias Describe = @Sendable (OpenDSRRecord) throws -> (OpenDSRRequestStatus, Bool)?
  typealias Headers = @Sendable ([UInt8]) throws -> [(name: String, value: String)]

  private struct Attempts {
    var failures = 0
    let first: UInt64
    var next: UInt64
  }

  private static let interval = DispatchTimeInterval.seconds(1)
  private static let longestPause: UInt64 = 3600
  private static let patience: UInt64 = 3 * 86_400

  private let records: OpenDSRRecords
  private let hosts: CallbackHosts
  private let sender: CallbackSender
  private let log: Log
  // All of what follows is touched on this queue only, which is why sharing is sound.
  private let queue = DispatchQueue(label: "bespoke.opendsr-callbacks")
  private var timer: (any DispatchSourceTimer)?
  private var attempts: [String: Attempts] = [:]
  private var settled: Set<String> = []
  private var describe: Describe = { _ in nil }
  private var headers: Headers = { _ in [] }

  init(records: OpenDSRRecords, hosts: CallbackHosts, sender: CallbackSender, log: Log) {
    self.records = records
    self.hosts = hosts
    self.sender = sender
    self.log = log
  }

  func start(_ describe: @escaping Describe, headers: @escaping Headers) {
    queue.sync {
      self.describe = describe
      self.headers = headers
      let timer = DispatchSource.makeTimerSource(queue: queue)
      timer.schedule(deadline: .now(), repeating: Self.interval)
      timer.setEventHandler { [weak self] in self?.look() }
      timer.resume()
      self.timer = timer
    }
  }

  func stop() {
    queue.sync {
      timer?.cancel()
      timer = nil
    }
  }

  /// Looks at once instead of at the next second.
  func wake() {
    queue.async { [weak self] in
      if self?.timer != nil { self?.look() }
    }
  }

  private func look() {
    for record in records.withCallbacks where !settled.contains(record.subjectRequestID) {
      do {
        try report(record)
      } catch {
        log.error("a callback cannot be sent", ["reason": "\(error)"])
      }
    }
  }

  private func report(_ record: OpenDSRRecord) throws {
    guard let (status, isLast) = try describe(record) else {
      settled.insert(record.subjectRequestID)
      return
    }
    var current = record
    for url in record.callbackURLs
    where record.reported[url] != status.requestStatus.rawValue && !record.abandoned.contains(url) {
      try send(status, to: url, &current)
    }
    if current != record { try records.put(current) }
    let isKnown = current.callbackURLs.allSatisfy {
      current.reported[$0] == status.requestStatus.rawValue || current.abandoned.contains($0)
    }
    if isLast, isKnown { settled.insert(record.subjectRequestID) }
  }

  private func send(
    _ status: OpenDSRRequestStatus, to url: String, _ record: inout OpenDSRRecord
  ) throws {
    let key = "\(record.subjectRequestID) \(url)"
    let now = Clock.monotonicNanoseconds() / 1_000_000_000
    guard attempts[key].map({ $0.next <= now }) ?? true else { return }
    var told = status
    told.statusCallbackUrl = url
    let body = told.encoded()
    let signed = [("Content-Type", "application/json")] + (try headers(body))
    let failure: String?
    do throws(ServiceError) {
      // The list may have changed since the request came.
      let target = try hosts.target(url)
      failure = sender.post(body, to: target, headers: signed)
    } catch {
      failure = error.message
    }
    guard let failure else {
      record.reported[url] = status.requestStatus.rawValue
      attempts[key] = nil
      return
    }
    var attempt = attempts[key] ?? Attempts(first: now, next: now)
    attempt.failures += 1
    attempt.next = now + min(1 << UInt64(min(attempt.failures, 12)), Self.longestPause)
    attempts[key] = attempt
    let facts: KeyValuePairs = [
      "request": record.subjectRequestID, "reason": failure, "failures": "\(attempt.failures)",
    ]
    if now - attempt.first > Self.patience {
      record.abandoned.append(url)
      log.error("a callback is given up", facts)
    } else {
      log.warning("a callback did not arrive", facts)
    }
  }
}
