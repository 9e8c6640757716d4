import PersonalizeAPI

/// Where the data plane's memory can hold user ids, or data about users.
enum MemoryPlace: String, CaseIterable {
  case histories = "memory-histories"
  case seenItems = "memory-seen-items"
  case actions = "memory-actions"
  case records = "memory-records"
  case lists = "memory-lists"
  case answers = "memory-answers"
  case pins = "memory-pins"
  case models = "memory-models"

  /// What it is, in words.
  var description: String {
    switch self {
    case .histories: "Streamed events of users and sessions that answers are made from"
    case .seenItems: "What users and sessions did, as filters see it"
    case .actions: "What users and sessions did with actions"
    case .records: "Users' records, as filters and models see them"
    case .lists: "Lists of recommendations made ready for users and sessions"
    case .answers: "Which items the latest answers told, for events that name an answer"
    case .pins: "Answers that tests have pinned for users"
    case .models: "Users' rows of the models that serve"
    }
  }

  func counted(_ count: Int) -> PlaceCount {
    PlaceCount(place: rawValue, description: description, count: Int64(count))
  }
}
