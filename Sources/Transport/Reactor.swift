import Glibc
import HTTP
import Platform
import Synchronization

/// One thread's event loop: accepts, reads, lets the handler answer, sends.
///
/// Everything here is touched by its own thread alone; others reach it through its mailbox.
final class Reactor {
  /// Tokens of the two descriptors that are no connections; their index is never given out.
  private static let listenerToken = UInt64.max
  private static let mailboxToken = UInt64.max - 1
  private static let scratchBytes = 64 * 1024

  let mailbox: Mailbox
  private(set) var now: Int64
  private(set) var dateLine: DateLine

  private let configuration: TransportConfiguration
  private let connectionTotal: ConnectionTotal
  private let handler: Handler
  private var poller: Poller
  private var acceptor: Acceptor?
  private var table = ConnectionTable()
  private var timers = TimerQueue()
  private var nextSweep = Int64.max
  private var drainDeadline: Int64?
  private let scratch: UnsafeMutableRawBufferPointer

  init(
    configuration: TransportConfiguration, mailbox: Mailbox, listener: Int32?,
    connectionTotal: ConnectionTotal, handler: @escaping Handler
  ) throws(TransportError) {
    self.configuration = configuration
    self.mailbox = mailbox
    self.connectionTotal = connectionTotal
    self.handler = handler
    poller = try Poller()
    now = Self.monotonicMilliseconds()
    dateLine = DateLine(epochSeconds: configuration.clock.now().seconds)
    acceptor = listener.map { Acceptor(listener: Descriptor(adopting: $0)) }
    scratch = .allocate(byteCount: Self.scratchBytes, alignment: 16)
    guard poller.add(mailbox.number, .input, token: Self.mailboxToken) else {
      throw TransportError("epoll_ctl")
    }
    if let listener, !poller.add(listener, .input, token: Self.listenerToken) {
      throw TransportError("epoll_ctl")
    }
  }

  deinit {
    scratch.deallocate()
  }

  private static func monotonicMilliseconds() -> Int64 {
    Int64(Clock.monotonicNanoseconds() / 1_000_000)
  }

  // MARK: Loop

  /// Runs until drained.
  func run() {
    while !isDrained {
      let count = poller.wait(milliseconds: waitMilliseconds)
      now = Self.monotonicMilliseconds()
      dateLine.update(epochSeconds: configuration.clock.now().seconds)
      for index in 0..<count { dispatch(poller.event(at: index)) }
      while let work = timers.takeDue(now: now) { work() }
      if now >= nextSweep { sweep() }
    }
    for message in mailbox.close() {
      if case .adopt(let number) = message { close(number) }
    }
    for connection in table.all { end(connection) }
  }

  private var isDrained: Bool {
    guard let drainDeadline else { return false }
    return table.count == 0 || now >= drainDeadline
  }

  private var waitMilliseconds: Int32 {
    let deadline = min(nextSweep, timers.nextDeadline ?? .max, drainDeadline ?? .max)
    return deadline == .max ? -1 : Int32(clamping: max(deadline - now, 0))
  }

  private func dispatch(_ event: Poller.Event) {
    switch event.token {
    case Self.listenerToken:
      acceptWaiting()
    case Self.mailboxToken:
      for message in mailbox.take() { receive(message) }
    default:
      guard let connection = table[event.token] else { return }
      if event.isInput, !connection.hasEnded, !connection.read(scratch) {
        return end(connection)
      }
      pump(connection)
      if event.isOver, table[event.token] != nil { end(connection) }
    }
  }

  private func receive(_ message: Mailbox.Message) {
    switch message {
    case .answer(let token, let requestNumber, let response):
      guard let connection = table[token], connection.http.requestNumber == requestNumber else {
        return
      }
      connection.respond(response, dateLine: dateLine.bytes)
      pump(connection)
    case .adopt(let number):
      admit(Descriptor(adopting: number))
    case .run(let work):
      work()
    case .schedule(let milliseconds, let work):
      timers.add(deadline: now + max(milliseconds, 0), work)
    case .drain(let graceMilliseconds):
      drain(graceMilliseconds: graceMilliseconds)
    case .resumeAccepting:
      guard let number = acceptor?.number else { return }
      _ = poller.change(number, .input, token: Self.listenerToken)
    }
  }

  // MARK: Connections

  /// A bound keeps a flood of connections from starving those already there.
  private func acceptWaiting(atMost limit: Int = 64) {
    for _ in 0..<limit {
      guard let socket = acceptor?.accept() else { break }
      admit(socket)
    }
    if let number = acceptor?.number, acceptor?.takeExhaustion() == true {
      _ = poller.change(number, [], token: Self.listenerToken)
      timers.add(deadline: now + 100) { [mailbox] in mailbox.post(.resumeAccepting) }
    }
  }

  private func admit(_ socket: consuming Descriptor) {
    let total = connectionTotal.increment()
    // A few more than allowed are let in, to be told so; beyond that they are closed unheard.
    guard total <= configuration.connectionCount + 64 else { return connectionTotal.decrement() }
    let connection = Connection(
      socket: socket, token: table.nextToken(), limits: configuration.limits, now: now)
    table.insert(connection)
    guard poller.add(connection.socket.number, .input, token: connection.token) else {
      return end(connection)
    }
    if total > configuration.connectionCount {
      connection.http.refuseOverload(dateLine: dateLine.bytes)
      pump(connection)
    }
    if drainDeadline != nil { drain(connection) }
    nextSweep = min(nextSweep, connection.http.deadline)
  }

  private func end(_ connection: Connection) {
    guard table.remove(connection) else { return }
    connectionTotal.decrement()
  }

  /// Takes a connection as far as it goes: requests in, answers out.
  private func pump(_ connection: Connection) {
    loop: while true {
      switch connection.http.next(now: now, dateLine: dateLine.bytes) {
      case .handle:
        handle(connection)
      case .close:
        return end(connection)
      case .linger:
        Sockets.shutdownSending(connection.socket.number)
      case .wait:
        guard connection.http.outputCount > 0 else { break loop }
        guard connection.flush(now: now) else { return end(connection) }
        if connection.http.outputCount > 0 { break loop }
      }
    }
    let wanted = connection.wantedInterest
    if wanted != connection.interest {
      connection.interest = wanted
      guard poller.change(connection.socket.number, wanted, token: connection.token) else {
        return end(connection)
      }
    }
    nextSweep = min(nextSweep, connection.http.deadline)
  }

  private func handle(_ connection: Connection) {
    var exchange = Exchange(connection: connection, reactor: self)
    handler(connection.http.request, &exchange)
    if !exchange.isSettled { exchange.respond(HTTPResponse(.internalServerError)) }
  }

  // MARK: Time

  /// Looks at every connection's deadline, and finds when to look again.
  private func sweep() {
    nextSweep = .max
    for connection in table.all where connection.http.deadline <= now {
      switch connection.http.expire(now: now, dateLine: dateLine.bytes) {
      case .close: end(connection)
      default: pump(connection)
      }
    }
    // Deadlines mostly move on before they come; a floor keeps the sweeps few.
    for connection in table.all { nextSweep = min(nextSweep, connection.http.deadline) }
    if nextSweep != .max { nextSweep = max(nextSweep, now + 20) }
  }

  private func drain(graceMilliseconds: Int64) {
    guard drainDeadline == nil else { return }
    // What the system has accepted already is served: closing the listener would reset it.
    acceptWaiting(atMost: Int(configuration.backlog))
    acceptor = nil
    drainDeadline = now + max(graceMilliseconds, 0)
    for connection in table.all { drain(connection) }
  }

  /// Serves what has arrived already, then closes.
  private func drain(_ connection: Connection) {
    if connection.http.wantsInput, !connection.hasEnded, !connection.read(scratch) {
      return end(connection)
    }
    connection.http.drain()
    pump(connection)
  }
}
