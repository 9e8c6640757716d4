$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Tells about an algorithm and its default settings.
@idempotent
operation DescribeAlgorithm {
    input: DescribeAlgorithmRequest
    output: DescribeAlgorithmResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which algorithm to tell about.
structure DescribeAlgorithmRequest {
    @required
    algorithmArn: Arn
}

/// The algorithm.
structure DescribeAlgorithmResponse {
    algorithm: Algorithm
}

/// Tells about a feature transformation and its default settings.
@idempotent
operation DescribeFeatureTransformation {
    input: DescribeFeatureTransformationRequest
    output: DescribeFeatureTransformationResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which feature transformation to tell about.
structure DescribeFeatureTransformationRequest {
    @required
    featureTransformationArn: Arn
}

/// The feature transformation.
structure DescribeFeatureTransformationResponse {
    featureTransformation: FeatureTransformation
}

/// Tells about a recipe.
@idempotent
operation DescribeRecipe {
    input: DescribeRecipeRequest
    output: DescribeRecipeResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which recipe to tell about.
structure DescribeRecipeRequest {
    @required
    recipeArn: Arn
}

/// The recipe.
structure DescribeRecipeResponse {
    recipe: Recipe
}

/// Lists recipes, of one domain if asked.
@idempotent
operation ListRecipes {
    input: ListRecipesRequest
    output: ListRecipesResponse
    errors: [
        InvalidNextTokenException
        InvalidInputException
    ]
}

/// Which recipes to list, and how many.
structure ListRecipesRequest {
    recipeProvider: RecipeProvider

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults

    domain: Domain
}

/// A page of recipes.
structure ListRecipesResponse {
    recipes: Recipes

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// What trains the models of a recipe.
structure Algorithm {
    name: Name
    algorithmArn: Arn
    algorithmImage: AlgorithmImage
    defaultHyperParameters: HyperParameters
    defaultHyperParameterRanges: DefaultHyperParameterRanges
    defaultResourceConfig: ResourceConfig
    trainingInputMode: TrainingInputMode
    roleArn: Arn
    creationDateTime: Date
    lastUpdatedDateTime: Date
}

/// Where an algorithm's code lies.
structure AlgorithmImage {
    name: Name

    @required
    dockerURI: DockerURI
}

/// The values a recipe tunes among by default.
structure DefaultCategoricalHyperParameterRange {
    name: ParameterName
    values: CategoricalValues
    isTunable: Tunable
}

/// The bounds a recipe tunes a real number between by default.
structure DefaultContinuousHyperParameterRange {
    name: ParameterName
    minValue: ContinuousMinValue
    maxValue: ContinuousMaxValue
    isTunable: Tunable
}

/// What a recipe tunes by default.
structure DefaultHyperParameterRanges {
    integerHyperParameterRanges: DefaultIntegerHyperParameterRanges
    continuousHyperParameterRanges: DefaultContinuousHyperParameterRanges
    categoricalHyperParameterRanges: DefaultCategoricalHyperParameterRanges
}

/// The bounds a recipe tunes an integer between by default.
structure DefaultIntegerHyperParameterRange {
    name: ParameterName
    minValue: IntegerMinValue
    maxValue: IntegerMaxValue
    isTunable: Tunable
}

/// What prepares the data for an algorithm.
structure FeatureTransformation {
    name: Name
    featureTransformationArn: Arn
    defaultParameters: FeaturizationParameters
    creationDateTime: Date
    lastUpdatedDateTime: Date
    status: Status
}

/// A way to train: an algorithm prepared for one kind of recommendation.
structure Recipe {
    name: Name
    recipeArn: Arn
    algorithmArn: Arn
    featureTransformationArn: Arn
    status: Status
    description: Description
    creationDateTime: Date
    recipeType: RecipeType
    lastUpdatedDateTime: Date
}

/// What a list tells of a recipe.
structure RecipeSummary {
    name: Name
    recipeArn: Arn
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    domain: Domain
}

/// Who provides a recipe.
enum RecipeProvider {
    /// The service itself.
    SERVICE
}

@length(max: 100)
list DefaultCategoricalHyperParameterRanges {
    member: DefaultCategoricalHyperParameterRange
}

@length(max: 100)
list DefaultContinuousHyperParameterRanges {
    member: DefaultContinuousHyperParameterRange
}

@length(max: 100)
list DefaultIntegerHyperParameterRanges {
    member: DefaultIntegerHyperParameterRange
}

string Description

@length(max: 256)
string DockerURI

@length(max: 100)
map FeaturizationParameters {
    key: ParameterName
    value: ParameterValue
}

@length(max: 256)
string RecipeType

@length(max: 100)
list Recipes {
    member: RecipeSummary
}

@length(max: 100)
map ResourceConfig {
    key: ParameterName
    value: ParameterValue
}

@length(max: 256)
string TrainingInputMode

boolean Tunable
