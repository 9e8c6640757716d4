package import Platform
import SQLite

/// What a test has pinned for some requests of a campaign or recommender.
package struct StoredPin: Sendable, Equatable {
  package let id: String
  package let targetARN: String
  /// Personal data; `nil` for requests of any user.
  package let userID: String?
  /// `nil` for requests with any item.
  package let itemID: String?
  /// What is answered, in the form of the API.
  package let body: [UInt8]

  package init(id: String, targetARN: String, userID: String?, itemID: String?, body: [UInt8]) {
    self.id = id
    self.targetARN = targetARN
    self.userID = userID
    self.itemID = itemID
    self.body = body
  }
}

/// All that is stored of pins is here; user ids stand in the column `user_id` and nowhere else.
///
/// A pin goes with its target. Whoever serves the target is told of each change.
extension ControlDatabase {
  /// Adds a pin, or replaces the one for the same requests, which then keeps its id.
  ///
  /// - Returns: the pin as it is stored.
  package func putPin(
    _ pin: StoredPin, for target: Resource, at time: Timestamp
  ) throws -> StoredPin {
    _ = try connection.run(
      """
      INSERT INTO pins(id, target, user_id, item_id, body, created) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT(target, user_id, item_id) DO UPDATE SET body = excluded.body
      """,
      [
        .text(pin.id), .text(target.arn), .text(pin.userID ?? ""), .text(pin.itemID ?? ""),
        .blob(pin.body), .integer(time.milliseconds),
      ])
    note(target.kind, target.arn)
    let stored = try pins(of: target.arn)
    return stored.first { $0.userID == pin.userID && $0.itemID == pin.itemID } ?? pin
  }

  /// The pins of a target, or all; oldest first.
  package func pins(of targetARN: String? = nil) throws -> [StoredPin] {
    try connection.query(
      """
      SELECT id, target, user_id, item_id, body FROM pins
      WHERE ?1 = '' OR target = ?1 ORDER BY created, id
      """, [.text(targetARN ?? "")]
    ) { row in
      let (user, item) = (row.string(2), row.string(3))
      return StoredPin(
        id: row.string(0), targetARN: row.string(1), userID: user.isEmpty ? nil : user,
        itemID: item.isEmpty ? nil : item, body: row.blob(4))
    }
  }

  package func pinCount() throws -> Int {
    try connection.first("SELECT count(*) FROM pins") { row in row.int(0) } ?? 0
  }

  /// Removes pins.
  ///
  /// - Returns: how many.
  @discardableResult
  package func deletePins(where isUnwanted: (StoredPin) -> Bool) throws -> Int {
    let unwanted = try pins().filter(isUnwanted)
    for pin in unwanted {
      _ = try connection.run("DELETE FROM pins WHERE id = ?", [.text(pin.id)])
    }
    for target in Set(unwanted.map(\.targetARN)) {
      if let resource = try resource(target) { note(resource.kind, target) }
    }
    return unwanted.count
  }
}
