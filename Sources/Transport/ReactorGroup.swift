import Glibc
package import HTTP
import Synchronization

/// Answers a request on its reactor's thread, at once or by detaching; it must not block.
package typealias Handler = (_ request: HTTPRequest, _ exchange: inout Exchange) -> Void

/// An HTTP server: reactor threads, each with its own listener on one shared port.
package final class ReactorGroup: Sendable {
  /// The port listened on, also when the system chose it; 0 without a listener.
  package let port: UInt16
  private let mailboxes: [Mailbox]
  private let threads: [ReactorThread]
  private let connectionTotal: ConnectionTotal
  private let nextAdopter = Atomic(0)

  /// Listens and starts the threads.
  ///
  /// - Parameters:
  ///   - configuration: where to listen and what to allow.
  ///   - makeHandler: called once a reactor; what the handler holds is used by that reactor's
  ///     thread alone.
  /// - Throws: when the address cannot be had or a descriptor or thread not be made.
  package init(
    _ configuration: TransportConfiguration,
    makeHandler: @Sendable (ReactorContext) -> sending Handler
  ) throws(TransportError) {
    var listeners: [Int32] = []
    var chosenPort: UInt16 = 0
    if let host = configuration.host {
      var address = try SocketAddress(host: host, port: configuration.port)
      listeners = try address.listeners(
        count: configuration.reactors, backlog: configuration.backlog)
      chosenPort = address.port
    }
    let total = ConnectionTotal()
    var mailboxes: [Mailbox] = []
    var threads: [ReactorThread] = []
    do throws(TransportError) {
      for index in 0..<configuration.reactors {
        let mailbox = try Mailbox()
        let context = ReactorContext(index: index, mailbox: mailbox)
        let reactor = try Reactor(
          configuration: configuration, mailbox: mailbox, listener: listeners.popLast(),
          connectionTotal: total, handler: makeHandler(context))
        threads.append(try ReactorThread(reactor, name: "reactor-\(index)"))
        mailboxes.append(mailbox)
      }
    } catch {
      for number in listeners { close(number) }
      for mailbox in mailboxes { mailbox.post(.drain(graceMilliseconds: 0)) }
      for thread in threads { thread.join() }
      throw error
    }
    port = chosenPort
    connectionTotal = total
    self.mailboxes = mailboxes
    self.threads = threads
  }

  /// Listens and starts the threads, which share one handler.
  package convenience init(
    _ configuration: TransportConfiguration,
    handler: @escaping @Sendable (_ request: HTTPRequest, _ exchange: inout Exchange) -> Void
  ) throws(TransportError) {
    try self.init(configuration) { _ in handler }
  }

  /// Connections open now.
  package var connectionCount: Int { connectionTotal.value }

  /// Opens a connection without a network: the client's end of a socket pair, which blocks.
  package func connect() throws(TransportError) -> Descriptor {
    let pair = try Sockets.pair()
    let index = nextAdopter.wrappingAdd(1, ordering: .relaxed).oldValue % mailboxes.count
    mailboxes[index].post(.adopt(pair.server.release()))
    return pair.client
  }

  /// Stops accepting, lets requests in hand finish for at most `graceMilliseconds`, then ends.
  package func drain(graceMilliseconds: Int64) {
    for mailbox in mailboxes { mailbox.post(.drain(graceMilliseconds: graceMilliseconds)) }
  }

  /// Waits for the end of all threads after `drain`; blocks, so never call it from a handler.
  package func join() {
    for thread in threads { thread.join() }
  }
}
