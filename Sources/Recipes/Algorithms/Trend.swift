import Kernels

/// Which items gain interactions: the latest window of time against the one before.
///
/// Holds the interactions of the last two windows of the training data, 8 bytes each, so that live
/// events can be counted together with them at any later time.
struct Trend: Sendable, Equatable {
  /// Seconds a window lasts.
  let window: Int64
  /// The end of the training data, epoch seconds.
  let newest: Int64
  /// Item numbers of the interactions less than two windows before `newest`.
  let items: [UInt32]
  /// How many seconds before `newest` each of them was.
  let ages: [UInt32]

  /// Takes what the two windows before the newest interaction in view hold.
  init(_ sequences: Sequences, timestamps: [Int64], window: Int64) {
    let rows = (0..<sequences.userCount).lazy.flatMap { sequences.range(ofUser: $0) }
    let newest = rows.reduce(Int64.min) { max($0, timestamps[$1]) }
    var items: [UInt32] = []
    var ages: [UInt32] = []
    for row in rows {
      let (age, overflows) = newest.subtractingReportingOverflow(timestamps[row])
      guard !overflows, age < 2 * window else { continue }
      items.append(sequences.items[row])
      ages.append(UInt32(clamping: age))
    }
    self.window = window
    self.newest = items.isEmpty ? 0 : newest
    self.items = items
    self.ages = ages
  }

  private init(window: Int64, newest: Int64, items: [UInt32], ages: [UInt32]) {
    self.window = window
    self.newest = newest
    self.items = items
    self.ages = ages
  }

  /// How many interactions an item had in each window.
  struct Counts: Equatable {
    var latest: Int32 = 0
    var previous: Int32 = 0

    var increase: Int32 { latest - previous }
  }

  /// The items with more interactions in the latest window than before, fastest first.
  /// - Parameters:
  ///   - events: live interactions of everybody.
  ///   - time: the end of the latest window; `nil` for the newest interaction there is.
  ///   - popularity: interactions of each item, which order items of equal growth.
  /// - Returns: item numbers; none when nothing grows.
  func rising(
    _ events: [Query.Event], at time: Int64?, popularity: FlatArray<UInt32>
  ) -> [UInt32] {
    let end = time ?? max(newest, events.reduce(newest) { max($0, $1.timestamp) })
    let counts = counts(events, until: end, itemCount: popularity.count)
    return counts.indices.filter { counts[$0].increase > 0 }.sorted { one, other in
      let (first, second) = (counts[one], counts[other])
      if first.increase != second.increase { return first.increase > second.increase }
      if first.latest != second.latest { return first.latest > second.latest }
      return (popularity[other], one) < (popularity[one], other)
    }.map { UInt32($0) }
  }

  /// Each item's interactions in the window that ends at `end`, inclusive, and the one before.
  func counts(_ events: [Query.Event], until end: Int64, itemCount: Int) -> [Counts] {
    var counts = [Counts](repeating: Counts(), count: itemCount)
    func add(_ item: Int, at time: Int64) {
      let (age, overflows) = end.subtractingReportingOverflow(time)
      guard !overflows, age >= 0, age < 2 * window, counts.indices.contains(item) else { return }
      if age < window { counts[item].latest &+= 1 } else { counts[item].previous &+= 1 }
    }
    for (item, age) in zip(items, ages) { add(Int(item), at: newest - Int64(age)) }
    for event in events { add(event.item, at: event.timestamp) }
    return counts
  }

  /// Seconds in a `trend_discovery_frequency`, such as `30 minutes`; two hours for other texts.
  static func seconds(_ frequency: String?) -> Int64 {
    let parts = (frequency ?? "").split(separator: " ")
    let units: [Substring: Int64] = [
      "minutes": 60, "hour": 3600, "hours": 3600, "day": 86_400,
    ]
    guard parts.count == 2, let number = Int64(parts[0]), let unit = units[parts[1]] else {
      return 7200
    }
    return number * unit
  }
}

// MARK: - File

extension Trend {
  func encode(to file: inout ModelFileWriter) {
    file.add("trendwin", [window, newest])
    file.add("trenditm", items)
    file.add("trendage", ages)
  }

  init(from file: ModelFileReader, itemCount: Int) throws(ModelFileError) {
    let times = try file.array("trendwin", of: Int64.self)
    let items = try file.array("trenditm", of: UInt32.self)
    let ages = try file.array("trendage", of: UInt32.self)
    guard times.count == 2, (1...86_400).contains(times[0]),
      (-1 << 60...1 << 60).contains(times[1]),
      items.count == ages.count, items.allSatisfy({ $0 < itemCount })
    else { throw .damaged("trend") }
    self.init(window: times[0], newest: times[1], items: items, ages: ages)
  }
}
