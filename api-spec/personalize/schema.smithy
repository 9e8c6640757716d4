$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

@idempotent
operation CreateSchema {
    input: CreateSchemaRequest
    output: CreateSchemaResponse
    errors: [
        InvalidInputException
        ResourceAlreadyExistsException
        LimitExceededException
    ]
}

structure CreateSchemaRequest {
    @required
    name: Name

    @required
    schema: AvroSchema

    domain: Domain
}

structure CreateSchemaResponse {
    schemaArn: Arn
}

@idempotent
operation DescribeSchema {
    input: DescribeSchemaRequest
    output: DescribeSchemaResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeSchemaRequest {
    @required
    schemaArn: Arn
}

structure DescribeSchemaResponse {
    schema: DatasetSchema
}

@idempotent
operation ListSchemas {
    input: ListSchemasRequest
    output: ListSchemasResponse
    errors: [
        InvalidNextTokenException
    ]
}

structure ListSchemasRequest {
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListSchemasResponse {
    schemas: Schemas
    nextToken: NextToken
}

@idempotent
operation DeleteSchema {
    input: DeleteSchemaRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure DeleteSchemaRequest {
    @required
    schemaArn: Arn
}

structure DatasetSchema {
    name: Name
    schemaArn: Arn
    schema: AvroSchema
    creationDateTime: Date
    lastUpdatedDateTime: Date
    domain: Domain
}

structure DatasetSchemaSummary {
    name: Name
    schemaArn: Arn
    creationDateTime: Date
    lastUpdatedDateTime: Date
    domain: Domain
}

@length(max: 20000)
string AvroSchema

@length(max: 100)
list Schemas {
    member: DatasetSchemaSummary
}
