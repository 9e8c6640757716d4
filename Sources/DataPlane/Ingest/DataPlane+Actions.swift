import Dispatch
package import PersonalizeAPI
import Platform
import Store

extension DataPlane {
  /// Stores interactions with actions and calls `completion` once they are on the disk; may be
  /// called on a reactor's thread.
  package func putActionInteractions(
    _ request: PutActionInteractionsRequest, _ context: DataContext,
    _ completion: @escaping DeferredCompletion
  ) {
    let tracker = TenantScoped(tenant: context.tenant, name: request.trackingId)
    if let target = actionTargets.known(tracker) {
      put(request, to: target, context, completion)
      return
    }
    background.async { [self] in
      do throws(ServiceError) {
        put(request, to: try actionTarget(of: tracker), context, completion)
      } catch {
        completion(.failure(error))
      }
    }
  }

  private func put(
    _ request: PutActionInteractionsRequest, to target: ActionTarget, _ context: DataContext,
    _ completion: @escaping DeferredCompletion
  ) {
    let bar = EventBar(subjects: subjects, group: target.group, now: clock.now())
    let people = request.actionInteractions.compactMap(\.userId)
    if isPostponed(people, bar, completion, { [self] in put(request, to: target, context, $0) }) {
      return
    }
    let rows: [StreamedActionEvent]
    do throws(ServiceError) {
      try rateLimiter?.admit(.putActionInteractionsPerGroup, target.group)
      rows = try target.rows(of: request, identifiers, at: bar.now, bar.values)
    } catch {
      completion(.failure(error))
      return
    }
    let live = liveActions.actions(of: target.store)
    target.store.appendActions(rows, unless: { bar.refusal(of: $0) != nil }) { [log] result in
      switch result {
      case .success(let admission):
        live.add(admission.stored)
        for refusal in admission.barred.compactMap({ bar.refusal(of: $0) }) {
          bar.subjects.noteDropped(of: refusal.user, context.tenant)
        }
        completion(.success(()))
      case .failure(let error):
        completion(.failure(.unreadable("action log of \(target.store.name)", error, log)))
      }
    }
  }

  private func actionTarget(of tracker: TenantScoped) throws(ServiceError) -> ActionTarget {
    try actionTargets.resolve(tracker) { () throws(ServiceError) in
      do {
        let tenant = try store.tenant(tracker.tenant)
        let found = try tenant.transaction { try ActionTarget.find(tracker.name, in: $0) }
        return ActionTarget(
          group: TenantScoped(tenant: tracker.tenant, name: found.group),
          store: try tenant.group(named: found.group), schema: found.schema)
      } catch let error as ServiceError {
        throw error
      } catch {
        throw .unreadable("action tracker", error, log)
      }
    }
  }
}
