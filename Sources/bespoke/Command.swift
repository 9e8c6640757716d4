/// One word after `bespoke`, with its options and what it does.
protocol Command {
  static var name: String { get }
  static var summary: String { get }
  /// What the command is for, when the summary does not say it all.
  static var details: String { get }
  /// What follows the options, such as `ACCOUNT`; empty when nothing may.
  static var operands: [String] { get }
  static var options: [Option] { get }
  /// - Returns: the exit code.
  static func run(_ values: OptionValues) throws -> Int32
}

extension Command {
  static var details: String { "" }
  static var operands: [String] { [] }

  static var help: String {
    let synopsis = (["bespoke \(name)"] + (options.isEmpty ? [] : ["[OPTIONS]"]) + operands)
      .joined(separator: " ")
    let width = options.map(\.synopsis.count).max() ?? 0
    let lines = options.map { option in
      let padding = String(repeating: " ", count: width - option.synopsis.count)
      return "  \(option.synopsis)\(padding)  \(option.explanation)"
    }
    return """
      \(summary)
      \(details.isEmpty ? "" : "\n\(details)\n")
      Usage: \(synopsis)
      \(options.isEmpty ? "" : "\nOptions:\n\(lines.joined(separator: "\n"))\n")
      """
  }
}
