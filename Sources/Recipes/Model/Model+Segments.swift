import Kernels

extension Model {
  /// The users most likely to interact with an item, best first; for models of item affinity.
  ///
  /// An item without interactions is judged by items of like metadata. Deterministic; the list for
  /// a limit starts with the list for a smaller one.
  /// - Parameters:
  ///   - item: an item number; nobody for one beyond the items.
  ///   - limit: the most users to return.
  ///   - isAllowed: asked about user numbers, only those good enough to be returned.
  /// - Returns: user numbers; none for models of other recipes.
  package func users(
    forItem item: Int, limit: Int, where isAllowed: (Int) -> Bool = { _ in true }
  ) -> [Int] {
    guard case .affinity(let affinity) = scorer, item >= 0, item < items.count else { return [] }
    return best(affinity.logits(forItem: item, histories), limit, isAllowed)
  }

  /// The users most likely to interact with items of some attributes, best first; for models of
  /// affinity.
  /// - Parameters:
  ///   - expression: what the items have; nobody when no item has it.
  ///   - limit: the most users to return.
  ///   - isAllowed: asked about user numbers, only those good enough to be returned.
  /// - Returns: user numbers; none for models of other recipes.
  /// - Throws: for a column that is not there or of another type.
  package func users(
    forAttributes expression: AttributeExpression, limit: Int,
    where isAllowed: (Int) -> Bool = { _ in true }
  ) throws(AttributeExpressionError) -> [Int] {
    guard case .affinity(let affinity) = scorer else { return [] }
    let wanted = try affinity.attributes.items(where: expression, itemCount: items.count)
    guard !wanted.isEmpty else { return [] }
    return best(affinity.logits(forItems: wanted, histories), limit, isAllowed)
  }

  private func best(_ logits: [Float], _ limit: Int, _ isAllowed: (Int) -> Bool) -> [Int] {
    var best = TopK(capacity: min(max(limit, 0), logits.count))
    logits.withUnsafeBufferPointer { best.offer($0, where: isAllowed) }
    return best.sorted().map { Int($0.index) }
  }
}
