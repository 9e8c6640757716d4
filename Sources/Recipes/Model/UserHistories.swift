/// The newest items of each user, so that a known user is served without a disk.
struct UserHistories: Sendable, Equatable {
  /// The most items kept a user.
  static let maxLength = 1000

  /// User u's items are `items[offsets[u]..<offsets[u + 1]]`, oldest first.
  let offsets: FlatArray<UInt32>
  let items: FlatArray<UInt32>
  /// What each interaction counts; empty where all count alike.
  let weights: FlatArray<Float>

  /// No users.
  static let none = UserHistories(offsets: [0], items: [], weights: [])

  private init(
    offsets: FlatArray<UInt32>, items: FlatArray<UInt32>, weights: FlatArray<Float>
  ) {
    self.offsets = offsets
    self.items = items
    self.weights = weights
  }

  init(_ sequences: Sequences) {
    var offsets: [UInt32] = [0]
    var items: [UInt32] = []
    var weights: [Float] = []
    offsets.reserveCapacity(sequences.userCount + 1)
    for user in 0..<sequences.userCount {
      items.append(
        contentsOf: sequences.items[sequences.range(ofUser: user).suffix(Self.maxLength)])
      if !sequences.weights.isEmpty {
        weights.append(
          contentsOf: sequences.weights[sequences.range(ofUser: user).suffix(Self.maxLength)])
      }
      offsets.append(UInt32(items.count))
    }
    self.init(
      offsets: FlatArray(offsets), items: FlatArray(items), weights: FlatArray(weights))
  }

  var userCount: Int { offsets.count - 1 }

  /// A user's items, oldest first; empty for a number beyond the users.
  func items(ofUser user: Int) -> Slice<FlatArray<UInt32>> {
    guard user >= 0, user < userCount else { return items[..<0] }
    return items[Int(offsets[user])..<Int(offsets[user + 1])]
  }

  /// What a user's interactions count, oldest first; empty where all count alike.
  func weights(ofUser user: Int) -> Slice<FlatArray<Float>> {
    guard user >= 0, user < userCount, !weights.isEmpty else { return weights[..<0] }
    return weights[Int(offsets[user])..<Int(offsets[user + 1])]
  }

  /// The histories of some users alone.
  func keeping(_ users: [Int]) -> UserHistories {
    UserHistories(
      offsets: offsets.keepingOffsets(rows: users),
      items: items.keeping(rows: users, offsets: offsets),
      weights: weights.isEmpty ? weights : weights.keeping(rows: users, offsets: offsets))
  }

  func encode(to file: inout ModelFileWriter) {
    file.add("histoffs", offsets)
    file.add("histitem", items)
    file.add("histwgts", weights)
  }

  init(from file: ModelFileReader, userCount: Int, itemCount: Int) throws(ModelFileError) {
    offsets = try file.flat("histoffs", of: UInt32.self)
    items = try file.flat("histitem", of: UInt32.self)
    weights = try file.flat("histwgts", of: Float.self)
    guard offsets.count == userCount + 1, offsets.first == 0,
      weights.isEmpty || weights.count == items.count,
      offsets.last.map(Int.init) == items.count,
      offsets.isAscending,
      items.allSatisfy({ $0 < itemCount })
    else { throw .damaged("histories") }
  }
}
