package import PersonalizeAPI
import Platform
import Store

/// Pins, for all operations of the runtime service; these read and write the disk.
extension DataPlane {
  /// The most pins of a tenant.
  private static let pinLimit = 10_000

  /// Pins an answer; it holds from the next request on.
  package func putPin(
    _ request: PutPinRequest, _ context: DataContext
  ) throws(ServiceError) -> Pin {
    try Self.check(request)
    let new = StoredPin(
      id: identifiers.uuid(), targetARN: request.targetArn,
      userID: request.userId.flatMap { $0.isEmpty ? nil : $0 },
      itemID: request.itemId.flatMap { $0.isEmpty ? nil : $0 },
      body: PutPinRequest(
        targetArn: request.targetArn, items: request.items, error: request.error,
        delayMilliseconds: request.delayMilliseconds
      ).encoded())
    return try pins(of: context) { database in
      guard let target = try database.resource(request.targetArn),
        target.kind == .campaign || target.kind == .recommender
      else { throw ServiceError.notFound(request.targetArn) }
      guard try database.pinCount() < Self.pinLimit else {
        throw ServiceError.invalidInput(
          "There can be \(Self.pinLimit) pins, and there are so many: delete some.")
      }
      return try Pin(try database.putPin(new, for: target, at: clock.now()))
    }
  }

  package func listPins(
    _ request: ListPinsRequest, _ context: DataContext
  ) throws(ServiceError) -> ListPinsResponse {
    try pins(of: context) { database in
      ListPinsResponse(pins: try database.pins(of: request.targetArn).map { try Pin($0) })
    }
  }

  package func deletePin(
    _ request: DeletePinRequest, _ context: DataContext
  ) throws(ServiceError) -> DeletePinsResponse {
    try pins(of: context) { database in
      let deleted = try database.deletePins { $0.id == request.pinId }
      guard deleted > 0 else {
        throw ServiceError(.resourceNotFound, "There is no pin \(request.pinId).")
      }
      return DeletePinsResponse(deleted: deleted)
    }
  }

  package func deletePins(
    _ request: DeletePinsRequest, _ context: DataContext
  ) throws(ServiceError) -> DeletePinsResponse {
    try pins(of: context) { database in
      DeletePinsResponse(
        deleted: try database.deletePins {
          request.targetArn == nil || $0.targetARN == request.targetArn
        })
    }
  }

  private func pins<Result: Sendable>(
    of context: DataContext, _ body: (ControlDatabase) throws -> Result
  ) throws(ServiceError) -> Result {
    do {
      return try store.tenant(context.tenant).transaction(body)
    } catch let error as ServiceError {
      throw error
    } catch {
      throw .unreadable("pins", error, log)
    }
  }

  private static func check(_ request: PutPinRequest) throws(ServiceError) {
    if request.items == nil, request.error == nil, request.delayMilliseconds == nil {
      throw .invalidInput("A pin needs items, an error or delayMilliseconds.")
    }
    if request.items != nil, request.error != nil {
      throw .invalidInput("A pin has either items or an error, not both.")
    }
    if let type = request.error?.type, !ErrorKind.allCases.contains(where: { $0.name == type }) {
      let known = ErrorKind.allCases.map(\.name).joined(separator: ", ")
      throw .invalidInput("The error type \(type) is unknown. These are: \(known).")
    }
    var listed: Set<ExactText> = []
    for item in request.items ?? [] where !listed.insert(ExactText(item.itemId)).inserted {
      throw .invalidInput("The item \(item.itemId) is pinned twice in the same list.")
    }
  }
}
