$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

@idempotent
operation DescribeAlgorithm {
    input: DescribeAlgorithmRequest
    output: DescribeAlgorithmResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeAlgorithmRequest {
    @required
    algorithmArn: Arn
}

structure DescribeAlgorithmResponse {
    algorithm: Algorithm
}

@idempotent
operation DescribeFeatureTransformation {
    input: DescribeFeatureTransformationRequest
    output: DescribeFeatureTransformationResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeFeatureTransformationRequest {
    @required
    featureTransformationArn: Arn
}

structure DescribeFeatureTransformationResponse {
    featureTransformation: FeatureTransformation
}

@idempotent
operation DescribeRecipe {
    input: DescribeRecipeRequest
    output: DescribeRecipeResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeRecipeRequest {
    @required
    recipeArn: Arn
}

structure DescribeRecipeResponse {
    recipe: Recipe
}

@idempotent
operation ListRecipes {
    input: ListRecipesRequest
    output: ListRecipesResponse
    errors: [
        InvalidNextTokenException
        InvalidInputException
    ]
}

structure ListRecipesRequest {
    recipeProvider: RecipeProvider
    nextToken: NextToken
    maxResults: MaxResults
    domain: Domain
}

structure ListRecipesResponse {
    recipes: Recipes
    nextToken: NextToken
}

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

structure AlgorithmImage {
    name: Name

    @required
    dockerURI: DockerURI
}

structure DefaultCategoricalHyperParameterRange {
    name: ParameterName
    values: CategoricalValues
    isTunable: Tunable
}

structure DefaultContinuousHyperParameterRange {
    name: ParameterName
    minValue: ContinuousMinValue
    maxValue: ContinuousMaxValue
    isTunable: Tunable
}

structure DefaultHyperParameterRanges {
    integerHyperParameterRanges: DefaultIntegerHyperParameterRanges
    continuousHyperParameterRanges: DefaultContinuousHyperParameterRanges
    categoricalHyperParameterRanges: DefaultCategoricalHyperParameterRanges
}

structure DefaultIntegerHyperParameterRange {
    name: ParameterName
    minValue: IntegerMinValue
    maxValue: IntegerMaxValue
    isTunable: Tunable
}

structure FeatureTransformation {
    name: Name
    featureTransformationArn: Arn
    defaultParameters: FeaturizationParameters
    creationDateTime: Date
    lastUpdatedDateTime: Date
    status: Status
}

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

structure RecipeSummary {
    name: Name
    recipeArn: Arn
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    domain: Domain
}

enum RecipeProvider {
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
