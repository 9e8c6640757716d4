import Store

extension DataPlane {
  /// The counters of all trackers since the start, in Prometheus' text form; no user is named.
  package var eventMetrics: String {
    let trackers = trackers.allCounters.map { tracker, counters in
      (labels: Self.labels(tracker, counters.groupName), counts: counters.current)
    }.sorted { $0.labels < $1.labels }
    guard !trackers.isEmpty else { return "" }
    var text = """
      # HELP bespoke_event_requests_total PutEvents calls by tracker and outcome.
      # TYPE bespoke_event_requests_total counter

      """
    for (labels, counts) in trackers {
      let accepted = counts.requests - counts.refused - counts.throttled
      for (outcome, count) in [
        ("accepted", accepted), ("refused", counts.refused), ("throttled", counts.throttled),
      ] {
        text += "bespoke_event_requests_total{\(labels),outcome=\"\(outcome)\"} \(count)\n"
      }
    }
    text += """
      # HELP bespoke_events_total Events by tracker and what came of them.
      # TYPE bespoke_events_total counter

      """
    for (labels, counts) in trackers {
      for (outcome, count) in [
        ("stored", counts.stored), ("duplicate", counts.repeated), ("failed", counts.failed),
        ("dropped", counts.dropped.values.reduce(0, +)),
      ] {
        text += "bespoke_events_total{\(labels),outcome=\"\(outcome)\"} \(count)\n"
      }
    }
    return text
  }

  /// Neither ids nor names can hold what would have to be escaped.
  private static func labels(_ tracker: TenantScoped, _ group: String) -> String {
    """
    account="\(tracker.tenant.account)",region="\(tracker.tenant.region)",\
    dataset_group="\(group)",tracking_id="\(tracker.name)"
    """
  }
}
