/// The hyperparameter sets that recipes share.
extension RecipeCatalogue {
  private static let unit = 0.0...1.0

  static func sequenceModel(hiddenDimension: Int = 149, tunable: Bool = true) -> [Hyperparameter] {
    [
      Hyperparameter(
        "hidden_dimension", .algorithm, .integer(default: hiddenDimension, range: 32...256),
        tunable: tunable),
      Hyperparameter("bptt", .algorithm, .integer(default: 32, range: 2...32), tunable: tunable),
      Hyperparameter("recency_mask", .algorithm, flag, tunable: tunable),
    ] + historyPercentiles(0.0, 0.99)
  }

  static let exploration = [
    Hyperparameter("explorationWeight", .campaign, .continuous(default: 0.3, range: unit)),
    Hyperparameter(
      "explorationItemAgeCutOff", .campaign,
      .continuous(
        default: 30, range: .leastNonzeroMagnitude ... .greatestFiniteMagnitude)),
  ]

  static let coldStart = [
    Hyperparameter(
      "cold_start_max_interactions", .featureTransformation,
      .integer(default: 15, range: 0...1_000_000)),
    Hyperparameter(
      "cold_start_max_duration", .featureTransformation,
      .continuous(default: 5, range: 0...1_000_000)),
    Hyperparameter(
      "cold_start_relative_from", .featureTransformation,
      .categorical(default: "latestItem", values: ["latestItem", "currentTime"])),
  ]

  static let recencyBias = [Hyperparameter("apply_recency_bias", .algorithm, flag)]

  static let similarItems = [
    Hyperparameter(
      "popularity_discount_factor", .algorithm, .continuous(default: 0.0, range: unit)),
    Hyperparameter(
      "item_id_hidden_dim", .algorithm, .integer(default: 100, range: 30...200), tunable: true,
      settable: false),
    Hyperparameter(
      "item_metadata_hidden_dim", .algorithm, .integer(default: 100, range: 30...200),
      tunable: true, settable: false),
  ]

  static let sims =
    [
      Hyperparameter(
        "popularity_discount_factor", .algorithm, .continuous(default: 0.5, range: unit),
        tunable: true),
      Hyperparameter(
        "min_cointeraction_count", .algorithm, .integer(default: 3, range: 0...10), tunable: true),
    ] + historyPercentiles(0.005, 0.995) + [
      percentile("min_item_interaction_count_percentile", 0.01),
      percentile("max_item_interaction_count_percentile", 0.9),
    ]

  static let trendingNow = [
    Hyperparameter(
      "trend_discovery_frequency", .featureTransformation,
      .categorical(
        default: "2 hours", values: ["30 minutes", "1 hour", "2 hours", "3 hours", "1 day"]))
  ]

  static let nextBestAction = [
    Hyperparameter(
      "action_optimization_period", .featureTransformation, .integer(default: 14, range: 7...28))
  ]

  static let affinity = [
    Hyperparameter("hidden_dimension", .algorithm, .integer(default: 149, range: 32...256))
  ]

  private static let flag = Hyperparameter.Values.categorical(
    default: "true", values: ["true", "false"])

  private static func historyPercentiles(_ low: Double, _ high: Double) -> [Hyperparameter] {
    [
      percentile("min_user_history_length_percentile", low),
      percentile("max_user_history_length_percentile", high),
    ]
  }

  private static func percentile(_ name: String, _ value: Double) -> Hyperparameter {
    Hyperparameter(name, .featureTransformation, .continuous(default: value, range: unit))
  }
}
