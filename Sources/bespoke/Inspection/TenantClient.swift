import AWSSigning
import FoundationEssentials
import HTTP
import JSON
import Transport

/// Calls the endpoints of a running server that concern one tenant, signed like an SDK's calls.
struct TenantClient {
  /// The options of every command that has such a client.
  static let options: [Option] = [
    .value(
      "endpoint", "URL", "where the server is, as http://HOST:PORT",
      default: "AWS_ENDPOINT_URL or http://127.0.0.1:8900"),
    .value("region", "REGION", "the region", default: "that of the ARN, or AWS_REGION"),
    .value("format", "text|json", "how to print", default: "text"),
  ]

  /// How a command prints.
  enum Format: String, CaseIterable {
    case text
    case json
  }

  private let connection: HTTPClient
  private let host: String
  private let signer: RequestSigner

  /// Takes credentials from the usual AWS variables; without them, the account of the ARN, which is
  /// enough for a server that takes any.
  init(_ values: OptionValues, arn: String?) throws {
    let environment = ProcessInfo.processInfo.environment
    let address =
      values.string("endpoint") ?? environment["AWS_ENDPOINT_URL"] ?? "http://127.0.0.1:8900"
    guard let url = URL(string: address), url.scheme == "http", let name = url.host else {
      throw UsageError(message: "'\(address)' is no address of the form http://HOST:PORT.")
    }
    let port = UInt16(clamping: url.port ?? 80)
    host = "\(name):\(port)"
    connection = HTTPClient(host: name, port: port)
    let parts = arn?.split(separator: ":", omittingEmptySubsequences: false).map(String.init) ?? []
    let isARN = parts.count > 4
    let credentials = SigningCredentials(
      accessKey: environment["AWS_ACCESS_KEY_ID"] ?? (isARN ? parts[4] : "000000000000"),
      secretKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "none",
      sessionToken: environment["AWS_SESSION_TOKEN"])
    let region =
      values.string("region") ?? (isARN ? parts[3] : nil) ?? environment["AWS_REGION"]
      ?? environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
    signer = RequestSigner(credentials: credentials, region: region, service: "personalize")
  }

  /// The JSON that the server answers with.
  func send(
    _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [],
    headers: [(name: String, value: String)] = [], body: [UInt8] = []
  ) throws -> [UInt8] {
    let request = OutgoingRequest(
      method: method.rawValue, host: host, path: path, query: query,
      headers: [("Content-Type", "application/json")] + headers, payload: .bytes(body))
    let now = Int64(Date().timeIntervalSince1970)
    let headers = signer.headers(for: request, at: SigningDate(epochSeconds: now))
    let target = query.isEmpty ? path : "\(path)?\(request.encodedQuery)"
    let answer: (status: HTTPStatus, body: [UInt8])
    do {
      answer = try connection.send(method, target, headers: headers, body: body)
    } catch {
      throw TenantClientError(message: "No server answers at \(host): \(error).")
    }
    guard answer.status == .ok else {
      let message = try? JSONValue(parsing: answer.body)["message"]?.stringValue
      throw TenantClientError(
        message: message ?? "The server answered with the status \(answer.status.code).")
    }
    return answer.body
  }
}

/// Why a call came to nothing.
struct TenantClientError: Error, CustomStringConvertible {
  let message: String

  var description: String { message }
}
