/// A reactor as its handler and other threads see it: a place to run things.
package struct ReactorContext: Sendable {
  /// 0 for the first reactor of a group.
  package let index: Int
  private let mailbox: Mailbox

  init(index: Int, mailbox: Mailbox) {
    self.index = index
    self.mailbox = mailbox
  }

  /// Runs `work`, which must not block, on the reactor's thread soon; callable from any thread.
  package func run(_ work: @escaping @Sendable () -> Void) {
    mailbox.post(.run(work))
  }

  /// Runs `work` on the reactor's thread after a delay; dropped when the reactor ends before.
  package func run(afterMilliseconds delay: Int64, _ work: @escaping @Sendable () -> Void) {
    mailbox.post(.schedule(afterMilliseconds: delay, work))
  }
}
