import FoundationEssentials
import Glibc
import ObjectStore
import Platform
import Server
import Store

/// `bespoke serve`: runs the service until it is told to stop.
enum ServeCommand: Command {
  static let name = "serve"
  static let summary = "Run the service: control plane, events and runtime on one port."
  static let details = """
    When it can serve, it prints one line on standard output, 'bespoke ready http://HOST:PORT';
    logs go to standard error. SIGTERM and SIGINT finish the requests in flight and end it.
    Point any AWS SDK or the AWS CLI at it with AWS_ENDPOINT_URL or --endpoint-url.
    """

  static let options: [Option] = [
    .value("host", "ADDRESS", "the address to listen on", default: "127.0.0.1"),
    .value("port", "PORT", "the port to listen on; 0 takes a free one", default: "8900"),
    .value("data", "DIR", "the folder for all data", default: "./.bespoke"),
    .value(
      "s3-root", "DIR", "the folder that stands for S3: s3://BUCKET/KEY is DIR/BUCKET/KEY",
      default: "DATA/s3"),
    .value(
      "s3-endpoint", "URL",
      "the S3 server to use in place of the folder, with the AWS_ credentials of the environment",
      default: "AWS_ENDPOINT_URL_S3"),
    .value(
      "s3-patience", "SECONDS", "how long jobs try again when the S3 server does not answer",
      default: "60"),
    .value("workers", "N", "worker processes at the same time", default: "number of cores"),
    .value(
      "auth", "open|strict", "take any credentials, or verify signatures of known keys",
      default: "open"),
    .value("pace", "instant|realistic", "how long short steps take", default: "instant"),
    .value(
      "describe-hold", "SECONDS",
      "how long a Describe of something pending may wait for it to settle; 0 does not wait",
      default: "2"),
    .toggle("relaxed-limits", "lift the minimum amounts of data, for small tests"),
    .value(
      "quotas", "off|aws",
      "answer what is beyond the service's request rates with ThrottlingException",
      default: "off"),
    .value(
      "trusted-hosts", "NAMES",
      "names, with commas, by which browsers may call the server beside localhost and IP addresses"),
    .value("opendsr-domain", "NAME", "the name by which OpenDSR's controllers know this processor"),
    .value("opendsr-certificate", "FILE", "the certificate that OpenDSR answers are signed with"),
    .value("opendsr-key", "FILE", "its private key"),
    .value(
      "opendsr-callback-hosts", "HOSTS",
      "hosts, with commas, that changes of OpenDSR requests may be reported to", default: "none"),
    .value("log", "text|json", "the form of the log", default: "text"),
    .value("log-level", "LEVEL", "debug, info, warning or error", default: "info"),
  ]

  static func run(_ values: OptionValues) throws -> Int32 {
    let options = try serverOptions(values)
    let signals = SignalWaiter()
    let server = try BespokeServer(options: options, version: Bespoke.version)
    let address = try server.start()
    Bespoke.say("bespoke ready \(address)")
    signals.wait()
    server.stop()
    return ExitCode.success
  }

  static func serverOptions(_ values: OptionValues) throws -> ServerOptions {
    guard values.operands.isEmpty else {
      throw UsageError(message: "Nothing may follow the options: '\(values.operands[0])'.")
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    var options = ServerOptions(
      workers: try values.integer("workers", in: 1...256) ?? cores)
    options.host = values.string("host") ?? options.host
    if let port = try values.integer("port", in: 0...65_535) { options.port = UInt16(port) }
    options.dataDirectory = values.string("data") ?? options.dataDirectory
    options.s3Root = values.string("s3-root")
    options.remoteStore = try remoteStore(values)
    options.authentication =
      try values.choice("auth", of: ServerOptions.Authentication.self) ?? options.authentication
    options.pace = try values.choice("pace", of: Pace.self) ?? options.pace
    if let seconds = try values.integer("describe-hold", in: 0...3600) {
      options.describeHoldMilliseconds = seconds * 1000
    }
    options.relaxedLimits = try values.isOn("relaxed-limits")
    options.quotas = try values.choice("quotas", of: ServerOptions.Quotas.self) ?? options.quotas
    options.trustedHosts = values.list("trusted-hosts")
    options.openDSR.domain = values.string("opendsr-domain")
    options.openDSR.certificate = values.string("opendsr-certificate")
    options.openDSR.key = values.string("opendsr-key")
    options.openDSR.callbackHosts = values.list("opendsr-callback-hosts")
    options.logFormat = try values.choice("log", of: Log.Format.self) ?? options.logFormat
    options.logLevel = try values.choice("log-level", of: LogLevel.self) ?? options.logLevel
    return options
  }

  /// The S3 server, of which the AWS variables tell as they tell other programs.
  private static func remoteStore(_ values: OptionValues) throws -> RemoteAddress? {
    let environment = ProcessInfo.processInfo.environment
    func variable(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    let hasRoot = values.string("s3-root") != nil
    guard
      let endpoint = values.string("s3-endpoint")
        ?? (hasRoot ? nil : variable("AWS_ENDPOINT_URL_S3"))
    else { return nil }
    guard !hasRoot else {
      throw UsageError(message: "Give '--s3-root' or '--s3-endpoint', not both.")
    }
    guard variable("AWS_ACCESS_KEY_ID") != nil, variable("AWS_SECRET_ACCESS_KEY") != nil else {
      throw UsageError(
        message: "An S3 endpoint needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the "
          + "environment.")
    }
    do {
      return try RemoteAddress(
        endpoint: endpoint,
        region: variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ?? "us-east-1",
        patienceSeconds: try values.integer("s3-patience", in: 1...3600))
    } catch let error as RemoteUnavailable {
      throw UsageError(message: "\(error)")
    }
  }
}
