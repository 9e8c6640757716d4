import FoundationEssentials
import Glibc
import Platform

/// The command line: picks the command and turns its outcome into an exit code.
@main
enum Bespoke {
  static let version = "0.1.0"

  private static var commands: [any Command.Type] {
    [
      ServeCommand.self, DemoCommand.self, EvaluateCommand.self, ExplainCommand.self,
      EventsCommand.self, JobsCommand.self, CredentialsCommand.self, ForgetUserCommand.self,
      ExportUserCommand.self, DiscoverUserCommand.self, PrivacyCommand.self,
    ]
  }

  static func main() {
    var arguments = Array(ProcessInfo.processInfo.arguments.dropFirst())
    guard let name = arguments.first, name != "--help", name != "-h", name != "help" else {
      print(usage, terminator: "")
      exit(arguments.isEmpty ? ExitCode.usage : ExitCode.success)
    }
    if name == "--version" || name == "version" {
      print("bespoke \(version)")
      return
    }
    arguments.removeFirst()
    guard let command = commands.first(where: { $0.name == name }) else {
      complain("There is no command '\(name)'. 'bespoke --help' lists the commands.")
      exit(ExitCode.usage)
    }
    exit(run(command, arguments))
  }

  private static func run(_ command: any Command.Type, _ arguments: [String]) -> Int32 {
    if arguments.contains("--help") || arguments.contains("-h") {
      print(command.help, terminator: "")
      return ExitCode.success
    }
    do {
      let values = try OptionValues(
        arguments, options: command.options, environment: ProcessInfo.processInfo.environment)
      return try command.run(values)
    } catch let error as UsageError {
      complain("\(error.message)\nTry 'bespoke \(command.name) --help'.")
      return ExitCode.usage
    } catch {
      complain("\(error)")
      return ExitCode.failure
    }
  }

  /// Prints a line at once, also when standard output is a pipe.
  static func say(_ line: String) {
    write(line, to: STDOUT_FILENO)
  }

  /// Says what went wrong, on standard error.
  static func complain(_ message: String) {
    write("bespoke: \(message)", to: STDERR_FILENO)
  }

  private static func write(_ line: String, to number: Int32) {
    // A copy, because a descriptor closes what it owns.
    try? FileDescriptor(owning: dup(number)).write(Array("\(line)\n".utf8))
  }

  private static var usage: String {
    let width = commands.map { command in command.name.count }.max() ?? 0
    let lines = commands.map { command in
      "  \(command.name.padded(to: width))  \(command.summary)"
    }
    return """
      bespoke \(version): Amazon Personalize on your own machine.

      Usage: bespoke COMMAND [OPTIONS]

      Commands:
      \(lines.joined(separator: "\n"))

      'bespoke COMMAND --help' tells a command's options.

      """
  }
}

/// The codes the program ends with.
enum ExitCode {
  static let success: Int32 = 0
  static let failure: Int32 = 1
  static let usage: Int32 = 2
}
