$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Describes how models are to be trained: by which recipe, on which data, with which settings.
///
/// Unless automatic training is turned off, the first version is trained within the hour.
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

/// What a solution is to be.
structure CreateSolutionRequest {
    @required
    name: Name

    /// Whether hyperparameters are tuned.
    performHPO: Boolean

    /// Whether a recipe is chosen automatically; then none may be named.
    performAutoML: PerformAutoML

    /// Whether versions are trained by themselves; true by default.
    performAutoTraining: PerformAutoTraining

    /// Whether new items are taken up between trainings; only some recipes can.
    performIncrementalUpdate: PerformIncrementalUpdate

    recipeArn: Arn

    @required
    datasetGroupArn: Arn

    /// The only type of event to train on; all by default.
    eventType: EventType

    solutionConfig: SolutionConfig

    tags: Tags
}

/// The solution that is being created.
structure CreateSolutionResponse {
    solutionArn: Arn
}

/// Tells about a solution, its state and its latest version.
@idempotent
operation DescribeSolution {
    input: DescribeSolutionRequest
    output: DescribeSolutionResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which solution to tell about.
structure DescribeSolutionRequest {
    @required
    solutionArn: Arn
}

/// The solution.
structure DescribeSolutionResponse {
    solution: Solution
}

/// Lists solutions, of one dataset group if asked.
@idempotent
operation ListSolutions {
    input: ListSolutionsRequest
    output: ListSolutionsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Which solutions to list, and how many.
structure ListSolutionsRequest {
    datasetGroupArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of solutions.
structure ListSolutionsResponse {
    solutions: Solutions

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// Changes how a solution trains by itself.
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

/// What to change in which solution.
structure UpdateSolutionRequest {
    @required
    solutionArn: Arn

    performAutoTraining: PerformAutoTraining

    performIncrementalUpdate: PerformIncrementalUpdate

    solutionUpdateConfig: SolutionUpdateConfig
}

/// The solution that is being changed.
structure UpdateSolutionResponse {
    solutionArn: Arn
}

/// Deletes a solution with all its versions.
///
/// It is refused while a campaign serves one of them or one is being made.
@idempotent
operation DeleteSolution {
    input: DeleteSolutionRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

/// Which solution to delete.
structure DeleteSolutionRequest {
    @required
    solutionArn: Arn
}

/// What automatic choice of a recipe chooses by, and from.
structure AutoMLConfig {
    metricName: MetricName
    recipeList: ArnList
}

/// What automatic choice of a recipe has chosen.
structure AutoMLResult {
    bestRecipeArn: Arn
}

/// How often versions are trained automatically.
structure AutoTrainingConfig {
    /// `rate(N days)`, 1 to 30; 7 by default.
    schedulingExpression: SchedulingExpression
}

/// The values among which tuning may choose.
structure CategoricalHyperParameterRange {
    name: ParameterName
    values: CategoricalValues
}

/// The bounds between which tuning may choose a real number.
structure ContinuousHyperParameterRange {
    name: ParameterName
    minValue: ContinuousMinValue
    maxValue: ContinuousMaxValue
}

/// How much one type of event counts in training.
structure EventParameters {
    eventType: EventType

    /// Only events of at least this value count.
    eventValueThreshold: EventTypeThresholdValue

    /// From 0 to 1; only the ratio to the other weights matters.
    weight: EventTypeWeight
}

/// Which events count in training, and how much.
structure EventsConfig {
    eventParametersList: EventParametersList
}

/// How hyperparameters are tuned.
structure HPOConfig {
    hpoObjective: HPOObjective
    hpoResourceConfig: HPOResourceConfig
    algorithmHyperParameterRanges: HyperParameterRanges
}

/// What tuning optimises.
///
/// `metricName` may be one of the offline metrics that a version reports, and `type` says whether
/// more or less of it is better; any other name is kept and stands for the default,
/// normalized_discounted_cumulative_gain_at_25. `metricRegex` is kept and not used.
structure HPOObjective {
    type: HPOObjectiveType
    metricName: MetricName
    metricRegex: MetricRegex
}

/// How much tuning may try; both numbers come as text.
structure HPOResourceConfig {
    /// 40 at most.
    maxNumberOfTrainingJobs: HPOResource

    /// 10 at most.
    maxParallelTrainingJobs: HPOResource
}

/// What may be tuned, and within which bounds.
structure HyperParameterRanges {
    integerHyperParameterRanges: IntegerHyperParameterRanges
    continuousHyperParameterRanges: ContinuousHyperParameterRanges
    categoricalHyperParameterRanges: CategoricalHyperParameterRanges
}

/// The bounds between which tuning may choose an integer.
structure IntegerHyperParameterRange {
    name: ParameterName
    minValue: IntegerMinValue
    maxValue: IntegerMaxValue
}

/// A numeric item attribute to favour beside relevance.
structure OptimizationObjective {
    /// A numeric column of the Items dataset.
    itemAttribute: ItemAttribute

    objectiveSensitivity: ObjectiveSensitivity
}

/// How models are to be trained.
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

/// The settings of a solution's training.
structure SolutionConfig {
    /// Only events of at least this value count; a number as text.
    eventValueThreshold: EventValueThreshold

    hpoConfig: HPOConfig

    /// Values by name, all as text.
    algorithmHyperParameters: HyperParameters

    /// Values by name, all as text.
    featureTransformationParameters: FeatureTransformationParameters

    autoMLConfig: AutoMLConfig

    eventsConfig: EventsConfig

    optimizationObjective: OptimizationObjective

    trainingDataConfig: TrainingDataConfig

    autoTrainingConfig: AutoTrainingConfig
}

/// What a list tells of a solution.
structure SolutionSummary {
    name: Name
    solutionArn: Arn
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    recipeArn: Arn
}

/// The settings that an update of a solution changes.
structure SolutionUpdateConfig {
    autoTrainingConfig: AutoTrainingConfig
    eventsConfig: EventsConfig
}

/// The latest change of a solution.
structure SolutionUpdateSummary {
    solutionUpdateConfig: SolutionUpdateConfig

    status: Status

    performAutoTraining: PerformAutoTraining

    performIncrementalUpdate: PerformIncrementalUpdate

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason
}

/// How much an objective outweighs relevance.
enum ObjectiveSensitivity {
    /// Relevance prevails.
    LOW
    /// Between the two.
    MEDIUM
    /// The objective prevails.
    HIGH
    /// The objective is not used.
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
