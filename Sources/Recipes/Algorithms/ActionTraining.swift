import Glibc
import Kernels

/// Learns the propensities: what users did within a period after they met an action.
struct ActionTraining: Sendable {
  let data: TrainingData
  let sequences: Sequences
  let features: ActionFeatures
  /// By user where the interactions with actions that may be used end.
  let ends: [Int]
  /// Seconds the predictions look ahead.
  let period: Int64
  /// How often an action must have been taken, and not, to be scored.
  let minResponses: Int
  let threads: Int

  /// The most meetings with an action that are learnt from, the newest.
  static let maxPerAction = 20_000
  /// The most meetings altogether.
  static let maxMeetings = 300_000
  /// Seconds before the newest interaction with an action in which responses must lie to count.
  static let recentSpan: Int64 = 42 * 86_400

  /// A user meets an action: what was known then and what came of it.
  struct Meeting: Sendable {
    let user: Int
    let action: Int
    let time: Int64
    let wasTaken: Bool
    let past: ActionFeatures.Past
  }

  private var actions: ActionData { data.actions }

  /// All meetings, user after user in time order: the first interaction of a user with an action,
  /// and the first after each period that begins so.
  func meetings() -> [Meeting] {
    var meetings: [Meeting] = []
    for user in ends.indices {
      var current: [UInt32: Int] = [:]
      var pasts: [UInt32: ActionFeatures.Past] = [:]
      var total = ActionFeatures.Past()
      let start = actions.rows(ofUser: user).lowerBound
      for row in start..<max(ends[user], start) {
        let (action, time) = (actions.actionIDs[row], actions.timestamps[row])
        let isTaken = actions.responses[row] == .taken
        if let open = current[action], time - meetings[open].time < period {
          if isTaken, !meetings[open].wasTaken { meetings[open] = meetings[open].taken() }
        } else {
          var past = pasts[action] ?? ActionFeatures.Past()
          past.takenAny = total.takenAny
          past.declinedAny = total.declinedAny
          past.takenAge = past.takenAge.map { time - $0 }
          past.declinedAge = past.declinedAge.map { time - $0 }
          current[action] = meetings.count
          meetings.append(
            Meeting(
              user: user, action: Int(action), time: time, wasTaken: isTaken, past: past))
        }
        // Until it is asked for, an age holds the time itself.
        if isTaken {
          pasts[action, default: ActionFeatures.Past()].taken += 1
          pasts[action]?.takenAge = time
          total.takenAny += 1
        } else {
          pasts[action, default: ActionFeatures.Past()].declined += 1
          pasts[action]?.declinedAge = time
          total.declinedAny += 1
        }
      }
    }
    return meetings
  }

  /// Actions with responses enough of both kinds in the weeks before the newest.
  func scoredActions() -> [Bool] {
    var taken = [Int](repeating: 0, count: actions.actions.count)
    var declined = taken
    let newest = actions.timestamps.max() ?? 0
    for user in ends.indices {
      let start = actions.rows(ofUser: user).lowerBound
      for row in start..<max(ends[user], start)
      where newest - actions.timestamps[row] <= Self.recentSpan {
        if actions.responses[row] == .taken {
          taken[Int(actions.actionIDs[row])] += 1
        } else {
          declined[Int(actions.actionIDs[row])] += 1
        }
      }
    }
    return zip(taken, declined).map { $0 >= minResponses && $1 >= minResponses }
  }

  /// Actions nobody met first, then those met lately, up to the most that are considered.
  func consideredActions() -> [Bool] {
    let count = actions.actions.count
    guard count > NextBestAction.maxActions else { return [Bool](repeating: true, count: count) }
    var last = [Int64](repeating: .max, count: count)
    for row in actions.actionIDs.indices {
      let action = Int(actions.actionIDs[row])
      last[action] =
        last[action] == .max
        ? actions.timestamps[row] : max(last[action], actions.timestamps[row])
    }
    var considered = [Bool](repeating: false, count: count)
    for action in (0..<count).sorted(by: { (last[$1], $0) < (last[$0], $1) })
      .prefix(NextBestAction.maxActions)
    {
      considered[action] = true
    }
    return considered
  }

  /// The model of all interactions in view.
  /// - Parameter ridge: how strongly an action's weights are drawn to the common ones.
  func model(ridge: Float) -> NextBestAction {
    let all = newest(meetings(), limit: Self.maxMeetings)
    let users = userFeatures(all)
    let isScored = scoredActions()
    // What all actions have in common lies beside how often each of them is taken.
    let rates = logitRates(all)
    let shared = newest(all, limit: Self.maxMeetings / 4)
    var examples = examples(shared, users)
    examples.offsets = shared.map { rates[$0.action] }
    let common = LogisticRegression.fit(
      examples, prior: [Float](repeating: 0, count: features.width), ridge: 1)
    var byAction = [[Meeting]](repeating: [], count: actions.actions.count)
    for meeting in all where isScored[meeting.action] { byAction[meeting.action].append(meeting) }
    let width = features.width
    var weights = [Float](repeating: 0, count: byAction.count * width)
    weights.withUnsafeMutableBufferPointer { weights in
      // Sound: each action's weights are written by the block that has the action.
      nonisolated(unsafe) let weights = weights
      Parallel.forEachBlock(count: byAction.count, blockSize: 1, threads: threads) { _, range in
        for action in range where isScored[action] {
          let meetings = newest(byAction[action], limit: Self.maxPerAction)
          var prior = common
          prior[0] += rates[action]
          let fitted = LogisticRegression.fit(
            self.examples(meetings, users), prior: prior, ridge: ridge)
          for index in 0..<width { weights[action * width + index] = fitted[index] }
        }
      }
    }
    let lastTimes = (0..<sequences.userCount).map { user in
      sequences.range(ofUser: user).last.map { data.timestamps[$0] } ?? TrainingData.unknownTime
    }
    return NextBestAction(
      actions: actions.actions, rules: actions.rules, features: features,
      pasts: ActionPasts(actions, ends: ends, lastItemTimes: lastTimes), weights: weights,
      isScored: isScored, isConsidered: consideredActions(), lastEvent: actions.lastEvent)
  }

  /// The logit of how often each action was taken when it was met.
  private func logitRates(_ meetings: [Meeting]) -> [Float] {
    var taken = [Float](repeating: 0.5, count: actions.actions.count)
    var declined = taken
    for meeting in meetings {
      if meeting.wasTaken { taken[meeting.action] += 1 } else { declined[meeting.action] += 1 }
    }
    return zip(taken, declined).map { logf($0 / $1) }
  }

  private func newest(_ meetings: [Meeting], limit: Int) -> [Meeting] {
    guard meetings.count > limit else { return meetings }
    let order = meetings.indices.sorted {
      (meetings[$1].time, $0) < (meetings[$0].time, $1)
    }
    return order.prefix(limit).sorted().map { meetings[$0] }
  }

  /// What is known of a user at a number of item interactions and a time.
  private struct Moment: Hashable, Sendable {
    let user: Int
    let time: Int64
  }

  /// The users' own features at each meeting.
  private func userFeatures(_ meetings: [Meeting]) -> [Moment: [Float]] {
    var moments: [Moment] = []
    for meeting in meetings {
      let moment = Moment(user: meeting.user, time: meeting.time)
      if moments.last != moment { moments.append(moment) }
    }
    var rows = [[Float]](repeating: [], count: moments.count)
    rows.withUnsafeMutableBufferPointer { rows in
      // Sound: each moment's row is written by the block that has the moment.
      nonisolated(unsafe) let rows = rows
      Parallel.forEachBlock(count: moments.count, blockSize: 64, threads: threads) { _, range in
        for index in range {
          let range = sequences.range(ofUser: moments[index].user)
          let known = range.prefix { data.timestamps[$0] < moments[index].time }
          rows[index] = features.user(
            moments[index].user, items: sequences.items[known],
            age: known.last.map { moments[index].time - data.timestamps[$0] })
        }
      }
    }
    return Dictionary(zip(moments, rows), uniquingKeysWith: { first, _ in first })
  }

  private func examples(
    _ meetings: [Meeting], _ users: [Moment: [Float]]
  ) -> LogisticRegression.Examples {
    var examples = LogisticRegression.Examples(width: features.width)
    examples.features.reserveCapacity(meetings.count * features.width)
    for meeting in meetings {
      guard var row = users[Moment(user: meeting.user, time: meeting.time)] else { continue }
      features.add(meeting.past, to: &row)
      examples.features.append(contentsOf: row)
      examples.labels.append(meeting.wasTaken ? 1 : 0)
    }
    return examples
  }
}

extension ActionTraining.Meeting {
  fileprivate func taken() -> Self {
    Self(user: user, action: action, time: time, wasTaken: true, past: past)
  }
}
