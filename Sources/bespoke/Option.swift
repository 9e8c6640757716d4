/// An option of a command, given as `--name VALUE`, `--name=VALUE`, or in the environment.
struct Option: Sendable {
  /// Without the dashes.
  let name: String
  /// What stands for the value in the help; `nil` for a switch.
  let placeholder: String?
  let help: String
  /// Shown in the help; the command itself knows what to do without the option.
  let defaultText: String?

  static func value(
    _ name: String, _ placeholder: String, _ help: String, default defaultText: String? = nil
  ) -> Option {
    Option(name: name, placeholder: placeholder, help: help, defaultText: defaultText)
  }

  static func toggle(_ name: String, _ help: String) -> Option {
    Option(name: name, placeholder: nil, help: help, defaultText: nil)
  }

  /// `--s3-root` is also read from `BESPOKE_S3_ROOT`.
  var environmentName: String {
    "BESPOKE_" + name.uppercased().replacing("-", with: "_")
  }

  var synopsis: String { "--\(name)" + (placeholder.map { " \($0)" } ?? "") }

  var explanation: String {
    help + (defaultText.map { " (default: \($0))" } ?? "") + " [\(environmentName)]"
  }
}

/// A command line that does not fit the command.
struct UsageError: Error {
  let message: String
}

/// What the user gave: options by name, and operands in order.
struct OptionValues {
  private var values: [String: String] = [:]
  private var all: [String: [String]] = [:]
  private(set) var operands: [String] = []

  /// - Throws: `UsageError` for unknown options, missing values and values of switches.
  init(_ arguments: [String], options: [Option], environment: [String: String]) throws {
    for option in options {
      if let value = environment[option.environmentName], !value.isEmpty {
        values[option.name] = value
        all[option.name] = [value]
      }
    }
    var given: [String: [String]] = [:]
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--"), argument.count > 2 else {
        operands.append(argument)
        continue
      }
      let parts = argument.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = options.first(where: { $0.name == name }) else {
        throw UsageError(message: "There is no option '--\(name)'.")
      }
      if option.placeholder == nil {
        guard parts.count == 1 else {
          throw UsageError(message: "The option '--\(name)' takes no value.")
        }
        values[name] = "true"
      } else if parts.count == 2 {
        given[name, default: []].append(String(parts[1]))
      } else if let value = rest.popFirst() {
        given[name, default: []].append(value)
      } else {
        throw UsageError(message: "The option '\(option.synopsis)' needs a value.")
      }
    }
    all.merge(given) { _, given in given }
    values.merge(given.compactMapValues(\.last)) { _, last in last }
  }

  func string(_ name: String) -> String? { values[name] }

  /// All values of an option that may be given several times, in order.
  func strings(_ name: String) -> [String] { all[name] ?? [] }

  /// The parts of a value that is a list with commas.
  func list(_ name: String) -> [String] {
    (values[name] ?? "").split(separator: ",").map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Whether a switch was given; `1`, `true`, `yes` and `on` count in the environment.
  func isOn(_ name: String) throws -> Bool {
    switch values[name]?.lowercased() {
    case nil, "0", "false", "no", "off": return false
    case "1", "true", "yes", "on": return true
    case let value?:
      throw UsageError(message: "'\(value)' is neither true nor false, for '--\(name)'.")
    }
  }

  func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = values[name] else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw UsageError(
        message: "'--\(name)' takes a whole number from \(range.lowerBound) to "
          + "\(range.upperBound), not '\(text)'.")
    }
    return value
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws -> Choice? where Choice.RawValue == String {
    guard let text = values[name] else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError(message: "'--\(name)' is one of \(known), not '\(text)'.")
    }
    return choice
  }
}
