import Glibc
import HTTP
import Synchronization
import Transport

/// Both ways to reach a server; what holds on one holds on the other.
enum Wire: CaseIterable {
  case loopback
  case socketPair
}

/// A server with a few paths to try things on, ended with its test.
final class TestServer: Sendable {
  let group: ReactorGroup
  let wire: Wire
  private let box: HeldResponders

  init(
    _ wire: Wire = .loopback, reactors: Int = 2,
    _ configure: (inout TransportConfiguration) -> Void = { _ in }
  ) throws {
    var configuration = TransportConfiguration(
      host: wire == .loopback ? "127.0.0.1" : nil, reactors: reactors)
    configure(&configuration)
    let box = HeldResponders()
    group = try ReactorGroup(configuration) { request, exchange in
      Self.handle(request, &exchange, box)
    }
    self.wire = wire
    self.box = box
  }

  deinit {
    group.drain(graceMilliseconds: 0)
    group.join()
  }

  func client() throws -> Client {
    switch wire {
    case .loopback: try Client(port: group.port)
    case .socketPair: Client(try group.connect())
    }
  }

  /// Waits until a request to `/hold` has come, and takes its responder.
  func takeHeld() -> Responder { box.take() }

  private static func handle(
    _ request: HTTPRequest, _ exchange: inout Exchange, _ box: HeldResponders
  ) {
    switch request.path {
    case "/hold":
      box.put(exchange.detach())
    case "/drop":
      _ = exchange.detach()
    case "/ignore":
      break
    case "/large":
      let count = request.queryValue("bytes").flatMap { Int($0) } ?? 0
      exchange.respond(.ok) { (bytes: inout [UInt8]) in
        bytes += [UInt8](repeating: 120, count: count)
      }
    default:
      let text = "\(request.path) \(request.body.count)"
      exchange.respond(.ok, contentType: "text/plain", headers: { $0.add("x-test", "yes") }) {
        (bytes: inout [UInt8]) in bytes.append(contentsOf: text.utf8)
      }
    }
  }
}

/// Responders on their way from a reactor to a test's thread.
final class HeldResponders: Sendable {
  private let responders = Mutex<[Responder]>([])

  func put(_ responder: Responder) { responders.withLock { $0.append(responder) } }

  func take() -> Responder {
    while true {
      let first = responders.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      if let first { return first }
      sched_yield()
    }
  }
}
