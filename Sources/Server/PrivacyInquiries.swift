import PersonalizeAPI
import Platform
import Privacy
import Store
import Workers

/// Answers what is held about people: files are read by worker processes, memory is asked here.
struct PrivacyInquiries: Sendable {
  let requests: PrivacyRequests
  let store: Store
  let clock: Clock
  /// How jobs find the customer's own files.
  let options: Supervisor.Options
  let inquiry: Inquiry
  let memory: ProcessPlaces

  /// Tells where ids occur.
  func discover(
    _ request: DiscoverUsersRequest, tenant: TenantKey
  ) throws(ServiceError) -> Discovery {
    let answer = try answer(.discovery, request.userIds, request.datasetGroupArns, tenant)
    var groups: [GroupDiscovery] = []
    for group in answer.groups {
      var list = try counts(in: group, request.userIds, tenant).list
      if !group.objects.isEmpty {
        list.append(
          PlaceCount(
            place: Place.objects.rawValue, description: Place.objects.sentence,
            count: group.objects.reduce(0) { $0 + $1.count },
            locations: group.objects.map(\.location)))
      }
      groups.append(GroupDiscovery(datasetGroupArn: group.arn, places: list))
    }
    return Discovery(groups: groups)
  }

  /// Gives everything held about a person.
  func export(_ request: ExportUserRequest, tenant: TenantKey) throws(ServiceError) -> UserPackage {
    let answer = try answer(.package, [request.userId], request.datasetGroupArns, tenant)
    var package = UserPackage(
      files: answer.groups.flatMap(\.files).map {
        PackageFile(name: $0.name, contentType: $0.contentType, content: $0.content)
      })
    var groups: [(arn: String, counts: PlaceCounts)] = []
    for group in answer.groups {
      groups.append((group.arn, try counts(in: group, [request.userId], tenant)))
    }
    package.addManifest(of: request.userId, groups: groups, at: clock.now())
    return package
  }

  private func answer(
    _ question: InquiryTask.Question, _ ids: [String], _ wanted: [String]?, _ tenant: TenantKey
  ) throws(ServiceError) -> InquiryAnswer {
    let arns = try requests.groups(wanted, of: tenant)
    do {
      let tenantStore = try store.tenant(tenant)
      let groups = try arns.map { arn in
        let name = arn.split(separator: "/").last.map(String.init) ?? ""
        return InquiryTask.Group(
          arn: arn, directory: try tenantStore.group(named: name).directory,
          objects: try options.customerObjects(ofGroup: arn, in: tenantStore))
      }
      return try inquiry.answer(
        InquiryTask(
          question: question, ids: ids, groups: groups, dataDirectory: store.directory,
          tenantDirectory: tenantStore.directory))
    } catch {
      throw ServiceError(.internalFailure, "What is held cannot be read: \(error)")
    }
  }

  /// What files and memory hold.
  private func counts(
    in group: InquiryAnswer.Group, _ ids: [String], _ tenant: TenantKey
  ) throws(ServiceError) -> PlaceCounts {
    var counts = group.counts
    do {
      for found in try memory.count(tenant, group.arn, ids) {
        if let place = Place(rawValue: found.place) { counts[place] += found.count }
      }
    } catch {
      throw ServiceError(.internalFailure, "Memory cannot be looked at: \(error)")
    }
    return counts
  }
}
