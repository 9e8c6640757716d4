import Platform
import Recipes

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

/// How often a model in use is brought up to date, counted from the creation of its version or
/// recommender.
enum UpdateRhythm: Equatable {
  /// Models that follow their users in real time, with new interactions and items.
  case twoHourly
  /// Models of the items alone, with new items.
  case halfHourly

  /// - Parameter isIncremental: whether a solution performs incremental updates.
  init?(_ recipe: Recipe, isIncremental: Bool) {
    if recipe.capabilities.updatesAutomatically {
      self = .twoHourly
    } else if isIncremental, recipe.capabilities.supportsIncrementalUpdate {
      self = .halfHourly
    } else {
      return nil
    }
  }

  private var milliseconds: Int64 {
    switch self {
    case .twoHourly: 2 * AutoTraining.hourMilliseconds
    case .halfHourly: AutoTraining.hourMilliseconds / 2
    }
  }

  /// - Parameter lastTurn: when it was last due, whether there was new data or not.
  func due(after lastTurn: Timestamp?, creation: Timestamp) -> Timestamp {
    Ticks(first: creation.adding(milliseconds: milliseconds), milliseconds: milliseconds)
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
