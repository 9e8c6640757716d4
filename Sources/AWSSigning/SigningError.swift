/// Why a request's signature does not hold; `message` can be shown to the client.
package enum SigningError: Error, Equatable {
  /// A part of the Authorization header, or beside it, that a signature needs.
  package enum Part: Sendable, Equatable, CaseIterable {
    case credential
    case signedHeaders
    case signature
    case date
  }

  /// There is no Authorization header.
  case unsigned
  /// The scheme is not AWS4-HMAC-SHA256.
  case unsupportedAlgorithm
  case missing([Part])
  /// The credential is not `KEY/DATE/REGION/SERVICE/aws4_request`.
  case malformedCredential
  case malformedDate
  /// The credential's date is not that of the request.
  case scopeDateMismatch
  /// A header that must be signed is not, or one that is signed is not there.
  case headerNotSigned(String)
  case headerNotSent(String)
  case payloadMismatch
  case signatureMismatch
  /// More than 15 minutes old or ahead; moments in the form `20261121T114012Z`.
  case expired(signed: String, now: String)
  case notYetValid(signed: String, now: String)

  package var message: String {
    switch self {
    case .unsigned:
      "Missing Authentication Token"
    case .unsupportedAlgorithm:
      "The Authorization header must use the algorithm AWS4-HMAC-SHA256."
    case .missing(let parts):
      parts.map(\.message).joined(separator: " ")
    case .malformedCredential:
      "Credential must have exactly 5 slash-delimited elements, "
        + "as in KEY/DATE/REGION/SERVICE/aws4_request."
    case .malformedDate:
      "The date must be in ISO-8601 basic format, as in 20261121T114012Z."
    case .scopeDateMismatch:
      "The date in the credential scope does not match the date of the request."
    case .headerNotSigned(let name):
      "The header '\(name)' must be a signed header of the AWS Signature Version 4."
    case .headerNotSent(let name):
      "The header '\(name)' is named in SignedHeaders but is not in the request."
    case .payloadMismatch:
      "The value of x-amz-content-sha256 does not match the content received."
    case .signatureMismatch:
      "The request signature we calculated does not match the signature you provided. "
        + "Check your AWS Secret Access Key and signing method."
    case .expired(let signed, let now):
      "Signature expired: \(signed) is more than 15 minutes before \(now)."
    case .notYetValid(let signed, let now):
      "Signature not yet current: \(signed) is more than 15 minutes after \(now)."
    }
  }
}

extension SigningError.Part {
  var message: String {
    switch self {
    case .credential: "Authorization header requires 'Credential' parameter."
    case .signedHeaders: "Authorization header requires 'SignedHeaders' parameter."
    case .signature: "Authorization header requires 'Signature' parameter."
    case .date:
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
    }
  }
}
