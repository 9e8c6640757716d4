import HTTP
import JSON
import PersonalizeAPI
import Transport

/// Calls the service as an AWS client does, over HTTP.
struct DemoClient {
  private let connection: HTTPClient

  /// - Parameter address: such as `http://127.0.0.1:8900`.
  init(address: String) throws {
    let parts = address.split(separator: "/").last?.split(separator: ":") ?? []
    guard parts.count == 2, let port = UInt16(parts[1]) else {
      throw DemoError(message: "\(address) is not an address with a port.")
    }
    connection = HTTPClient(host: String(parts[0]), port: port)
  }

  /// Calls an operation of the control plane.
  func call<Response: APIStructure>(
    _ operation: Operation, _ request: some APIRequest, _ type: Response.Type
  ) throws -> Response {
    let target = (name: "X-Amz-Target", value: "AmazonPersonalize.\(operation.name)")
    return try Response.decode(try send(operation, "/", [target], request.encoded()))
  }

  func recommend(_ request: GetRecommendationsRequest) throws -> GetRecommendationsResponse {
    try .decode(try send(.getRecommendations, "/recommendations", [], request.encoded()))
  }

  func put(_ request: PutEventsRequest) throws {
    _ = try send(.putEvents, "/events", [], request.encoded())
  }

  private func send(
    _ operation: Operation, _ path: String, _ headers: [(name: String, value: String)],
    _ body: [UInt8]
  ) throws -> [UInt8] {
    let contentType = (name: "Content-Type", value: operation.contentType)
    let answer = try connection.send(.post, path, headers: headers + [contentType], body: body)
    guard answer.status == .ok else {
      let message = try? JSONValue(parsing: answer.body)["message"]?.stringValue
      throw DemoError(
        message: "\(operation.name) was refused (\(answer.status.code)): \(message ?? "?")")
    }
    return answer.body
  }
}
