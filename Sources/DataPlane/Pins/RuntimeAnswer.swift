import PersonalizeAPI

/// What a request of the runtime service is answered with, and how long that is held back.
struct RuntimeAnswer: Sendable {
  enum Content: Sendable {
    case ranked(RankedAnswer)
    /// JSON.
    case encoded([UInt8])
    /// An error that a test pinned.
    case refusal(ServiceError)
  }

  let content: Content
  var delayMilliseconds = 0

  /// Appends the response's JSON.
  ///
  /// - Throws: the error that was pinned.
  func append(to buffer: inout [UInt8]) throws(ServiceError) {
    switch content {
    case .ranked(let answer): answer.append(to: &buffer)
    case .encoded(let bytes): buffer += bytes
    case .refusal(let error): throw error
    }
  }
}
