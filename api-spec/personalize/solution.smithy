$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

operation CreateSolution {
    input: CreateSolutionRequest
    output: CreateSolutionResponse
    errors: [
        InvalidInputException
        ResourceAlreadyExistsException
        ResourceNotFoundException
        LimitExceededException
        ResourceInUseException
        TooManyTagsException
    ]
}

structure CreateSolutionRequest {
    @required
    name: Name

    performHPO: Boolean

    performAutoML: PerformAutoML

    performAutoTraining: PerformAutoTraining

    performIncrementalUpdate: PerformIncrementalUpdate

    recipeArn: Arn

    @required
    datasetGroupArn: Arn

    eventType: EventType

    solutionConfig: SolutionConfig

    tags: Tags
}

structure CreateSolutionResponse {
    solutionArn: Arn
}

@idempotent
operation DescribeSolution {
    input: DescribeSolutionRequest
    output: DescribeSolutionResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeSolutionRequest {
    @required
    solutionArn: Arn
}

structure DescribeSolutionResponse {
    solution: Solution
}

@idempotent
operation ListSolutions {
    input: ListSolutionsRequest
    output: ListSolutionsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListSolutionsRequest {
    datasetGroupArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListSolutionsResponse {
    solutions: Solutions
    nextToken: NextToken
}

operation UpdateSolution {
    input: UpdateSolutionRequest
    output: UpdateSolutionResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
        LimitExceededException
        ResourceInUseException
    ]
}

structure UpdateSolutionRequest {
    @required
    solutionArn: Arn

    performAutoTraining: PerformAutoTraining

    performIncrementalUpdate: PerformIncrementalUpdate

    solutionUpdateConfig: SolutionUpdateConfig
}

structure UpdateSolutionResponse {
    solutionArn: Arn
}

@idempotent
operation DeleteSolution {
    input: DeleteSolutionRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure DeleteSolutionRequest {
    @required
    solutionArn: Arn
}

structure AutoMLConfig {
    metricName: MetricName
    recipeList: ArnList
}

structure AutoMLResult {
    bestRecipeArn: Arn
}

structure AutoTrainingConfig {
    schedulingExpression: SchedulingExpression
}

structure CategoricalHyperParameterRange {
    name: ParameterName
    values: CategoricalValues
}

structure ContinuousHyperParameterRange {
    name: ParameterName
    minValue: ContinuousMinValue
    maxValue: ContinuousMaxValue
}

structure EventParameters {
    eventType: EventType
    eventValueThreshold: EventTypeThresholdValue
    weight: EventTypeWeight
}

structure EventsConfig {
    eventParametersList: EventParametersList
}

structure HPOConfig {
    hpoObjective: HPOObjective
    hpoResourceConfig: HPOResourceConfig
    algorithmHyperParameterRanges: HyperParameterRanges
}

structure HPOObjective {
    type: HPOObjectiveType
    metricName: MetricName
    metricRegex: MetricRegex
}

structure HPOResourceConfig {
    maxNumberOfTrainingJobs: HPOResource
    maxParallelTrainingJobs: HPOResource
}

structure HyperParameterRanges {
    integerHyperParameterRanges: IntegerHyperParameterRanges
    continuousHyperParameterRanges: ContinuousHyperParameterRanges
    categoricalHyperParameterRanges: CategoricalHyperParameterRanges
}

structure IntegerHyperParameterRange {
    name: ParameterName
    minValue: IntegerMinValue
    maxValue: IntegerMaxValue
}

structure OptimizationObjective {
    itemAttribute: ItemAttribute
    objectiveSensitivity: ObjectiveSensitivity
}

structure Solution {
    name: Name
    solutionArn: Arn
    performHPO: PerformHPO
    performAutoML: PerformAutoML
    performAutoTraining: PerformAutoTraining
    performIncrementalUpdate: PerformIncrementalUpdate
    recipeArn: Arn
    datasetGroupArn: Arn
    eventType: EventType
    solutionConfig: SolutionConfig
    autoMLResult: AutoMLResult
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    latestSolutionVersion: SolutionVersionSummary
    latestSolutionUpdate: SolutionUpdateSummary
}

structure SolutionConfig {
    eventValueThreshold: EventValueThreshold
    hpoConfig: HPOConfig
    algorithmHyperParameters: HyperParameters
    featureTransformationParameters: FeatureTransformationParameters
    autoMLConfig: AutoMLConfig
    eventsConfig: EventsConfig
    optimizationObjective: OptimizationObjective
    trainingDataConfig: TrainingDataConfig
    autoTrainingConfig: AutoTrainingConfig
}

structure SolutionSummary {
    name: Name
    solutionArn: Arn
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    recipeArn: Arn
}

structure SolutionUpdateConfig {
    autoTrainingConfig: AutoTrainingConfig
    eventsConfig: EventsConfig
}

structure SolutionUpdateSummary {
    solutionUpdateConfig: SolutionUpdateConfig
    status: Status
    performAutoTraining: PerformAutoTraining
    performIncrementalUpdate: PerformIncrementalUpdate
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
}

enum ObjectiveSensitivity {
    LOW
    MEDIUM
    HIGH
    OFF
}

@length(max: 100)
list ArnList {
    member: Arn
}

@length(max: 100)
list CategoricalHyperParameterRanges {
    member: CategoricalHyperParameterRange
}

@length(max: 100)
list ContinuousHyperParameterRanges {
    member: ContinuousHyperParameterRange
}

@length(max: 10)
list EventParametersList {
    member: EventParameters
}

double EventTypeThresholdValue

@range(min: 0, max: 1)
double EventTypeWeight

@length(max: 256)
string EventValueThreshold

@length(max: 100)
map FeatureTransformationParameters {
    key: ParameterName
    value: ParameterValue
}

@length(max: 256)
string HPOObjectiveType

@length(max: 256)
string HPOResource

@length(max: 100)
list IntegerHyperParameterRanges {
    member: IntegerHyperParameterRange
}

@length(min: 1, max: 150)
string ItemAttribute

@length(max: 256)
string MetricRegex

boolean PerformAutoML

boolean PerformAutoTraining

boolean PerformHPO

boolean PerformIncrementalUpdate

@length(min: 1, max: 16)
@pattern("rate\\(\\d+ days?\\)")
string SchedulingExpression

@length(max: 100)
list Solutions {
    member: SolutionSummary
}
