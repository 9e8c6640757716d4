import ControlPlane
import PersonalizeAPI
import Store
import Testing

/// The service's, not the testing library's.
private typealias Tag = PersonalizeAPI.Tag

@Suite struct TagTests {
  private func tags(_ range: ClosedRange<Int>) -> [Tag] {
    range.map { Tag(tagKey: "key\($0)", tagValue: "value") }
  }

  private func list(_ arn: String, in world: World) throws -> [Tag] {
    try world.call { plane, context in
      try plane.listTagsForResource(ListTagsForResourceRequest(resourceArn: arn), context)
    }.tags ?? []
  }

  @Test func `tags are set, overwritten and removed`() throws {
    let world = try World()
    let arn = try #require(
      try world.call { plane, context in
        try plane.createDatasetGroup(
          CreateDatasetGroupRequest(
            name: "shop", tags: [Tag(tagKey: "team", tagValue: "a")]), context)
      }.datasetGroupArn)
    try world.call { plane, context in
      _ = try plane.tagResource(
        TagResourceRequest(
          resourceArn: arn,
          tags: [Tag(tagKey: "team", tagValue: "b"), Tag(tagKey: "Team", tagValue: "")]),
        context)
    }
    #expect(
      try list(arn, in: world) == [
        Tag(tagKey: "Team", tagValue: ""), Tag(tagKey: "team", tagValue: "b"),
      ])
    try world.call { plane, context in
      _ = try plane.untagResource(
        UntagResourceRequest(resourceArn: arn, tagKeys: ["team", "never there"]), context)
    }
    #expect(try list(arn, in: world).map(\.tagKey) == ["Team"])
  }

  @Test func `fifty tags are the limit, counted with those there`() throws {
    let world = try World()
    world.refuse(.tooManyTags, "51 tags") { plane, context in
      try plane.createDatasetGroup(
        CreateDatasetGroupRequest(name: "a", tags: tags(1...51)), context)
    }
    let arn = try world.group()
    try world.call { plane, context in
      _ = try plane.tagResource(
        TagResourceRequest(resourceArn: arn, tags: tags(1...50)), context)
    }
    try world.call { plane, context in
      _ = try plane.tagResource(
        TagResourceRequest(resourceArn: arn, tags: tags(50...50)), context)
    }
    world.refuse(.tooManyTags) { plane, context in
      try plane.tagResource(
        TagResourceRequest(resourceArn: arn, tags: tags(51...51)), context)
    }
    world.refuse(.tooManyTagKeys) { plane, context in
      try plane.untagResource(
        UntagResourceRequest(resourceArn: arn, tagKeys: tags(1...51).map(\.tagKey)), context)
    }
  }

  @Test func `reserved and repeated keys are refused`() throws {
    let world = try World()
    let arn = try world.group()
    for tags in [
      [Tag(tagKey: "aws:x", tagValue: "")],
      [Tag(tagKey: "a", tagValue: "1"), Tag(tagKey: "a", tagValue: "2")],
    ] {
      world.refuse(.invalidInput) { plane, context in
        try plane.tagResource(TagResourceRequest(resourceArn: arn, tags: tags), context)
      }
    }
  }

  @Test func `schemas, recipes and what is being deleted take no tags`() throws {
    let world = try World()
    let group = try world.group()
    for arn in [try world.schema(), "arn:aws:personalize:::recipe/aws-sims", "arn:x"] {
      world.refuse(.invalidInput, "cannot have tags") { plane, context in
        try plane.listTagsForResource(
          ListTagsForResourceRequest(resourceArn: arn), context)
      }
    }
    try world.setStatus(group, .deletePending)
    world.refuse(.resourceInUse, group) { plane, context in
      try plane.tagResource(TagResourceRequest(resourceArn: group, tags: []), context)
    }
    world.refuse(.resourceNotFound) { plane, context in
      try plane.tagResource(TagResourceRequest(resourceArn: group + "x", tags: []), context)
    }
  }
}
