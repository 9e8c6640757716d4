/// What each user did with actions, oldest first.
struct ActionPasts: Sendable, Equatable {
  /// The most rows kept a user.
  static let maxLength = 500

  /// User u's rows are `offsets[u]..<offsets[u + 1]`.
  let offsets: FlatArray<UInt32>
  let actions: FlatArray<UInt32>
  /// `ActionData.Response` as numbers.
  let responses: FlatArray<UInt8>
  let timestamps: FlatArray<Int64>
  /// Each user's last interaction with an item, `TrainingData.unknownTime` if none.
  let lastItemTimes: FlatArray<Int64>

  /// - Parameters:
  ///   - data: the rows, of which the newest of a user are kept.
  ///   - ends: by user where the rows in view end.
  ///   - lastItemTimes: one a user.
  init(_ data: ActionData, ends: [Int], lastItemTimes: [Int64]) {
    var offsets: [UInt32] = [0]
    var rows: [Int] = []
    for user in lastItemTimes.indices {
      let range = data.rows(ofUser: user)
      let end = ends.indices.contains(user) ? ends[user] : range.upperBound
      rows.append(
        contentsOf: (range.lowerBound..<max(end, range.lowerBound)).suffix(Self.maxLength))
      offsets.append(UInt32(rows.count))
    }
    self.offsets = FlatArray(offsets)
    actions = FlatArray(rows.map { data.actionIDs[$0] })
    responses = FlatArray(rows.map { data.responses[$0].rawValue })
    timestamps = FlatArray(rows.map { data.timestamps[$0] })
    self.lastItemTimes = FlatArray(lastItemTimes)
  }

  /// A user's rows; none for one beyond the users.
  func rows(ofUser user: Int?) -> Range<Int> {
    guard let user, user >= 0, user + 1 < offsets.count else { return 0..<0 }
    return Int(offsets[user])..<Int(offsets[user + 1])
  }

  /// What some users did, and nobody else.
  func keeping(_ users: [Int]) -> ActionPasts {
    ActionPasts(
      offsets: offsets.keepingOffsets(rows: users),
      actions: actions.keeping(rows: users, offsets: offsets),
      responses: responses.keeping(rows: users, offsets: offsets),
      timestamps: timestamps.keeping(rows: users, offsets: offsets),
      lastItemTimes: lastItemTimes.keeping(rows: users, width: 1))
  }

  private init(
    offsets: FlatArray<UInt32>, actions: FlatArray<UInt32>, responses: FlatArray<UInt8>,
    timestamps: FlatArray<Int64>, lastItemTimes: FlatArray<Int64>
  ) {
    self.offsets = offsets
    self.actions = actions
    self.responses = responses
    self.timestamps = timestamps
    self.lastItemTimes = lastItemTimes
  }

  func encode(to file: inout ModelFileWriter) {
    file.add("pastoffs", offsets)
    file.add("pastacts", actions)
    file.add("pastresp", responses)
    file.add("pasttime", timestamps)
    file.add("lastitem", lastItemTimes)
  }

  init(from file: ModelFileReader, userCount: Int, actionCount: Int) throws(ModelFileError) {
    offsets = try file.flat("pastoffs", of: UInt32.self)
    actions = try file.flat("pastacts", of: UInt32.self)
    responses = try file.flat("pastresp", of: UInt8.self)
    timestamps = try file.flat("pasttime", of: Int64.self)
    lastItemTimes = try file.flat("lastitem", of: Int64.self)
    guard offsets.count == userCount + 1, offsets.first == 0,
      offsets.last.map(Int.init) == actions.count,
      offsets.isAscending,
      actions.allSatisfy({ $0 < actionCount }), responses.count == actions.count,
      responses.allSatisfy({ ActionData.Response(rawValue: $0) != nil }),
      timestamps.count == actions.count, lastItemTimes.count == userCount
    else { throw .damaged("action pasts") }
  }
}
