import Glibc
import PersonalizeAPI
import Platform

/// Tells on standard error how an erasure goes on: a line for each change.
struct ErasureProgressLines {
  private var lastLines: [String: String] = [:]
  private var hasBegun = false

  mutating func show(_ request: PrivacyRequest) {
    if !hasBegun {
      hasBegun = true
      Self.say("Request \(request.requestId)")
    }
    for entry in request.progress {
      let name = entry.datasetGroupArn.split(separator: "/").last.map(String.init) ?? ""
      let line =
        switch entry.status {
        case "COMPLETED": "\(name): done, \(entry.numDeleted ?? 0) records erased"
        case "FAILED": "\(name): failed\(entry.failureReason.map { ", \($0)" } ?? "")"
        case "PENDING": "\(name): waiting"
        default: "\(name): \(entry.step)"
        }
      guard lastLines[entry.datasetGroupArn] != line else { continue }
      lastLines[entry.datasetGroupArn] = line
      Self.say(line)
    }
  }

  static func say(_ line: String) {
    // A copy, because a descriptor closes what it owns.
    try? FileDescriptor(owning: dup(STDERR_FILENO)).write(Array("\(line)\n".utf8))
  }
}
