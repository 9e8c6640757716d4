$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

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

structure CreateFilterRequest {
    @required
    name: Name

    @required
    datasetGroupArn: Arn

    @required
    filterExpression: FilterExpression

    tags: Tags
}

structure CreateFilterResponse {
    filterArn: Arn
}

@idempotent
operation DescribeFilter {
    input: DescribeFilterRequest
    output: DescribeFilterResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeFilterRequest {
    @required
    filterArn: Arn
}

structure DescribeFilterResponse {
    filter: Filter
}

@idempotent
operation ListFilters {
    input: ListFiltersRequest
    output: ListFiltersResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListFiltersRequest {
    datasetGroupArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListFiltersResponse {
    Filters: Filters
    nextToken: NextToken
}

operation DeleteFilter {
    input: DeleteFilterRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure DeleteFilterRequest {
    @required
    filterArn: Arn
}

structure Filter {
    name: Name
    filterArn: Arn
    creationDateTime: Date
    lastUpdatedDateTime: Date
    datasetGroupArn: Arn
    failureReason: FailureReason
    filterExpression: FilterExpression
    status: Status
}

structure FilterSummary {
    name: Name
    filterArn: Arn
    creationDateTime: Date
    lastUpdatedDateTime: Date
    datasetGroupArn: Arn
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
