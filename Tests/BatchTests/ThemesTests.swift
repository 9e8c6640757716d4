import Testing

@testable import Batch

struct ThemesTests {
  private static let themes = Themes([
    "a": Themes.Terms(categories: ["Horror", "Film"], words: ["vampire", "night"]),
    "b": Themes.Terms(categories: ["Horror", "Film"], words: ["vampire", "castle"]),
    "c": Themes.Terms(categories: ["Comedy", "Film"], words: ["holiday"]),
    "d": Themes.Terms(categories: ["Comedy", "Film"], words: ["holiday", "beach"]),
    "e": Themes.Terms(categories: ["Drama", "Film"], words: ["court"]),
  ])

  @Test func `a theme is what the items share and others lack`() {
    let theme = Self.themes.theme(of: ["c", "a", "b"])
    #expect(theme.name == "Horror: Vampire")
    #expect(theme.items == ["a", "b", "c"])
    #expect(theme.scores[0] == theme.scores[1])
    #expect(theme.scores[1] > 0.1 && theme.scores[2] < theme.scores[1])
    #expect(theme.scores.allSatisfy { (-0.2...0.6).contains($0) })
  }

  @Test func `items that share nothing still have a theme`() {
    let theme = Themes([:]).theme(of: ["x", "y"])
    #expect(theme.name == "Similar items")
    #expect(theme.items == ["x", "y"] && theme.scores == [-0.2, -0.2])
    #expect(Self.themes.theme(of: []).items.isEmpty)
  }

  @Test func `words are those that say something`() {
    #expect(
      Themes.words(of: ["The Vampire's night, with THAT castle"]) == [
        "vampire", "night", "castle",
      ])
  }
}
