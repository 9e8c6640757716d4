import Glibc
package import HTTP
package import Platform

/// What a group of reactors is set up with.
package struct TransportConfiguration: Sendable {
  /// An IPv4 or IPv6 address or a name; `nil` opens no listener (see `ReactorGroup.connect`).
  package var host: String?
  /// 0 takes a free port.
  package var port: UInt16
  /// Reactor threads; each has a listener of its own on the same port.
  package var reactors: Int
  /// Open connections, all reactors together; 503 beyond.
  package var connectionCount = 10_000
  /// Connections the system keeps waiting to be accepted, a listener.
  package var backlog: Int32 = 1024
  package var limits = HTTPLimits()
  /// Dates the answers.
  package var clock = Clock.running()

  /// Fills in the defaults; one reactor a core.
  package init(host: String?, port: UInt16 = 0, reactors: Int = Self.coreCount) {
    self.host = host
    self.port = port
    self.reactors = max(reactors, 1)
  }

  /// The cores the system has online.
  package static var coreCount: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }
}
