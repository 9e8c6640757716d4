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
    let rows: [StreamedActionEvent]
    do throws(ServiceError) {
      let group = TenantScoped(tenant: context.tenant, name: target.store.name)
      try rateLimiter?.admit(.putActionInteractionsPerGroup, group)
      rows = try target.rows(of: request, identifiers, at: clock.now())
    } catch {
      completion(.failure(error))
      return
    }
    let live = liveActions.actions(of: target.store)
    target.store.appendActions(rows) { [log] result in
      switch result {
      case .success(let stored):
        live.add(stored)
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
        return ActionTarget(store: try tenant.group(named: found.group), schema: found.schema)
      } catch let error as ServiceError {
        throw error
      } catch {
        throw .unreadable("action tracker", error, log)
      }
    }
  }
}
