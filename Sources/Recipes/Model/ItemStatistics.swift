/// What is known of each item besides its id.
struct ItemStatistics: Sendable, Equatable {
  /// Interactions by item.
  let interactionCounts: FlatArray<UInt32>
  /// Different users by item.
  let userCounts: FlatArray<UInt32>
  /// Creation or first interaction by item, epoch seconds; `TrainingData.unknownTime` if neither.
  let creationTimes: FlatArray<Int64>
  /// All items, most popular first; the other count decides among equals, then the number.
  let popularOrder: FlatArray<UInt32>

  /// What makes an item popular.
  enum Popularity: Sendable {
    case users
    case interactions
  }

  init(
    interactionCounts: FlatArray<UInt32>, userCounts: FlatArray<UInt32>,
    creationTimes: FlatArray<Int64>, popularOrder: FlatArray<UInt32>
  ) {
    self.interactionCounts = interactionCounts
    self.userCounts = userCounts
    self.creationTimes = creationTimes
    self.popularOrder = popularOrder
  }

  init(_ data: TrainingData, _ sequences: Sequences, popularity: Popularity = .users) {
    let itemCount = sequences.itemCount
    var interactions = [UInt32](repeating: 0, count: itemCount)
    var users = interactions
    var lastUser = [Int](repeating: -1, count: itemCount)
    var first = [Int64](repeating: .max, count: itemCount)
    for user in 0..<sequences.userCount {
      for row in sequences.range(ofUser: user) {
        let item = Int(sequences.items[row])
        interactions[item] += 1
        if lastUser[item] != user { users[item] += 1 }
        lastUser[item] = user
        first[item] = min(first[item], data.timestamps[row])
      }
    }
    interactionCounts = FlatArray(interactions)
    userCounts = FlatArray(users)
    let times = (0..<itemCount).map { item in
      let known =
        data.itemCreationTimes.isEmpty ? TrainingData.unknownTime : data.itemCreationTimes[item]
      if known != TrainingData.unknownTime { return known }
      return first[item] == .max ? TrainingData.unknownTime : first[item]
    }
    creationTimes = FlatArray(times)
    let (decisive, other) =
      popularity == .users ? (users, interactions) : (interactions, users)
    let order = (0..<UInt32(itemCount)).sorted {
      let (left, right) = (Int($0), Int($1))
      return (decisive[right], other[right], left) < (decisive[left], other[left], right)
    }
    popularOrder = FlatArray(order)
  }

  func encode(to file: inout ModelFileWriter) {
    file.add("itemrows", interactionCounts)
    file.add("itemusrs", userCounts)
    file.add("itemborn", creationTimes)
    file.add("itempopl", popularOrder)
  }

  init(from file: ModelFileReader, itemCount: Int) throws(ModelFileError) {
    interactionCounts = try file.flat("itemrows", of: UInt32.self)
    userCounts = try file.flat("itemusrs", of: UInt32.self)
    creationTimes = try file.flat("itemborn", of: Int64.self)
    popularOrder = try file.flat("itempopl", of: UInt32.self)
    guard interactionCounts.count == itemCount, userCounts.count == itemCount,
      creationTimes.count == itemCount, popularOrder.count == itemCount,
      popularOrder.allSatisfy({ $0 < itemCount })
    else { throw .damaged("items") }
  }
}
