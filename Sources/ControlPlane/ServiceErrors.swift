import PersonalizeAPI
import Store

/// The wording of refusals. Each names the ARN in question and what to do about it.
extension ServiceError {
  static func invalid(_ message: String) -> ServiceError { ServiceError(.invalidInput, message) }

  static func notFound(_ arn: String) -> ServiceError {
    ServiceError(.resourceNotFound, "Resource Arn \(arn) does not exist.")
  }

  static func alreadyExists(_ arn: String) -> ServiceError {
    ServiceError(
      .resourceAlreadyExists, "Another resource with Arn \(arn) already exists.")
  }

  static func inUse(_ message: String) -> ServiceError { ServiceError(.resourceInUse, message) }

  /// The resource's state forbids what was asked for.
  static func wrongState(
    of resource: Resource, required: [Status], to purpose: String,
    _ kind: ErrorKind = .resourceInUse
  ) -> ServiceError {
    let accepted = required.map(\.rawValue).joined(separator: " or ")
    let noun = Lifecycle.of(resource.kind).operationNoun
    let advice =
      resource.status.isTransitional
      ? "Wait until Describe\(noun) shows that and try again."
      : "Nothing will change its status by itself."
    return ServiceError(
      kind,
      "Resource Arn \(resource.arn) has the status \(resource.status.rawValue). It must be "
        + "\(accepted) \(purpose). \(advice)")
  }

  /// Another resource stands in the way of a change.
  static func blocked(
    _ resource: Resource, by blocker: Resource, from change: String
  ) -> ServiceError {
    let noun = Lifecycle.of(blocker.kind).noun
    let advice =
      switch blocker.status.isTransitional {
      case true: "Wait until that has ended and try again."
      case false: "Delete that \(noun) first."
      }
    return inUse(
      "Resource Arn \(resource.arn) cannot be \(change): it is used by the \(noun) \(blocker.arn), "
        + "which has the status \(blocker.status.rawValue). \(advice)")
  }

  /// Another change of the resource has not ended yet.
  static func updating(_ resource: Resource, to purpose: String) -> ServiceError {
    inUse(
      "Resource Arn \(resource.arn) is being updated. Wait until the update shown by "
        + "Describe\(Lifecycle.of(resource.kind).operationNoun) is ACTIVE \(purpose).")
  }

  static func limitExceeded(_ quota: Lifecycle.Quota, _ limit: Int) -> ServiceError {
    let message =
      quota.states == Status.existing
      ? "More than \(limit) resources in ACTIVE state. Please delete some and try again."
      : "More than \(limit) resources with PENDING or IN_PROGRESS status."
    return ServiceError(.limitExceeded, message)
  }

  static var invalidNextToken: ServiceError {
    ServiceError(
      .invalidNextToken,
      "The nextToken is not valid. Give the token of this list's previous page unchanged, or none "
        + "to start again.")
  }

  static func internalFailure(_ reason: String) -> ServiceError {
    ServiceError(.internalFailure, "The request could not be completed: \(reason)")
  }
}

// MARK: - Errors of the storage layer

extension ServiceError {
  init(_ error: StoreError) {
    switch error {
    case .alreadyExists(let arn): self = .alreadyExists(arn)
    case .file, .corrupt, .inUse, .erasedMeanwhile, .groupDeleted:
      self = .internalFailure(error.description)
    }
  }
}

/// Runs code that reads or writes the store, with its errors as the service has them.
func storing<Result>(_ body: () throws -> Result) throws(ServiceError) -> Result {
  do {
    return try body()
  } catch let error as ServiceError {
    throw error
  } catch let error as StoreError {
    throw ServiceError(error)
  } catch {
    throw .internalFailure("\(error)")
  }
}
