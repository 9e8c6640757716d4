import ControlPlane
import DataPlane
import FoundationEssentials
import Glibc
import Platform
import Privacy
import Store
import Synchronization
import Transport
import Workers

/// The whole service in one process: assembles the modules, starts and stops them.
package final class BespokeServer: Sendable {
  private let options: ServerOptions
  let services: Services
  private let supervisor: Supervisor
  private let reactors = Mutex<ReactorGroup?>(nil)

  /// Opens the data folder; nothing listens yet.
  package init(options: ServerOptions, version: String) throws {
    self.options = options
    let clock = Clock.running()
    let log = Log(format: options.logFormat, threshold: options.logLevel, clock: clock)
    let store = try Store(directory: options.dataDirectory)
    clock.advance(milliseconds: try store.clockOffset())
    let identifiers = Identifiers()
    let privacy = try PrivacyStore(
      dataDirectory: options.dataDirectory, clock: clock, identifiers: identifiers,
      softwareVersion: version)
    let limits = try LimitSettings(dataDirectory: options.dataDirectory)
    let rates: @Sendable (TenantKey) -> RequestRates = { limits.limits(of: $0).rates }
    let dataPlane = DataPlane(
      store: store, clock: clock, identifiers: identifiers, log: log, watch: privacy.watch,
      rates: options.quotas == .off ? nil : rates)
    let memory = ProcessPlaces(
      erase: { tenant, group, ids in try dataPlane.forget(ids, in: group, tenant: tenant) },
      count: { tenant, group, ids in try dataPlane.count(of: ids, in: group, tenant: tenant) })
    var work = Supervisor.Options(
      workers: options.workers, pace: options.pace,
      s3Root: options.s3Root ?? options.dataDirectory + "/s3",
      relaxedLimits: options.relaxedLimits)
    work.remoteStore = options.remoteStore
    // One processor is left to those who ask meanwhile.
    work.trainingThreads = max(ProcessInfo.processInfo.activeProcessorCount - 1, 1)
    work.grants = try AccessGrants(dataDirectory: options.dataDirectory)
    let requests = PrivacyRequests(
      privacy: privacy, store: store, clock: clock, log: log,
      hasRemoteObjects: options.remoteStore != nil)
    let privacyEndpoints = PrivacyEndpoints(
      requests: requests,
      inquiries: PrivacyInquiries(
        requests: requests, store: store, clock: clock, options: work,
        inquiry: Inquiry(workerPath: work.workerPath), memory: memory))
    services = Services(
      options: options, store: store, clock: clock, identifiers: identifiers, log: log,
      lanes: ControlLanes(
        store: store, clock: clock, identifiers: identifiers,
        limits: limits,
        holdMilliseconds: options.pace == .instant ? options.describeHoldMilliseconds : 0, log: log),
      dataPlane: dataPlane,
      admin: AdminEndpoints(
        store: store, clock: clock, version: version, log: log,
        planeMetrics: {
          dataPlane.eventMetrics + dataPlane.attributionMetrics + privacy.metrics
        }),
      tenantEndpoints: TenantEndpoints(dataPlane: dataPlane, store: store, log: log),
      privacyEndpoints: privacyEndpoints,
      openDSR: try OpenDSREndpoints(
        options: options.openDSR, dataDirectory: options.dataDirectory, privacy: privacyEndpoints,
        clock: clock, log: log),
      pageGuard: PageGuard(host: options.host, trustedHosts: options.trustedHosts))
    supervisor = Supervisor(
      store: store,
      options: work, clock: clock, identifiers: identifiers, log: log, privacy: privacy,
      processPlaces: memory)
  }

  /// Starts to work and to listen.
  ///
  /// - Returns: the address it can be reached at, such as `http://127.0.0.1:8900`.
  package func start() throws -> String {
    // Before the jobs begin: those of requests must be there, and no more.
    services.privacyEndpoints.requests.start()
    supervisor.start()
    services.openDSR.start()
    let credentials = KeyRing(store: services.store, log: services.log)
    let configuration = TransportConfiguration(host: options.host, port: options.port)
    // Clients correct their clocks by the Date of answers and sign by theirs: neither moves with
    // the service's clock.
    let wallClock = configuration.clock
    let services = services
    let mode = options.authentication
    let group = try listen(configuration) { _ in
      let metrics = RequestMetrics()
      services.admin.add(metrics)
      let handler = ServiceHandler(
        services: services,
        authenticator: Authenticator(
          mode: mode, keys: credentials, clock: wallClock),
        metrics: metrics)
      return { request, exchange in handler.handle(request, &exchange) }
    }
    services.admin.countConnections { [weak group] in group?.connectionCount ?? 0 }
    reactors.withLock { $0 = group }
    let address = "http://\(options.host):\(group.port)"
    services.log.info("ready", ["address": address, "data": options.dataDirectory])
    return address
  }

  private func listen(
    _ configuration: TransportConfiguration,
    makeHandler: @Sendable (ReactorContext) -> sending Handler
  ) throws -> ReactorGroup {
    do throws(TransportError) {
      return try ReactorGroup(configuration, makeHandler: makeHandler)
    } catch {
      supervisor.stop()
      throw ListenError(
        address: "\(configuration.host ?? ""):\(configuration.port)", reason: error)
    }
  }

  /// Finishes the requests in hand, ends the workers, and returns when all is still.
  package func stop() {
    services.admin.noteDraining()
    services.log.info("stopping")
    services.lanes.releaseHeld()
    if let group = reactors.withLock({ $0.take() }) {
      group.drain(graceMilliseconds: 10_000)
      group.join()
    }
    services.openDSR.stop()
    supervisor.stop()
    services.privacyEndpoints.requests.stop()
    services.log.info("stopped")
  }
}

/// The server cannot listen where it should.
struct ListenError: Error, CustomStringConvertible {
  let address: String
  let reason: TransportError

  var description: String {
    let advice = reason.isAddressInUse ? " Give another port with --port, or 0 for a free one." : ""
    return "Cannot listen on \(address): \(reason).\(advice)"
  }
}
