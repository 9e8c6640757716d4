import PersonalizeAPI
import Store

extension DataPlane {
  /// What metric attributions have counted, in Prometheus' text form; each tenant's apart.
  ///
  /// Names and sources are in upper case, as CloudWatch shows them. They are what customers have
  /// given; an erasure takes people out of them.
  package var attributionMetrics: String {
    let groups = store.openTenants.flatMap { tenant in
      tenant.openGroups.map { AttributionSeries(of: $0, tenant.key) }
    }.filter { !$0.totals.isEmpty }
    guard !groups.isEmpty else { return "" }
    var text = ""
    func add(
      _ name: String, _ type: String, _ help: String,
      _ series: (AttributionSeries) -> [(labels: String, value: String)]
    ) {
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
      for (labels, value) in groups.flatMap(series) { text += "\(name){\(labels)} \(value)\n" }
    }
    add(
      "bespoke_attribution_value", "gauge",
      "What a metric of a metric attribution sums up to."
    ) { group in
      group.sums.map { ($0.labels, "\($0.sum.value)") }
    }
    add(
      "bespoke_attribution_samples_total", "counter",
      "Events that a metric of a metric attribution counts."
    ) { group in
      group.sums.map { ($0.labels, "\($0.sum.samples)") }
    }
    add(
      "bespoke_attribution_left_out_total", "counter",
      "Samples not counted since the start, by reason."
    ) { group in
      [
        ("\(group.labels),reason=\"too_old\"", "\(group.totals.tooOld)"),
        ("\(group.labels),reason=\"too_many_sources\"", "\(group.totals.unknownSource)"),
      ]
    }
    add(
      "bespoke_attribution_files_total", "counter",
      "Files of metrics since the start, by outcome."
    ) { group in
      [
        ("\(group.labels),outcome=\"written\"", "\(group.totals.filesWritten)"),
        ("\(group.labels),outcome=\"failed\"", "\(group.totals.filesFailed)"),
      ]
    }
    return text
  }
}

/// The series of one dataset group.
private struct AttributionSeries {
  let totals: MetricTotals
  let labels: String

  init(of group: GroupStore, _ tenant: TenantKey) {
    totals = group.metricTotals
    labels = """
      account="\(tenant.account)",region="\(tenant.region)",dataset_group="\(group.name)"
      """
    arn = "arn:aws:personalize:\(tenant.region):\(tenant.account):dataset-group/\(group.name)"
  }

  private let arn: String

  /// The sums by their labels.
  var sums: [(labels: String, sum: MetricTally.Sum)] {
    var sums: [String: MetricTally.Sum] = [:]
    for (key, sum) in totals.sums {
      let own = """
        \(labels),dataset_group_arn="\(arn)",metric="\(Self.escaped(key.metric))",\
        event_attribution_source="\(Self.escaped(key.source.uppercased()))"
        """
      sums[own, default: MetricTally.Sum()] += sum
    }
    return sums.sorted { $0.key < $1.key }.map { (labels: $0.key, sum: $0.value) }
  }

  /// A text as the value of a label.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
