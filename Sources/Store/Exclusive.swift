import Synchronization

/// A value that is not Sendable, lent to one thread at a time.
///
/// `Mutex` cannot lend such a value to a closure that captures others; this one can, because its
/// only way in is `withLock`, and the borrowed value must not be kept beyond the closure.
///
/// Unchecked, and sound: `value` is only ever touched while the lock is held.
package final class Exclusive<Value>: @unchecked Sendable {
  private let lock = Mutex<Void>(())
  private var value: Value

  package init(_ value: sending Value) {
    self.value = value
  }

  package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    try lock.withLock { _ in try body(&value) }
  }
}
