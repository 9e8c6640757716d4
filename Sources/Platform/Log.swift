import Glibc

/// How serious a log line is.
package enum LogLevel: String, Sendable, Comparable, CaseIterable {
  case debug
  case info
  case warning
  case error

  package static func < (left: LogLevel, right: LogLevel) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .warning: 2
    case .error: 3
    }
  }
}

/// Writes one line an event to standard error, as text for people or as JSON for machines.
///
/// Log lines must never carry a user id: name the resource, not the person.
package struct Log: Sendable {
  /// The form of a line.
  package enum Format: String, Sendable, CaseIterable {
    case text
    case json
  }

  private let format: Format
  private let threshold: LogLevel
  private let clock: Clock
  private let sink: @Sendable (String) -> Void

  /// - Parameter sink: takes each finished line, without its newline; standard error by default.
  package init(
    format: Format = .text, threshold: LogLevel = .info, clock: Clock,
    sink: @escaping @Sendable (String) -> Void = Log.standardError
  ) {
    self.format = format
    self.threshold = threshold
    self.clock = clock
    self.sink = sink
  }

  /// Writes `message` with its fields, in the order given.
  package func write(
    _ level: LogLevel, _ message: String, _ fields: KeyValuePairs<String, String> = [:]
  ) {
    guard level >= threshold else { return }
    let moment = clock.now().iso8601
    switch format {
    case .text:
      let tail = fields.map { " \($0.key)=\($0.value)" }.joined()
      let line = "\(moment) \(level.rawValue) \(message)\(tail)"
      sink(line.split(whereSeparator: \.isNewline).joined(separator: " "))
    case .json:
      var line = "{\"time\":\(Self.quoted(moment)),\"level\":\(Self.quoted(level.rawValue))"
      line += ",\"message\":\(Self.quoted(message))"
      for (key, value) in fields { line += ",\(Self.quoted(key)):\(Self.quoted(value))" }
      sink(line + "}")
    }
  }

  package func debug(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    write(.debug, message, fields)
  }

  package func info(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    write(.info, message, fields)
  }

  package func warning(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    write(.warning, message, fields)
  }

  package func error(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    write(.error, message, fields)
  }

  /// Writes a line to standard error in one call, so that lines of several threads do not mix.
  package static func standardError(_ line: String) {
    var bytes = Array(line.utf8)
    bytes.append(10)
    _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 32 {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
