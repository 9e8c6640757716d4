/// What a model holds of one person, told in ids.
extension Model {
  /// The items a user's recommendations are made from, oldest first, as far as the model keeps
  /// them; `nil` for a user it does not know.
  package func heldHistory(of user: String) -> [String]? {
    guard let index = users.index(of: user) else { return nil }
    return histories.items(ofUser: index).map { items[Int($0)] }
  }
}
