import DataPlane
import Glibc

/// Names what items have in common: categories and words that they share more than others do.
///
/// Terms are weighed by how many of the items have them and by how rare they are among all (Spärck
/// Jones 1972). Deterministic.
struct Themes: Sendable {
  /// A theme, with the items in the order of their relevance to it.
  struct Theme: Sendable, Equatable {
    var name: String
    var items: [String]
    /// From -0.2 for what has nothing of the theme to 0.6.
    var scores: [Double]
  }

  /// What an item has.
  struct Terms: Sendable, Equatable {
    var categories: Set<String> = []
    var words: Set<String> = []
  }

  /// How many terms decide how relevant an item is.
  private static let termLimit = 8
  /// Words of fewer letters say nothing.
  private static let shortestWord = 4
  private static let stopWords: Set<String> = [
    "about", "after", "also", "been", "before", "being", "both", "each", "from", "have", "into",
    "more", "most", "only", "other", "over", "part", "some", "such", "than", "that", "their",
    "them", "then", "there", "these", "they", "this", "those", "through", "very", "were", "what",
    "when", "where", "which", "while", "will", "with", "your",
  ]

  private let terms: [String: Terms]
  private let categoryCounts: [String: Int]
  private let wordCounts: [String: Int]

  init(_ version: OfflineVersion, _ plane: DataPlane, nameColumn: String) throws {
    let items = try OfflineItems(version, plane)
    var terms: [String: Terms] = [:]
    for id in items.ids {
      let described = items.description(of: id, name: nameColumn)
      terms[id] = Terms(
        categories: Set(described.categories), words: Self.words(of: described.texts))
    }
    self.init(terms)
  }

  init(_ terms: [String: Terms]) {
    self.terms = terms
    var (categories, words): ([String: Int], [String: Int]) = ([:], [:])
    for item in terms.values {
      for category in item.categories { categories[category, default: 0] += 1 }
      for word in item.words { words[word, default: 0] += 1 }
    }
    (categoryCounts, wordCounts) = (categories, words)
  }

  /// The theme of some items.
  func theme(of items: [String]) -> Theme {
    let categories = weights(of: items, categoryCounts) { $0.categories }
    let words = weights(of: items, wordCounts) { $0.words }
    let chosenCategories = categories.prefix(Self.termLimit)
    let chosenWords = words.prefix(Self.termLimit)
    let total = (chosenCategories + chosenWords).reduce(0) { $0 + $1.weight }
    let scored = items.map { id -> (item: String, score: Double) in
      let own = terms[id] ?? Terms()
      let weight =
        chosenCategories.reduce(0) { $0 + (own.categories.contains($1.term) ? $1.weight : 0) }
        + chosenWords.reduce(0) { $0 + (own.words.contains($1.term) ? $1.weight : 0) }
      let share = total > 0 ? weight / total : 0
      return (id, ((share * 0.8 - 0.2) * 1e7).rounded() / 1e7)
    }
    let sorted = scored.enumerated().sorted { first, second in
      first.element.score != second.element.score
        ? first.element.score > second.element.score : first.offset < second.offset
    }
    return Theme(
      name: Self.name(categories.first?.term, words.first?.term),
      items: sorted.map(\.element.item), scores: sorted.map(\.element.score))
  }

  static func words(of texts: [String]) -> Set<String> {
    var words: Set<String> = []
    for text in texts {
      for word in text.lowercased().split(whereSeparator: { !$0.isLetter })
      where word.count >= shortestWord && !stopWords.contains(String(word)) {
        words.insert(String(word))
      }
    }
    return words
  }

  private static func name(_ category: String?, _ word: String?) -> String {
    switch (category, word.map { $0.prefix(1).uppercased() + $0.dropFirst() }) {
    case (let category?, let word?) where category.lowercased() != word.lowercased():
      "\(category): \(word)"
    case (let category?, _): category
    case (nil, let word?): word
    case (nil, nil): "Similar items"
    }
  }

  /// What at least two of the items have, the most telling first.
  private func weights(
    of items: [String], _ counts: [String: Int], _ part: (Terms) -> Set<String>
  ) -> [(term: String, weight: Double)] {
    var shared: [String: Int] = [:]
    for id in items {
      for term in terms[id].map(part) ?? [] { shared[term, default: 0] += 1 }
    }
    let all = Double(terms.count)
    return shared.filter { $0.value > 1 }
      .map { term, count in
        let rarity = log(1 + all / Double(max(counts[term] ?? 1, 1)))
        return (term, Double(count) / Double(max(items.count, 1)) * rarity)
      }
      .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
  }
}
