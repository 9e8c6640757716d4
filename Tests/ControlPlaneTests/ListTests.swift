import ControlPlane
import PersonalizeAPI
import Store
import Testing

@Suite struct ListTests {
  private func schemas(
    in world: World, as tenant: TenantStore? = nil, token: String? = nil, size: Int? = nil
  ) throws -> ListSchemasResponse {
    try world.call(as: tenant) { plane, context in
      try plane.listSchemas(
        ListSchemasRequest(nextToken: token, maxResults: size), context)
    }
  }

  @Test func `pages follow each other in the order of creation, through inserts and deletes`()
    throws
  {
    let world = try World()
    var arns: [String] = []
    for number in 1...5 { arns.append(try world.schema("s\(number)")) }
    let first = try schemas(in: world, size: 2)
    #expect(first.schemas?.compactMap(\.schemaArn) == Array(arns[0..<2]))
    // What the page ended with goes, and another one comes.
    try world.call { plane, context in
      try plane.deleteSchema(DeleteSchemaRequest(schemaArn: arns[1]), context)
    }
    arns.append(try world.schema("s6"))
    let second = try schemas(in: world, token: first.nextToken, size: 2)
    #expect(second.schemas?.compactMap(\.schemaArn) == Array(arns[2..<4]))
    let third = try schemas(in: world, token: second.nextToken, size: 2)
    #expect(third.schemas?.compactMap(\.schemaArn) == Array(arns[4..<6]))
    #expect(third.nextToken == nil)
  }

  @Test func `a page holds a hundred by default`() throws {
    let world = try World()
    for number in 1...101 { _ = try world.schema("s\(number)") }
    let page = try schemas(in: world)
    #expect(page.schemas?.count == 100)
    #expect(try schemas(in: world, token: page.nextToken).schemas?.count == 1)
  }

  @Test func `a token is good for its own list, filter and tenant only`() throws {
    let world = try World()
    let group = try world.group("one")
    _ = try world.group("two")
    for name in ["a", "b"] { _ = try world.solution(name, inGroup: group) }
    let request = ListSolutionsRequest(datasetGroupArn: group, maxResults: 1)
    let token = try #require(
      try world.call { plane, context in try plane.listSolutions(request, context) }.nextToken)
    world.refuse(.invalidNextToken) { plane, context in
      try plane.listDatasetGroups(ListDatasetGroupsRequest(nextToken: token), context)
    }
    world.refuse(.invalidNextToken) { plane, context in
      try plane.listSolutions(ListSolutionsRequest(nextToken: token), context)
    }
    let key = try #require(TenantKey(account: "444455556666", region: "us-east-1"))
    let other = try world.store.tenant(key)
    let error = #expect(throws: ServiceError.self) {
      try world.call(as: other) { plane, context in
        try plane.listSolutions(
          ListSolutionsRequest(datasetGroupArn: group, nextToken: token), context)
      }
    }
    #expect(error?.kind == .invalidNextToken)
    for rubbish in ["", "x", "AAAA", token + "A", String(token.dropLast(4))] {
      world.refuse(.invalidNextToken) { plane, context in
        try plane.listSolutions(
          ListSolutionsRequest(datasetGroupArn: group, nextToken: rubbish), context)
      }
    }
  }

  @Test func `parents filter, and an unknown one has no children`() throws {
    let world = try World()
    let one = try world.group("one")
    let two = try world.group("two")
    let first = try world.solution("a", inGroup: one)
    let second = try world.solution("b", inGroup: two)
    func list(_ group: String?) throws -> [String]? {
      try world.call { plane, context in
        try plane.listSolutions(ListSolutionsRequest(datasetGroupArn: group), context)
      }.solutions?.compactMap(\.solutionArn)
    }
    #expect(try list(one) == [first])
    #expect(try list(nil) == [first, second])
    #expect(try list(one + "x") == [])
  }

  @Test func `versions and jobs come newest first, and an unknown solution is an error`() throws {
    let world = try World()
    let group = try world.group()
    let solution = try world.solution(inGroup: group)
    let versions = [try world.version(of: solution), try world.version(of: solution)]
    let listed = try world.call { plane, context in
      try plane.listSolutionVersions(
        ListSolutionVersionsRequest(solutionArn: solution), context)
    }
    #expect(listed.solutionVersions?.compactMap(\.solutionVersionArn) == versions.reversed())
    world.refuse(.resourceNotFound, solution + "x") { plane, context in
      try plane.listSolutionVersions(
        ListSolutionVersionsRequest(solutionArn: solution + "x"), context)
    }
    let dataset = try world.dataset(inGroup: group, schema: try world.schema())
    let jobs = [
      try world.importJob("a", dataset: dataset), try world.importJob("b", dataset: dataset),
    ]
    let page = try world.call { plane, context in
      try plane.listDatasetImportJobs(
        ListDatasetImportJobsRequest(datasetArn: dataset, maxResults: 1), context)
    }
    #expect(page.datasetImportJobs?.map(\.datasetImportJobArn) == [jobs[1]])
    let rest = try world.call { plane, context in
      try plane.listDatasetImportJobs(
        ListDatasetImportJobsRequest(datasetArn: dataset, nextToken: page.nextToken), context)
    }
    #expect(rest.datasetImportJobs?.map(\.datasetImportJobArn) == [jobs[0]])
  }

  @Test func `recipes come by name, page by page, of one domain or all`() throws {
    let world = try World()
    var names: [String] = []
    var token: String?
    repeat {
      let page = try world.call { plane, context in
        try plane.listRecipes(ListRecipesRequest(nextToken: token, maxResults: 11), context)
      }
      names += page.recipes?.compactMap(\.name) ?? []
      token = page.nextToken
    } while token != nil
    #expect(names.count == 25)
    #expect(names == names.sorted())
    let shop = try world.call { plane, context in
      try plane.listRecipes(ListRecipesRequest(domain: .ecommerce), context)
    }
    #expect(shop.recipes?.count == 5)
    #expect(shop.recipes?.allSatisfy { $0.domain == .ecommerce } == true)
  }

  @Test func `a recipe leads to its algorithm and its feature transformation`() throws {
    let world = try World()
    let recipe = try #require(
      try world.call { plane, context in
        try plane.describeRecipe(
          DescribeRecipeRequest(recipeArn: "arn:aws:personalize:::recipe/aws-sims"), context)
      }.recipe)
    #expect(recipe.status == "ACTIVE")
    #expect(recipe.recipeType == "RELATED_ITEMS")
    let algorithm = try world.call { plane, context in
      try plane.describeAlgorithm(
        DescribeAlgorithmRequest(algorithmArn: try #require(recipe.algorithmArn)), context)
    }.algorithm
    #expect(algorithm?.defaultHyperParameters?["min_cointeraction_count"] == "3")
    #expect(algorithm?.defaultHyperParameterRanges?.integerHyperParameterRanges?.count == 1)
    let transformation = try world.call { plane, context in
      try plane.describeFeatureTransformation(
        DescribeFeatureTransformationRequest(
          featureTransformationArn: try #require(recipe.featureTransformationArn)), context)
    }.featureTransformation
    #expect(transformation?.name == "sims")
    #expect(
      transformation?.defaultParameters?["max_item_interaction_count_percentile"] == "0.9")
    world.refuse(.resourceNotFound, "aws-none") { plane, context in
      try plane.describeRecipe(
        DescribeRecipeRequest(recipeArn: "arn:aws:personalize:::recipe/aws-none"), context)
    }
  }
}
