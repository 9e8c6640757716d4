package import PersonalizeAPI
import Store

extension ControlPlane {
  package func tagResource(
    _ request: TagResourceRequest, _ context: ControlContext
  ) throws(ServiceError) -> TagResourceResponse {
    let resource = try context.taggable(request.resourceArn)
    let tags = request.tags
    let existing = try storing { try context.database.tags(of: resource.arn).map(\.key) }
    try context.check(tags: tags, existing: existing)
    try storing {
      for tag in tags {
        try context.database.setTag(of: resource.arn, key: tag.tagKey, value: tag.tagValue)
      }
    }
    return TagResourceResponse()
  }

  package func untagResource(
    _ request: UntagResourceRequest, _ context: ControlContext
  ) throws(ServiceError) -> UntagResourceResponse {
    let limit = context.limits.tagsPerResource
    guard request.tagKeys.count <= limit else {
      throw ServiceError(
        .tooManyTagKeys,
        "The request has \(request.tagKeys.count) tag keys. A resource has \(limit) tags at most: "
          + "give fewer keys.")
    }
    let resource = try context.taggable(request.resourceArn)
    try storing {
      for key in request.tagKeys {
        try context.database.removeTag(of: resource.arn, key: key)
      }
    }
    return UntagResourceResponse()
  }

  package func listTagsForResource(
    _ request: ListTagsForResourceRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListTagsForResourceResponse {
    let resource = try context.taggable(request.resourceArn)
    let tags = try storing { try context.database.tags(of: resource.arn) }
    return ListTagsForResourceResponse(
      tags: tags.map { Tag(tagKey: $0.key, tagValue: $0.value) })
  }
}

extension ControlContext {
  /// The resource to be tagged: of a kind that carries tags and not on its way out.
  fileprivate func taggable(_ arn: String) throws(ServiceError) -> Resource {
    guard let kind = ResourceARN(arn)?.kind, Lifecycle.of(kind).isTaggable else {
      let kinds = ResourceKind.allCases.map(Lifecycle.of).filter(\.isTaggable).map(\.noun)
      throw .invalid(
        "\(arn) cannot have tags. These can: \(kinds.joined(separator: ", ")).")
    }
    let resource = try find(kind, arn)
    if [.deletePending, .deleteInProgress].contains(resource.status) {
      throw .inUse("Resource Arn \(arn) is being deleted: its tags go with it.")
    }
    return resource
  }

  /// Checks tags that are to be added to those with the keys `existing`.
  func check(tags: [Tag], existing: [String] = []) throws(ServiceError) {
    let keys = tags.map(\.tagKey)
    if let reserved = keys.first(where: { $0.lowercased().hasPrefix("aws:") }) {
      throw .invalid("The tag key \(reserved) is reserved: keys must not begin with aws:.")
    }
    if let twice = keys.first(where: { key in keys.count(where: { $0 == key }) > 1 }) {
      throw .invalid("The tag key \(twice) is given twice: give each key once.")
    }
    let total = Set(keys).union(existing).count
    guard total <= limits.tagsPerResource else {
      throw ServiceError(
        .tooManyTags,
        "The resource would have \(total) tags. \(limits.tagsPerResource) are allowed: remove "
          + "some with UntagResource or give fewer.")
    }
  }
}
