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
    let rows: [StreamedEvent]
    do throws(ServiceError) {
      let group = TenantScoped(tenant: context.tenant, name: target.live.store.name)
      try rateLimiter?.admit(.putEventsPerGroup, group)
      rows = try target.rows(of: request, identifiers, at: clock.now())
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
    target.live.store.append(rows) { [log] result in
      switch result {
      case .success(let stored):
        target.live.add(stored)
        target.counters.note { counts in
          counts.requests += 1
          counts.received += rows.count
          counts.stored += stored.count
          counts.repeated += rows.count - stored.count
        }
        completion(.success(()))
      case .failure(let error):
        target.counters.note { counts in
          counts.requests += 1
          counts.received += rows.count
          counts.failed += rows.count
        }
        completion(.failure(.unreadable("event log of \(target.live.store.name)", error, log)))
      }
    }
  }
}
