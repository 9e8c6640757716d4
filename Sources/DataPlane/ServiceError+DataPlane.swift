import PersonalizeAPI
import Platform

extension ServiceError {
  static func invalidInput(_ message: String) -> ServiceError {
    ServiceError(.invalidInput, message)
  }

  static func notFound(_ arn: String) -> ServiceError {
    ServiceError(.resourceNotFound, "Resource Arn \(arn) does not exist.")
  }

  /// For what is our own fault; the reason goes to the log, not to the client.
  static func unreadable(_ arn: String, _ error: any Error, _ log: Log) -> ServiceError {
    log.error("cannot read resource", ["arn": arn, "reason": "\(error)"])
    return ServiceError(.internalFailure, "The request could not be processed.")
  }
}
