import ControlPlane
import DataPlane
import Foundation
import Platform
import Store
import Synchronization
import Transport
import Workers

/// The whole service in one process: assembles the modules, starts and stops them.
package final class BespokeServer: Sendable {
  private let options: ServerOptions
  private let claim: DataFolderClaim
  private let services: Services
  private let supervisor: Supervisor
  private let reactors = Mutex<ReactorGroup?>(nil)

  /// Opens the data folder; nothing listens yet.
  package init(options: ServerOptions, version: String) throws {
    self.options = options
    let clock = Clock.running()
    let log = Log(format: options.logFormat, threshold: options.logLevel, clock: clock)
    try FileManager.default.createDirectory(
      atPath: options.dataDirectory, withIntermediateDirectories: true)
    claim = try DataFolderClaim(directory: options.dataDirectory)
    let store = try Store(directory: options.dataDirectory)
    let identifiers = Identifiers()
    services = Services(
      options: options, store: store, clock: clock, identifiers: identifiers, log: log,
      lanes: ControlLanes(
        store: store, clock: clock, identifiers: identifiers, limits: Limits(), log: log),
      dataPlane: DataPlane(store: store, clock: clock, identifiers: identifiers, log: log),
      admin: AdminEndpoints(store: store, version: version))
    supervisor = Supervisor(
      store: store,
      options: Supervisor.Options(
        workers: options.workers, pace: options.pace,
        s3Root: options.s3Root ?? options.dataDirectory + "/s3",
        relaxedLimits: options.relaxedLimits),
      clock: clock, identifiers: identifiers, log: log)
  }

  /// Starts to work and to listen.
  ///
  /// - Returns: the address it can be reached at, such as `http://127.0.0.1:8900`.
  package func start() throws -> String {
    supervisor.start()
    let group: ReactorGroup
    do {
      group = try listen()
    } catch {
      supervisor.stop()
      guard error.isAddressInUse else { throw error }
      throw StartError(
        "Port \(options.port) of \(options.host) is in use. Stop what listens there, or name "
          + "another port with --port (0 takes a free one).")
    }
    services.admin.countConnections { [weak group] in group?.connectionCount ?? 0 }
    reactors.withLock { $0 = group }
    let address = "http://\(options.host):\(group.port)"
    services.log.info("ready", ["address": address, "data": options.dataDirectory])
    return address
  }

  private func listen() throws(TransportError) -> ReactorGroup {
    let credentials = KeyRing(store: services.store, log: services.log)
    var configuration = TransportConfiguration(host: options.host, port: options.port)
    configuration.clock = services.clock
    let services = services
    let mode = options.authentication
    return try ReactorGroup(configuration) { _ in
      let metrics = RequestMetrics()
      services.admin.add(metrics)
      let handler = ServiceHandler(
        services: services,
        authenticator: Authenticator(
          mode: mode, keys: credentials, clock: services.clock),
        metrics: metrics)
      return { request, exchange in handler.handle(request, &exchange) }
    }
  }

  /// Finishes the requests in hand, ends the workers, and returns when all is still.
  package func stop() {
    services.admin.noteDraining()
    services.log.info("stopping")
    if let group = reactors.withLock({ $0.take() }) {
      group.drain(graceMilliseconds: 10_000)
      group.join()
    }
    supervisor.stop()
    services.log.info("stopped")
  }
}
