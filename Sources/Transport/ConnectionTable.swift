import Synchronization

/// A reactor's connections by token: a slot's index and how often the slot was used before.
struct ConnectionTable {
  private var slots: [Connection?] = []
  private var uses: [UInt32] = []
  private var free: [Int] = []
  private(set) var count = 0

  /// The token the next connection inserted must carry.
  mutating func nextToken() -> UInt64 {
    if free.isEmpty {
      free.append(slots.count)
      slots.append(nil)
      uses.append(0)
    }
    let index = free[free.count - 1]
    return UInt64(uses[index]) << 32 | UInt64(index)
  }

  /// Puts a connection at the place of its token, the last that `nextToken` gave.
  mutating func insert(_ connection: Connection) {
    slots[free.removeLast()] = connection
    count += 1
  }

  /// - Returns: whether the connection was there.
  mutating func remove(_ connection: Connection) -> Bool {
    guard self[connection.token] != nil else { return false }
    let index = Int(connection.token & 0xFFFF_FFFF)
    slots[index] = nil
    uses[index] &+= 1
    free.append(index)
    count -= 1
    return true
  }

  /// The connection of a token; `nil` when it has gone.
  subscript(token: UInt64) -> Connection? {
    let index = Int(token & 0xFFFF_FFFF)
    guard index < slots.count, let connection = slots[index], connection.token == token else {
      return nil
    }
    return connection
  }

  var all: [Connection] { slots.compactMap { $0 } }
}

/// How many connections all reactors hold together.
final class ConnectionTotal: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .relaxed) }

  /// - Returns: the total with the new one.
  func increment() -> Int { count.add(1, ordering: .relaxed).newValue }

  func decrement() { count.subtract(1, ordering: .relaxed) }
}
