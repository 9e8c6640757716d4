import Dispatch
import Foundation
import FoundationNetworking
import Platform
import Synchronization

/// What came back for one request; without a problem it is all of it.
struct HTTPAnswer: Sendable {
  /// `nil` when the server said nothing.
  var status: Int?
  /// By name in lower case.
  var headers: [String: String] = [:]
  var body: [UInt8] = []
  /// Why the exchange ended early.
  var problem: String?
}

/// One request on its way; what comes back is collected while the caller does something else.
final class HTTPExchange: Sendable {
  private struct State {
    var answer = HTTPAnswer()
    var lastActivity = Clock.monotonicNanoseconds()
  }

  private let state = Mutex(State())
  private let end = DispatchSemaphore(value: 0)
  private let task: URLSessionDataTask
  private let bodyLimit: Int

  init(task: URLSessionDataTask, bodyLimit: Int) {
    self.task = task
    self.bodyLimit = bodyLimit
  }

  func noteActivity() {
    state.withLock { $0.lastActivity = Clock.monotonicNanoseconds() }
  }

  func receive(_ response: HTTPURLResponse) {
    var headers: [String: String] = [:]
    for (name, value) in response.allHeaderFields {
      headers["\(name)".lowercased()] = "\(value)"
    }
    let status = response.statusCode
    state.withLock { [headers] state in
      state.answer.status = status
      state.answer.headers = headers
      state.lastActivity = Clock.monotonicNanoseconds()
    }
  }

  func receive(_ data: Data) {
    let isTooMuch = state.withLock { state in
      state.lastActivity = Clock.monotonicNanoseconds()
      guard state.answer.body.count + data.count <= bodyLimit else {
        state.answer.problem = "the server sent more than was asked for"
        return true
      }
      state.answer.body.append(contentsOf: data)
      return false
    }
    if isTooMuch { task.cancel() }
  }

  func finish(_ problem: String?) {
    state.withLock { state in
      state.answer.problem = state.answer.problem ?? problem
      if let length = state.answer.headers["content-length"].flatMap({ Int($0) }),
        state.answer.problem == nil, length != state.answer.body.count,
        task.originalRequest?.httpMethod != "HEAD"
      {
        state.answer.problem = "\(state.answer.body.count) of \(length) bytes came"
      }
    }
    end.signal()
  }

  func cancel() { task.cancel() }

  /// Blocks until all has come, or until nothing has for `idle` nanoseconds; call it once.
  func wait(idle: UInt64) -> HTTPAnswer {
    let begin = Clock.monotonicNanoseconds()
    while true {
      let last = max(begin, state.withLock { $0.lastActivity })
      let silent = Clock.monotonicNanoseconds() &- last
      guard silent < idle else { break }
      if end.wait(timeout: .now() + .nanoseconds(Int(idle - silent))) == .success {
        return state.withLock { $0.answer }
      }
    }
    task.cancel()
    return state.withLock { state in
      var answer = state.answer
      answer.problem = "the server was silent for \(idle / 1_000_000_000) seconds"
      return answer
    }
  }
}

/// Sends requests over kept connections; follows no redirect, whose target the signature does not
/// cover.
final class HTTPSession: Sendable {
  private let router = Router()
  private let session: URLSession

  init() {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpMaximumConnectionsPerHost = 4
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    configuration.urlCache = nil
    configuration.httpShouldSetCookies = false
    configuration.httpCookieStorage = nil
    // `HTTPExchange.wait` watches over it.
    configuration.timeoutIntervalForRequest = 86_400
    session = URLSession(configuration: configuration, delegate: router, delegateQueue: nil)
  }

  deinit { session.invalidateAndCancel() }

  /// - Parameter bodyLimit: how much of an answer is taken; more is a problem.
  func start(_ request: URLRequest, bodyLimit: Int) -> HTTPExchange {
    let task = session.dataTask(with: request)
    let exchange = HTTPExchange(task: task, bodyLimit: bodyLimit)
    router.add(exchange, for: task)
    task.resume()
    return exchange
  }
}

/// Hands what the session tells to the exchange it is about.
private final class Router: NSObject, URLSessionDataDelegate, Sendable {
  private let exchanges = Mutex<[Int: HTTPExchange]>([:])

  func add(_ exchange: HTTPExchange, for task: URLSessionTask) {
    let identifier = task.taskIdentifier
    exchanges.withLock { $0[identifier] = exchange }
  }

  private func exchange(of task: URLSessionTask) -> HTTPExchange? {
    let identifier = task.taskIdentifier
    return exchanges.withLock { $0[identifier] }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didSendBodyData bytesSent: Int64,
    totalBytesSent: Int64, totalBytesExpectedToSend: Int64
  ) {
    exchange(of: task)?.noteActivity()
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    if let response = response as? HTTPURLResponse {
      exchange(of: dataTask)?.receive(response)
    }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    exchange(of: dataTask)?.receive(data)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    let identifier = task.taskIdentifier
    let exchange = exchanges.withLock { $0.removeValue(forKey: identifier) }
    exchange?.finish(error.map { $0.localizedDescription })
  }
}
