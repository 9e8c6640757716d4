/// A small fashion shop, made up from a seed: articles, shoppers with tastes, and their visits.
///
/// Every shopper belongs to one of a few style tribes. A visit starts in a category the tribe
/// likes and wanders from article to article of the same style, so that both what a shopper likes
/// and what follows what can be learnt from the visits.
struct FashionShop {
  struct Article {
    let id: String
    let title: String
    let category: String
    let style: String
    let price: Double
  }

  struct Shopper {
    let id: String
    let ageGroup: String
    /// Index into `styles`.
    let tribe: Int
  }

  struct Visit {
    let shopper: String
    let article: String
    let event: String
    /// Epoch seconds.
    let time: Int64
  }

  static let categories = [
    "dresses", "shirts", "trousers", "jackets", "shoes", "bags", "hats", "jewellery",
  ]
  static let styles = ["classic", "street", "sport", "boho", "minimal"]
  private static let ageGroups = ["18-24", "25-34", "35-49", "50+"]
  private static let colours = [
    "black", "white", "navy", "olive", "sand", "red", "denim", "silver", "rose", "grey",
  ]

  private(set) var articles: [Article] = []
  private(set) var shoppers: [Shopper] = []
  private(set) var visits: [Visit] = []
  private var random: DemoRandom

  /// - Parameter now: epoch seconds at which the last visit may end.
  init(seed: UInt64, now: Int64) {
    random = DemoRandom(state: seed)
    makeArticles()
    makeShoppers()
    makeVisits(now: now)
  }

  func article(_ id: String) -> Article? { articles.first { $0.id == id } }

  private mutating func makeArticles() {
    for (categoryIndex, category) in Self.categories.enumerated() {
      for number in 0..<40 {
        let style = Self.styles[number % Self.styles.count]
        let colour = Self.colours[random.below(Self.colours.count)]
        let price = 10 + Double(categoryIndex * 15) + Double(random.below(4000)) / 100
        articles.append(
          Article(
            id: "\(category.prefix(3))-\(100 + number)",
            title: "\(colour) \(style) \(Self.singular(category))", category: category,
            style: style, price: (price * 100).rounded() / 100))
      }
    }
  }

  private mutating func makeShoppers() {
    for number in 0..<600 {
      shoppers.append(
        Shopper(
          id: "shopper-\(1000 + number)", ageGroup: Self.ageGroups[random.below(4)],
          tribe: number % Self.styles.count))
    }
  }

  private mutating func makeVisits(now: Int64) {
    let byStyle = Self.styles.map { style in articles.filter { $0.style == style } }
    for shopper in shoppers {
      var time = now - 90 * 86_400 + Int64(random.below(30 * 86_400))
      for _ in 0..<(3 + random.below(5)) {
        var favourites = byStyle[shopper.tribe]
        if random.below(10) == 0 { favourites = byStyle[random.below(byStyle.count)] }
        var position = random.below(favourites.count)
        for _ in 0..<(3 + random.below(5)) {
          let article = favourites[position]
          add(shopper, article, "View", time)
          if random.below(6) == 0 { add(shopper, article, "Purchase", time + 40) }
          // Mostly a small step on in the same style: that is what a model can find.
          position = (position + 1 + random.below(3)) % favourites.count
          time += 30 + Int64(random.below(120))
        }
        time = min(time + Int64(random.below(9 * 86_400)), now - 3600)
      }
    }
  }

  private mutating func add(_ shopper: Shopper, _ article: Article, _ event: String, _ time: Int64) {
    visits.append(Visit(shopper: shopper.id, article: article.id, event: event, time: time))
  }

  private static func singular(_ category: String) -> String {
    switch category {
    case "dresses": "dress"
    case "trousers", "shoes", "jewellery": category
    default: String(category.dropLast())
    }
  }
}

/// SplitMix64, so that everybody sees the same shop.
struct DemoRandom {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
