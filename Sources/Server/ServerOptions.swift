package import ObjectStore
package import Platform
package import Store

/// How a server runs; every value can be given on the command line or in the environment.
package struct ServerOptions: Sendable {
  /// Whether callers must prove who they are.
  package enum Authentication: String, Sendable, CaseIterable {
    /// Any credentials do; the account is the access key when that is a 12-digit number.
    case open
    /// Known keys and right signatures only.
    case strict
  }

  /// Whether requests beyond the service's rates are refused.
  package enum Quotas: String, Sendable, CaseIterable {
    /// None is.
    case off
    /// By the rates of `RequestRates`, or those set in `limits.json`.
    case aws
  }

  /// An IPv4 address or a name that resolves to one.
  package var host = "127.0.0.1"
  /// 0 takes a free port.
  package var port: UInt16 = 8900
  package var dataDirectory = ".bespoke"
  /// The folder that stands for S3; `nil` is `s3` in the data folder.
  package var s3Root: String?
  /// The S3 server that stands in for the folder.
  package var remoteStore: RemoteAddress?
  /// How many worker processes may run at the same time.
  package var workers: Int
  package var authentication = Authentication.open
  package var pace = Pace.instant
  /// How long a Describe of something that is about to change may wait for the change.
  ///
  /// 0 answers at once; at a realistic pace all are answered at once.
  package var describeHoldMilliseconds = 2000
  /// Lifts the minimum amounts of data, for small tests.
  package var relaxedLimits = false
  package var quotas = Quotas.off
  /// Names that lead to this server, beside localhost and IP addresses; browsers are answered under
  /// no others, as a stranger's page could have a name of its own lead here.
  package var trustedHosts: [String] = []
  package var openDSR = OpenDSROptions()
  package var logFormat = Log.Format.text
  package var logLevel = LogLevel.info

  package init(workers: Int) {
    self.workers = workers
  }
}

/// How requests that come by OpenDSR are answered.
package struct OpenDSROptions: Sendable {
  /// The name under which controllers know this processor.
  package var domain: String?
  /// A file with the certificate for that name; without it answers are not signed.
  package var certificate: String?
  /// A file with the certificate's private key.
  package var key: String?
  /// To which hosts, as `HOST` or `HOST:PORT`, changes may be reported.
  package var callbackHosts: [String] = []

  package init() {}
}
