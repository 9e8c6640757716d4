import ControlPlane
import PersonalizeAPI
import Platform
import Privacy
import Store
import Workers

/// Answers what is held about people: files are read by worker processes, memory is asked here.
struct PrivacyInquiries: Sendable {
  let store: Store
  let clock: Clock
  let s3Root: String?
  let inquiry: Inquiry
  let memory: ProcessPlaces

  /// Tells where ids occur.
  func discover(
    _ request: DiscoverUsersRequest, tenant: TenantKey
  ) throws(ServiceError) -> Discovery {
    let answer = try answer(.discovery, request.userIds, request.datasetGroupArns, tenant)
    return Discovery(
      groups: answer.groups.map { group in
        var counts = group.counts
        counts += memory.count(tenant, group.arn, request.userIds)
        var list = counts.list
        if !answer.objects.isEmpty {
          list.append(
            PlaceCount(
              place: Place.objects.rawValue, description: Place.objects.sentence,
              count: answer.objects.reduce(0) { $0 + $1.count },
              locations: answer.objects.map(\.location)))
        }
        return GroupDiscovery(datasetGroupArn: group.arn, places: list)
      })
  }

  /// Gives everything held about a person.
  func export(_ request: ExportUserRequest, tenant: TenantKey) throws(ServiceError) -> UserPackage {
    let answer = try answer(.package, [request.userId], request.datasetGroupArns, tenant)
    var package = UserPackage(
      files: answer.groups.flatMap(\.files).map {
        PackageFile(name: $0.name, contentType: $0.contentType, content: $0.content)
      })
    let groups = answer.groups.map { group in
      var counts = group.counts
      counts += memory.count(tenant, group.arn, [request.userId])
      return (arn: group.arn, counts: counts)
    }
    package.addManifest(of: request.userId, groups: groups, at: clock.now())
    return package
  }

  private func answer(
    _ question: InquiryTask.Question, _ ids: [String], _ wanted: [String]?, _ tenant: TenantKey
  ) throws(ServiceError) -> InquiryAnswer {
    let (directory, groups) = try groups(wanted, of: tenant)
    do {
      return try inquiry.answer(
        InquiryTask(
          question: question, ids: ids, groups: groups, dataDirectory: store.directory,
          tenantDirectory: directory, s3Root: s3Root))
    } catch {
      throw ServiceError(.internalFailure, "What is held cannot be read: \(error)")
    }
  }

  /// The groups that are asked about; all of the tenant's when none is named.
  private func groups(
    _ wanted: [String]?, of tenant: TenantKey
  ) throws(ServiceError) -> (directory: String, groups: [InquiryTask.Group]) {
    do {
      let store = try store.tenant(tenant)
      let known = try store.transaction { database in
        try database.list(.datasetGroup, parent: nil, after: nil, newestFirst: false, limit: .max)
          .map { (arn: $0.arn, name: $0.name) }
      }
      for arn in wanted ?? [] where !known.contains(where: { $0.arn == arn }) {
        throw ServiceError(.resourceNotFound, "There is no dataset group with the ARN \(arn).")
      }
      let chosen = known.filter { group in wanted?.contains(group.arn) ?? true }
      return (
        store.directory,
        try chosen.map { group in
          InquiryTask.Group(arn: group.arn, directory: try store.group(named: group.name).directory)
        }
      )
    } catch let error as ServiceError {
      throw error
    } catch {
      throw ServiceError(.internalFailure, "The dataset groups cannot be read: \(error)")
    }
  }
}
