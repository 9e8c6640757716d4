/// The attributes and circumstances that a model of personal tastes looks at.
extension Model {
  /// Columns of the users dataset that count, as the schema spells them.
  package var userAttributeColumns: [String] { columns(.user) }

  /// Columns of the interactions dataset that count in a request's `context`.
  package var contextColumns: [String] { columns(.context) }

  /// The features of a user's record for a ``Query``.
  /// - Parameter value: the text in a column, as the schema spells it; `nil` for null.
  /// - Returns: numbers for ``Query/userFeatures``; values not met in training have none.
  package func userFeatures(_ value: (String) -> String?) -> [UInt32] {
    attributes?.encoding.features(.user, value) ?? []
  }

  /// The features of a request's circumstances for a ``Query``.
  /// - Parameter context: texts by column, whose case does not matter; others are ignored.
  /// - Returns: numbers for ``Query/contextFeatures``.
  package func contextFeatures(_ context: [String: String]) -> [UInt32] {
    guard let attributes, !context.isEmpty else { return [] }
    var folded: [String: String] = [:]
    for (name, value) in context.sorted(by: { $0.key < $1.key }) {
      folded[name.lowercased()] = value
    }
    return attributes.encoding.features(.context) { context[$0] ?? folded[$0.lowercased()] }
  }

  private var attributes: BlendAttributes? {
    guard case .blend(let blend) = scorer, !blend.attributes.isEmpty else { return nil }
    return blend.attributes
  }

  private func columns(_ source: AttributeEncoding.Source) -> [String] {
    attributes?.encoding.columns.filter { $0.source == source }.map(\.name) ?? []
  }
}
