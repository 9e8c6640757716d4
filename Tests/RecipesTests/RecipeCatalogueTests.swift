import Testing

@testable import Recipes

@Suite struct RecipeCatalogueTests {
  @Test func `there are 15 custom recipes and 5 use cases a domain, by name`() {
    let names = RecipeCatalogue.all.map(\.name)
    #expect(names.count == 25)
    #expect(names == names.sorted())
    #expect(Set(names).count == 25)
    #expect(RecipeCatalogue.all.count { $0.domain == nil } == 15)
    #expect(RecipeCatalogue.recipes(domain: "ECOMMERCE").count == 5)
    #expect(RecipeCatalogue.recipes(domain: "VIDEO_ON_DEMAND").count == 5)
    #expect(RecipeCatalogue.recipes(domain: nil).count == 25)
  }

  @Test func `recipes are found by exact ARN only`() {
    for recipe in RecipeCatalogue.all {
      #expect(RecipeCatalogue.recipe(arn: recipe.arn) == recipe)
      #expect(RecipeCatalogue.recipe(algorithmARN: recipe.algorithmARN) == recipe)
      #expect(
        RecipeCatalogue.recipe(featureTransformationARN: recipe.featureTransformationARN) != nil)
    }
    #expect(RecipeCatalogue.recipe(arn: "arn:aws:personalize:us-east-1::recipe/aws-sims") == nil)
    #expect(RecipeCatalogue.recipe(arn: "aws-sims") == nil)
  }

  @Test func `release days are midnights`() {
    #expect(RecipeCatalogue.day(1970, 1, 1) == 0)
    #expect(RecipeCatalogue.day(2019, 6, 10) == 1_560_124_800)
    #expect(RecipeCatalogue.day(2024, 2, 29) == 1_709_164_800)
    #expect(RecipeCatalogue.all.allSatisfy { $0.creationTime % 86_400 == 0 })
    #expect(Set(RecipeCatalogue.all.map(\.lastUpdatedTime)).count == 1)
  }

  @Test func `every default is acceptable`() {
    for recipe in RecipeCatalogue.all {
      for parameter in recipe.hyperparameters {
        #expect(parameter.accepts(parameter.defaultText))
      }
    }
  }

  @Test func `parameters are checked for name, type, range and way of giving`() throws {
    let recipe = try #require(RecipeCatalogue.recipe(named: "aws-similar-items"))
    #expect(recipe.problem(with: ["popularity_discount_factor": "0.3"], kind: .algorithm) == nil)
    for (name, value) in [
      ("popularity_discount_factor", "1.1"), ("popularity_discount_factor", "x"),
      ("popularity_discount_factor", "nan"), ("item_id_hidden_dim", "100"), ("bptt", "3"),
    ] {
      #expect(recipe.problem(with: [name: value], kind: .algorithm)?.contains(name) == true)
    }
  }

  @Test func `only recipes with tunable parameters support optimization`() {
    for recipe in RecipeCatalogue.all {
      #expect(
        recipe.capabilities.supportsHPO == recipe.hyperparameters.contains(where: \.isTunable))
    }
  }
}
