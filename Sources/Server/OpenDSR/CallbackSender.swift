import Platform
import Transport

/// Posts callbacks with the system's `curl`, as the server itself speaks no TLS.
struct CallbackSender: Sendable {
  private let curl: String
  private let hosts: CallbackHosts

  init(hosts: CallbackHosts) throws {
    guard let curl = ChildProcess.path(of: "curl") else {
      throw OpenDSRConfigurationError("Callbacks need the curl command.")
    }
    self.curl = curl
    self.hosts = hosts
  }

  /// Posts a body, on this thread.
  ///
  /// - Returns: why it did not arrive; `nil` when it did, which any status from 200 to 299 says.
  func post(
    _ body: [UInt8], to target: CallbackHosts.Target, headers: [(name: String, value: String)]
  ) -> String? {
    guard let address = hosts.address(of: target) else {
      return "\(target.host) leads to no address that callbacks may go to"
    }
    var arguments = [
      // No settings of the user, no proxies, no redirections, and the address just checked.
      "--disable", "--silent", "--globoff", "--noproxy", "*", "--proto", "=http,https",
      "--max-redirs", "0", "--connect-timeout", "5", "--max-time", "20",
      "--resolve", "\(target.bracketedHost):\(target.port):\(address.bracketed)",
      "--request", "POST", "--data-binary", "@-", "--output", "/dev/null",
      "--write-out", "%{http_code}",
    ]
    for header in headers { arguments += ["--header", "\(header.name): \(header.value)"] }
    arguments += ["--url", target.url]
    do {
      let (output, ended) = try ChildProcess.run(path: curl, arguments: arguments, input: body)
      let status = String(decoding: output, as: UTF8.self)
      guard ended == "exit code 0" else { return "curl ended with \(ended)" }
      return status.hasPrefix("2") ? nil : "it answered with the status \(status)"
    } catch {
      return "curl cannot be run: \(error)"
    }
  }
}

extension CallbackHosts.Target {
  fileprivate var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }
}

extension IPAddress {
  fileprivate var bracketed: String { bytes.count == 16 ? "[\(self)]" : "\(self)" }
}
