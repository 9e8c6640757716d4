package import HTTP
import Synchronization

/// Gives the answer of a detached exchange, once, from any thread.
///
/// When the last reference goes without an answer, the client gets a 500. When the client has
/// gone in the meantime the answer is dropped.
package final class Responder: Sendable {
  private let mailbox: Mailbox
  private let token: UInt64
  private let requestNumber: UInt64
  private let isSettled = Atomic(false)

  init(mailbox: Mailbox, token: UInt64, requestNumber: UInt64) {
    self.mailbox = mailbox
    self.token = token
    self.requestNumber = requestNumber
  }

  deinit {
    respond(HTTPResponse(.internalServerError))
  }

  /// Answers; only the first answer counts.
  package func respond(_ response: HTTPResponse) {
    guard !isSettled.exchange(true, ordering: .acquiringAndReleasing) else { return }
    mailbox.post(.answer(token: token, requestNumber: requestNumber, response))
  }
}
