$version: "2"

namespace com.amazonaws.personalize.common

use bespoke#restHttpError

/// The name of a resource of Personalize.
@length(max: 256)
@pattern("arn:([a-z\\d-]+):personalize:.*:.*:.+")
string Arn

/// A name that people give to a resource.
@length(min: 1, max: 63)
@pattern("^[a-zA-Z0-9][a-zA-Z0-9\\-_]*")
string Name

/// A moment, in epoch seconds.
timestamp Date

/// What went wrong, for people.
string ErrorMessage

/// The body is not JSON, or a member is of another JSON type than its shape.
@error("client")
@httpError(400)
structure SerializationException {
    message: ErrorMessage
}

/// No operation has that target or path.
@error("client")
@httpError(400)
@restHttpError(404)
structure UnknownOperationException {
    message: ErrorMessage
}

/// The request is not signed.
@error("client")
@httpError(400)
@restHttpError(403)
structure MissingAuthenticationTokenException {
    message: ErrorMessage
}

/// The Authorization header lacks a part or cannot be read.
@error("client")
@httpError(400)
structure IncompleteSignatureException {
    message: ErrorMessage
}

/// The access key is not known.
@error("client")
@httpError(400)
@restHttpError(403)
structure UnrecognizedClientException {
    message: ErrorMessage
}

/// The signature does not match, or is too old.
@error("client")
@httpError(400)
@restHttpError(403)
structure InvalidSignatureException {
    message: ErrorMessage
}

/// The caller's role does not allow the operation.
@error("client")
@httpError(400)
@restHttpError(403)
structure AccessDeniedException {
    message: ErrorMessage
}

/// The caller sends more than its rate allows.
@error("client")
@httpError(400)
@restHttpError(429)
structure ThrottlingException {
    message: ErrorMessage
}

/// The server failed; the request was not at fault.
@error("server")
@httpError(500)
structure InternalFailure {
    message: ErrorMessage
}

/// The server cannot answer now, but may soon.
@error("server")
@httpError(503)
structure ServiceUnavailableException {
    message: ErrorMessage
}
