import Dispatch
import FoundationEssentials
import Platform

/// Has inquiries answered by worker processes, two at a time.
package final class Inquiry: Sendable {
  /// The most a worker may answer, in bytes.
  private static let answerLimit = 1 << 29

  private let executable: String
  private let places = DispatchSemaphore(value: 2)

  /// - Parameter workerPath: the worker executable.
  package init(workerPath: String) {
    executable = workerPath
  }

  /// Waits for the answer, and for a free place before: not to be called where others wait.
  package func answer(_ task: InquiryTask) throws(InquiryError) -> InquiryAnswer {
    places.wait()
    defer { places.signal() }
    let result: WorkerResult
    do {
      result = try run(task)
    } catch {
      throw InquiryError(reason: "\(error)")
    }
    switch result {
    case .answered(let answer): return answer
    case .failed(let reason): throw InquiryError(reason: reason)
    default: throw InquiryError(reason: "The worker process did something else.")
    }
  }

  private func run(_ task: InquiryTask) throws -> WorkerResult {
    var line = [UInt8](try JSONEncoder().encode(WorkerTask.inquire(task)))
    line.append(UInt8(ascii: "\n"))
    let process = try ChildProcess(path: executable)
    try? process.input.write(line)
    var output: [UInt8] = []
    while try process.output.read(upTo: 1 << 20, into: &output) > 0 {
      if output.count > Self.answerLimit { process.kill() }
    }
    let end = process.wait()
    guard let last = output.split(separator: UInt8(ascii: "\n")).last,
      case .result(let result) = try? JSONDecoder().decode(WorkerMessage.self, from: Data(last))
    else { throw InquiryError(reason: "The worker process ended without an answer (\(end)).") }
    return result
  }
}

/// Why an inquiry has no answer.
package struct InquiryError: Error, CustomStringConvertible {
  package let reason: String

  package var description: String { reason }
}
