import Dispatch
package import PersonalizeAPI
import Platform
import Store

extension DataPlane: PersonalizeEventsService {
  /// Stores events and calls `completion` once they are on the disk and in effect; may be called on
  /// a reactor's thread.
  package func putEvents(
    _ request: PutEventsRequest, _ context: DataContext,
    _ completion: @escaping DeferredCompletion
  ) {
    let tracker = TenantScoped(tenant: context.tenant, name: request.trackingId)
    if let target = trackers.known(tracker) {
      put(request, to: target, context, completion)
      return
    }
    background.async { [self] in
      do throws(ServiceError) {
        put(request, to: try trackers.resolve(tracker), context, completion)
      } catch {
        completion(.failure(error))
      }
    }
  }

  private func put(
    _ request: PutEventsRequest, to target: IngestTarget, _ context: DataContext,
    _ completion: @escaping DeferredCompletion
  ) {
    let now = clock.now()
    let bar = EventBar(subjects: subjects, group: target.group, now: now)
    let people = request.userId.map { [$0] } ?? []
    if isPostponed(people, bar, completion, { [self] in put(request, to: target, context, $0) }) {
      return
    }
    let rows: [StreamedEvent]
    do throws(ServiceError) {
      try rateLimiter?.admit(.putEventsPerGroup, target.group)
      rows = try target.rows(of: request, identifiers, at: now, bar.values)
    } catch {
      target.counters.note { counts in
        counts.requests += 1
        if error.kind == .throttling {
          counts.throttled += 1
        } else {
          counts.refused += 1
          counts.lastRefusal = error.message
        }
      }
      completion(.failure(error))
      return
    }
    let mentions = request.eventList.count - rows.count
    let counting = target.attribution.map { EventCounting(rules: $0, time: now) }
    target.live.store.append(
      rows, counting: counting, unless: { bar.refusal(of: $0) != nil }
    ) { [log] result in
      switch result {
      case .success(let admission):
        target.live.add(admission.stored)
        let refusals = admission.barred.compactMap { bar.refusal(of: $0) }
        for refusal in refusals { bar.subjects.noteDropped(of: refusal.user, context.tenant) }
        target.counters.note { counts in
          counts.requests += 1
          counts.received += request.eventList.count
          counts.stored += admission.stored.count
          counts.repeated += rows.count - admission.stored.count - admission.barred.count
          counts.drop(mentions, .mentioned)
          for refusal in refusals { counts.drop(1, refusal.reason) }
        }
        completion(.success(()))
      case .failure(let error):
        target.counters.note { counts in
          counts.requests += 1
          counts.received += request.eventList.count
          counts.failed += request.eventList.count
        }
        completion(.failure(.unreadable("event log of \(target.live.store.name)", error, log)))
      }
    }
  }
}

extension EventCounts {
  fileprivate mutating func drop(_ count: Int, _ reason: DropReason) {
    if count > 0 { dropped[reason.rawValue, default: 0] += count }
  }
}
