import Platform

/// When a solution with automatic training is to be trained next, unless nothing new came.
struct AutoTraining {
  let frequency: TrainingFrequency
  /// When the solution was made, or its frequency last changed.
  let beginning: Timestamp
  /// When the newest version was started, by whomever.
  let lastTraining: Timestamp?
  /// When a training was last due and left out.
  let lastOmission: Timestamp?

  static let hourMilliseconds: Int64 = 3_600_000

  /// An hour after the beginning, unless a version was started since: then, and later on, at the
  /// solution's frequency from the start of the last training.
  ///
  /// A solution that was never trained, for want of data, is looked at every hour.
  var due: Timestamp {
    let isUnderWay = lastTraining.map { $0 >= beginning } ?? false
    let first =
      isUnderWay
      ? (lastTraining ?? beginning).adding(milliseconds: frequency.milliseconds)
      : beginning.adding(milliseconds: Self.hourMilliseconds)
    let step = lastTraining == nil ? Self.hourMilliseconds : frequency.milliseconds
    return Ticks(first: first, milliseconds: step).next(after: lastOmission)
  }
}

/// When a recommender is to be trained again: every seven days from its creation.
struct WeeklyTraining {
  let creation: Timestamp
  /// When it was last due, whether trained or not.
  let lastTurn: Timestamp?

  var due: Timestamp {
    let week = TrainingFrequency.weekly.milliseconds
    return Ticks(first: creation.adding(milliseconds: week), milliseconds: week)
      .next(after: lastTurn)
  }
}

/// When a model that follows its users in real time is to be brought up to date: every two hours
/// from the creation of its version or recommender.
struct TwoHourlyUpdate {
  let creation: Timestamp
  /// When it was last due, whether there was new data or not.
  let lastTurn: Timestamp?

  var due: Timestamp {
    let step = 2 * AutoTraining.hourMilliseconds
    return Ticks(first: creation.adding(milliseconds: step), milliseconds: step)
      .next(after: lastTurn)
  }
}

/// Moments at equal distances.
struct Ticks {
  let first: Timestamp
  let milliseconds: Int64

  /// The first of them that lies behind `moment`.
  func next(after moment: Timestamp?) -> Timestamp {
    guard let moment, moment >= first else { return first }
    let passed = (moment.milliseconds - first.milliseconds) / milliseconds
    return first.adding(milliseconds: (passed + 1) * milliseconds)
  }
}
