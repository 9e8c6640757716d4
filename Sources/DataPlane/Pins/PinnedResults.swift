import PersonalizeAPI
import Platform
import Store

/// What tests have pinned for a campaign or recommender; the most particular pin holds.
struct PinnedResults: Sendable {
  /// Whose and which requests a pin is for; an empty id stands for any.
  private struct Key: Hashable {
    let user: ExactText
    let item: ExactText

    init(user: String, item: String) {
      (self.user, self.item) = (ExactText(user), ExactText(item))
    }
  }

  private var pins: [Key: Pin] = [:]

  /// Reads the pins of a target; `nil` when it has none, as nearly always.
  init?(of targetARN: String, in database: ControlDatabase) throws {
    let stored = try database.pins(of: targetARN)
    guard !stored.isEmpty else { return nil }
    for row in stored { pins[Key(user: row.userID ?? "", item: row.itemID ?? "")] = try Pin(row) }
  }

  /// How many pins these people have.
  func count(of people: ForgottenPeople) -> Int {
    pins.keys.count { people.users.contains($0.user) }
  }

  /// The pins of all others; `nil` when there are none.
  func without(_ people: ForgottenPeople) -> PinnedResults? {
    var others = self
    others.pins = pins.filter { !people.users.contains($0.key.user) }
    return others.pins.isEmpty ? nil : others
  }

  /// The pin for a request: that for its user and item, for its user, for its item, for all.
  func pin(user: String?, item: String? = nil) -> Pin? {
    let (user, item) = (user ?? "", item ?? "")
    for key in [
      Key(user: user, item: item), Key(user: user, item: ""), Key(user: "", item: item),
      Key(user: "", item: ""),
    ] {
      if let pin = pins[key] { return pin }
    }
    return nil
  }
}

extension Pin {
  /// A pin as it is stored: the request that made it under its id.
  init(_ stored: StoredPin) throws {
    let request = try PutPinRequest.decode(stored.body)
    self.init(
      pinId: stored.id, targetArn: stored.targetARN, userId: stored.userID, itemId: stored.itemID,
      items: request.items, error: request.error, delayMilliseconds: request.delayMilliseconds)
  }

  /// The error it pins.
  var refusal: ServiceError? {
    guard let error, let kind = ErrorKind.allCases.first(where: { $0.name == error.type }) else {
      return nil
    }
    return ServiceError(kind, error.message ?? "This error was pinned.")
  }

  /// The list it pins, as far as the request wants it; `nil` when it pins none.
  func places(limit: Int?) -> [RankedList.Place]? {
    guard let items else { return nil }
    let wanted = limit.flatMap { $0 > 0 ? $0 : nil } ?? items.count
    return items.prefix(wanted).map { RankedList.Place(item: $0.itemId, score: $0.score) }
  }
}
