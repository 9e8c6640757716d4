$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Registers an Avro schema, by which datasets are checked.
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

/// What a schema is to be.
structure CreateSchemaRequest {
    @required
    name: Name

    /// An Avro record, as JSON text.
    @required
    schema: AvroSchema

    domain: Domain
}

/// The schema that is being created.
structure CreateSchemaResponse {
    schemaArn: Arn
}

/// Tells about a schema, with the text exactly as it was given.
@idempotent
operation DescribeSchema {
    input: DescribeSchemaRequest
    output: DescribeSchemaResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which schema to tell about.
structure DescribeSchemaRequest {
    @required
    schemaArn: Arn
}

/// The schema.
structure DescribeSchemaResponse {
    schema: DatasetSchema
}

/// Lists the schemas of the account and region.
@idempotent
operation ListSchemas {
    input: ListSchemasRequest
    output: ListSchemasResponse
    errors: [
        InvalidNextTokenException
    ]
}

/// Which schemas to list, and how many.
structure ListSchemasRequest {
    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of schemas.
structure ListSchemasResponse {
    schemas: Schemas

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// Deletes a schema that no dataset uses.
@idempotent
operation DeleteSchema {
    input: DeleteSchemaRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

/// Which schema to delete.
structure DeleteSchemaRequest {
    @required
    schemaArn: Arn
}

/// A registered Avro schema.
structure DatasetSchema {
    name: Name

    schemaArn: Arn

    /// The text exactly as it was given.
    schema: AvroSchema

    creationDateTime: Date

    lastUpdatedDateTime: Date

    domain: Domain
}

/// What a list tells of a schema.
structure DatasetSchemaSummary {
    name: Name
    schemaArn: Arn
    creationDateTime: Date
    lastUpdatedDateTime: Date
    domain: Domain
}

/// An Avro record, as JSON text.
@length(max: 20000)
string AvroSchema

@length(max: 100)
list Schemas {
    member: DatasetSchemaSummary
}
