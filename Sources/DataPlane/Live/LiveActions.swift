import Platform
import Recipes
import Store
import Synchronization

/// What users did with actions: imported, and streamed to a dataset group.
///
/// Read from the group's rows and its log when it is first asked for, and added to from then on.
final class LiveActions: Sendable {
  /// The most streamed responses kept a user or session.
  static let limit = 200
  /// The most imported ones kept a user, the newest.
  static let importedLimit = 300

  private let contents = Mutex(Contents())
  private let loading = Mutex<Void>(())

  fileprivate struct Contents {
    var isLoaded = false
    /// The newest event taken in.
    var newest: Int64 = 0
    var responses: [ExactText: [Response]] = [:]
    /// Without the streamed ones, in no order.
    var imported: [ExactText: [Response]] = [:]
    /// The user each session belongs to.
    var owners: [ExactText: String] = [:]
    /// Events that came while the log was being read; `nil` at other times.
    var arrivals: [StreamedActionEvent]?
    /// Rises when people are forgotten.
    var erasures = 0
  }

  struct Response: Sendable {
    /// Its place in the log; 0 for an imported one.
    let sequence: Int64
    let action: String
    let response: ActionData.Response
    var isUnclaimed: Bool
    /// Epoch seconds.
    let second: Int64
    /// Whose it is.
    var person: PersonMark
  }

  /// What a user or an anonymous session did, in the order of arrival; `nil` when the log must be
  /// read.
  func responses(of key: String) -> [Response]? {
    contents.withLock { $0.isLoaded ? $0.responses[ExactText(key)] ?? [] : nil }
  }

  /// What was imported of a user; `nil` when the rows must be read.
  func imported(of user: String) -> [Response]? {
    contents.withLock { $0.isLoaded ? $0.imported[ExactText(user)] ?? [] : nil }
  }

  /// Takes in interactions that have just been committed, in the order of their commits.
  func add(_ events: [StreamedActionEvent]) {
    contents.withLock { contents in
      contents.arrivals?.append(contentsOf: events)
      guard contents.isLoaded else { return }
      for event in events { contents.add(event) }
    }
  }

  /// Reads the group's rows and log, once.
  func load(from store: GroupStore) throws {
    try loading.withLock { _ in
      while !contents.withLock({ $0.isLoaded }) { try loadOnce(from: store) }
    }
  }

  /// Loads nothing when people were forgotten meanwhile, who may be in what was read.
  private func loadOnce(from store: GroupStore) throws {
    let erasures = contents.withLock { contents in
      contents.arrivals = []
      return contents.erasures
    }
    var read = Contents()
    do {
      let reader = try store.reader()
      try reader.snapshot {
        read.owners = try reader.sessionOwners()
        try reader.actionEvents { read.add($0) }
        for segment in try reader.segments(of: DatasetType.actionInteractions.rawValue) {
          guard let rows = try ActionInteractionSegment(path: segment.path) else { continue }
          try read.add(rows)
        }
      }
    } catch {
      contents.withLock { $0.arrivals = nil }
      throw error
    }
    contents.withLock { [read] contents in
      guard contents.erasures == erasures else { return }
      let arrivals = contents.arrivals ?? []
      contents = read
      contents.isLoaded = true
      contents.erasures = erasures
      for event in arrivals { contents.add(event) }
    }
  }

  /// How many responses of these people are in memory.
  func count(of people: ForgottenPeople) -> Int { contents.withLock { $0.count(of: people) } }

  /// Drops these people's responses, and the sessions that are theirs.
  func forget(_ people: ForgottenPeople) {
    contents.withLock { contents in
      contents.erasures += 1
      contents.forget(people)
    }
  }

  /// Whose session it is, as far as it is known in memory.
  func owner(of session: String) -> String? {
    contents.withLock { $0.owners[ExactText(session)] }
  }
}

extension LiveActions.Contents {
  fileprivate mutating func add(_ event: StreamedActionEvent) {
    guard event.sequence > newest else { return }
    newest = event.sequence
    let session = event.sessionID
    if let user = event.userID, owners[ExactText(session)]?.isExactly(user) != true {
      owners[ExactText(session)] = user
      if !user.isExactly(session) { claim(ExactText(session), for: user) }
    }
    let person = event.userID ?? owners[ExactText(session)]
    let response = LiveActions.Response(
      sequence: event.sequence, action: event.actionID, response: event.eventType.response,
      isUnclaimed: person == nil, second: event.timestamp.seconds, person: PersonMark(person))
    insert(response, for: session)
    if let person, !person.isExactly(session) { insert(response, for: person) }
  }

  /// Takes in bulk rows.
  fileprivate mutating func add(_ segment: ActionInteractionSegment) throws {
    let users = segment.users.map { ExactText($0) }
    let marks = segment.users.map { PersonMark($0) }
    try segment.forEachRow { row in
      insert(
        LiveActions.Response(
          sequence: 0, action: segment.actions[row.action], response: row.type.response,
          isUnclaimed: false, second: row.timestamp, person: marks[row.user]),
        imported: users[row.user])
    }
  }

  /// Drops the older half when there are twice as many as are kept.
  private mutating func insert(_ response: LiveActions.Response, imported user: ExactText) {
    imported[user, default: []].append(response)
    guard let all = imported[user], all.count >= 2 * LiveActions.importedLimit else { return }
    imported[user] = Array(
      all.sorted { $0.second > $1.second }.prefix(LiveActions.importedLimit))
  }

  /// Gives a user what happened in a session before it had an owner.
  private mutating func claim(_ session: ExactText, for user: String) {
    for index in (responses[session] ?? []).indices {
      guard var response = responses[session]?[index], response.isUnclaimed else { continue }
      (response.isUnclaimed, response.person) = (false, PersonMark(user))
      responses[session]?[index] = response
      insert(response, for: user)
    }
  }

  private mutating func insert(_ response: LiveActions.Response, for key: String) {
    let key = ExactText(key)
    responses[key, default: []].append(response)
    if responses[key, default: []].count > LiveActions.limit { responses[key]?.removeFirst() }
  }
}

extension LiveActions.Contents {
  fileprivate func count(of people: ForgottenPeople) -> Int {
    let streamed = responses.reduce(0) { count, entry in
      let isOwn = people.users.contains(entry.key)
      return count + entry.value.count { $0.isOf(people, isOwn) }
    }
    return people.users.reduce(streamed) { $0 + (imported[$1]?.count ?? 0) }
  }

  fileprivate mutating func forget(_ people: ForgottenPeople) {
    for (key, all) in responses {
      let isOwn = people.users.contains(key)
      guard all.contains(where: { $0.isOf(people, isOwn) }) else { continue }
      let kept = all.filter { !$0.isOf(people, isOwn) }
      responses[key] = kept.isEmpty ? nil : kept
    }
    for user in people.users { imported[user] = nil }
    owners = owners.filter { !people.contains($0.value) }
  }
}

extension LiveActions.Response {
  /// - Parameter isOwn: whether it stands under the id of one of them: then nobody's is theirs.
  fileprivate func isOf(_ people: ForgottenPeople, _ isOwn: Bool) -> Bool {
    people.marks.contains(person) || isOwn && isUnclaimed
  }
}

extension StreamedActionEvent.EventType {
  /// The same as recipes call it.
  var response: ActionData.Response {
    switch self {
    case .taken: .taken
    case .notTaken: .notTaken
    case .viewed: .viewed
    }
  }
}

/// The live interactions with actions of each dataset group that has been asked for.
final class LiveActionsRegistry: Sendable {
  private let groups = Mutex<[ObjectIdentifier: Entry]>([:])

  /// Holds the store, so that no other can have its identity.
  private struct Entry {
    let store: GroupStore
    let actions: LiveActions
  }

  /// Those of a group's store.
  func actions(of store: GroupStore) -> LiveActions {
    groups.withLock { groups in
      if let entry = groups[ObjectIdentifier(store)] { return entry.actions }
      let actions = LiveActions()
      groups[ObjectIdentifier(store)] = Entry(store: store, actions: actions)
      return actions
    }
  }

  /// Those of a group's store, if they have been asked for.
  func existing(_ store: GroupStore) -> LiveActions? {
    groups.withLock { $0[ObjectIdentifier(store)]?.actions }
  }

  /// Takes note that rows may be others: what is asked for next is read again.
  func noteChange() { groups.withLock { $0 = [:] } }
}
