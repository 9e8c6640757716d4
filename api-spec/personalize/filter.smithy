$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Creates a filter, which includes or excludes items, users or actions by an expression.
operation CreateFilter {
    input: CreateFilterRequest
    output: CreateFilterResponse
    errors: [
        InvalidInputException
        ResourceAlreadyExistsException
        ResourceNotFoundException
        LimitExceededException
        TooManyTagsException
    ]
}

/// What a filter is to be.
structure CreateFilterRequest {
    @required
    name: Name

    @required
    datasetGroupArn: Arn

    /// `INCLUDE ItemID WHERE ...` or `EXCLUDE ItemID WHERE ...`, joined by `|`.
    @required
    filterExpression: FilterExpression

    tags: Tags
}

/// The filter that is being created.
structure CreateFilterResponse {
    filterArn: Arn
}

/// Tells about a filter, its expression and its state.
@idempotent
operation DescribeFilter {
    input: DescribeFilterRequest
    output: DescribeFilterResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which filter to tell about.
structure DescribeFilterRequest {
    @required
    filterArn: Arn
}

/// The filter.
structure DescribeFilterResponse {
    filter: Filter
}

/// Lists filters, of one dataset group if asked.
@idempotent
operation ListFilters {
    input: ListFiltersRequest
    output: ListFiltersResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Which filters to list, and how many.
structure ListFiltersRequest {
    datasetGroupArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of filters.
structure ListFiltersResponse {
    /// The one list whose name starts with a capital.
    Filters: Filters

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// Deletes a filter.
operation DeleteFilter {
    input: DeleteFilterRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

/// Which filter to delete.
structure DeleteFilterRequest {
    @required
    filterArn: Arn
}

/// An expression that includes or excludes what is recommended.
structure Filter {
    name: Name

    filterArn: Arn

    creationDateTime: Date

    lastUpdatedDateTime: Date

    datasetGroupArn: Arn

    /// Why it failed; only then.
    failureReason: FailureReason

    filterExpression: FilterExpression

    status: Status
}

/// What a list tells of a filter.
structure FilterSummary {
    name: Name

    filterArn: Arn

    creationDateTime: Date

    lastUpdatedDateTime: Date

    datasetGroupArn: Arn

    /// Why it failed; only then.
    failureReason: FailureReason

    status: Status
}

@sensitive
@length(min: 1, max: 2500)
string FilterExpression

@length(max: 100)
list Filters {
    member: FilterSummary
}
