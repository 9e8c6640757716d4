import FoundationEssentials
import Glibc
import Platform
import Server

/// `bespoke demo`: the main job, end to end, on a made-up shop.
enum DemoCommand: Command {
  static let name = "demo"
  static let summary = "Start a server, fill it with a small fashion shop, and show what it does."
  static let details = """
    It makes users, articles and visits from a seed, imports them, trains aws-user-personalization,
    deploys it, and shows one shopper's recommendations before and after three events. In a
    terminal the server then goes on until Ctrl-C, to be tried with boto3 and the AWS CLI.
    """
  static let options: [Option] = [
    .value("port", "PORT", "the port to listen on; 0 takes a free one", default: "8900"),
    .value("data", "DIR", "where to keep the data", default: "a temporary folder"),
    .value("seed", "N", "another number makes another shop", default: "7"),
    .toggle("once", "stop after the show, also in a terminal"),
  ]

  static func run(_ values: OptionValues) throws -> Int32 {
    let signals = SignalWaiter()
    var options = try ServeCommand.serverOptions(values)
    options.logLevel = .warning
    let temporary = values.string("data") == nil
    if temporary {
      options.dataDirectory =
        FileManager.default.temporaryDirectory
        .appending(path: "bespoke-demo-\(Identifiers().shortHex())").path
    }
    defer {
      if temporary { try? FileManager.default.removeItem(atPath: options.dataDirectory) }
    }
    let server = try BespokeServer(options: options, version: Bespoke.version)
    let address = try server.start()
    defer { server.stop() }

    let seed = try values.integer("seed", in: 0...Int.max) ?? 7
    var tour = try DemoTour(
      address: address, s3Root: options.dataDirectory + "/s3", seed: UInt64(seed))
    try tour.run()

    let staysOpen = try !values.isOn("once") && isatty(STDOUT_FILENO) == 1
    if staysOpen {
      Bespoke.say("The server is running at \(address). Ctrl-C ends it.")
      signals.wait()
    }
    return ExitCode.success
  }
}
