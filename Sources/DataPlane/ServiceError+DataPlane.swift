import PersonalizeAPI
import Platform

extension ServiceError {
  static func invalidInput(_ message: String) -> ServiceError {
    ServiceError(kind: .invalidInput, message: message)
  }

  static func notFound(_ arn: String) -> ServiceError {
    ServiceError(kind: .resourceNotFound, message: "Resource Arn \(arn) does not exist.")
  }

  /// For what is our own fault; the reason goes to the log, not to the client.
  static func unreadable(_ arn: String, _ error: any Error, _ log: Log) -> ServiceError {
    log.error("cannot read resource", ["arn": arn, "reason": "\(error)"])
    return ServiceError(kind: .internalFailure, message: "The request could not be processed.")
  }
}
