import Platform

/// What an erasure does in a dataset group, in this order.
///
/// Each step may be done twice: one that was interrupted is begun anew, and finds less to do.
enum ErasureStep: String, Codable, Sendable, CaseIterable {
  /// Whose rows are to go; from here on they are blocked.
  case readSubjects
  /// Lets nothing be published any more that was read before.
  case fence
  case eraseRows
  case eraseMemory
  case eraseModels
  /// Brings what was deleted out of the databases' files.
  case purge
  case verify
  case certify

  var next: ErasureStep {
    let all = Self.allCases
    let index = (all.firstIndex(of: self) ?? 0) + 1
    return index < all.count ? all[index] : self
  }

  /// What progress calls it.
  var stage: String {
    switch self {
    case .readSubjects: "reading the list of users"
    case .fence: "holding back what was begun before"
    case .eraseRows: "erasing rows"
    case .eraseMemory: "erasing from memory"
    case .eraseModels: "training models without the users"
    case .purge: "rewriting the databases"
    case .verify: "searching for what is left"
    case .certify: "certifying"
    }
  }

  /// How much of the whole is done when it begins.
  var fraction: Double {
    switch self {
    case .readSubjects: 0
    case .fence: 0.04
    case .eraseRows: 0.05
    case .eraseMemory: 0.4
    case .eraseModels: 0.42
    case .purge: 0.8
    case .verify: 0.85
    case .certify: 0.98
    }
  }
}

/// The moments of an erasure at which a test has the process die: the effects up to there are on
/// the disk, and what is to follow is not.
enum ErasureMoment: String, CaseIterable {
  case subjectsFound = "subjects-found"
  case subjectsBlocked = "subjects-blocked"
  case fenceRaised = "fence-raised"
  case rowsRewritten = "rows-rewritten"
  case rewrittenNoted = "rewritten-noted"
  case segmentsReplaced = "segments-replaced"
  case streamedErased = "streamed-erased"
  case controlErased = "control-erased"
  case memoryErased = "memory-erased"
  case modelsScrubbed = "models-scrubbed"
  case scrubbedNoted = "scrubbed-noted"
  case scrubbedPublished = "scrubbed-published"
  case modelTrained = "model-trained"
  case modelPublished = "model-published"
  case purged
  case verified
  case certified
  case applied

  func reached() { CrashPoint.reached("erasure.\(rawValue)") }
}
