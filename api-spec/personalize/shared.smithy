$version: "2"

namespace com.amazonaws.personalize

/// Where a job reads its files.
structure DataSource {
    /// `s3://bucket/key`, or `s3://bucket/folder/`.
    dataLocation: S3Location
}

/// A place in object storage.
structure S3DataConfig {
    /// `s3://bucket/folder/`.
    @required
    path: S3Location

    /// Kept for the sake of clients.
    kmsKeyArn: KmsKeyArn
}

/// Which columns training uses.
structure TrainingDataConfig {
    /// Columns left out, by type of dataset.
    excludedDatasetColumns: ExcludedDatasetColumns

    /// The only columns used, by type of dataset.
    includedDatasetColumns: IncludedDatasetColumns
}

/// What may influence a ranking beside similarity.
enum RankingInfluenceType {
    /// How many users interacted with an item.
    POPULARITY
    /// How new an item is.
    FRESHNESS
}

boolean Boolean

@length(max: 1000)
string CategoricalValue

@length(max: 100)
list CategoricalValues {
    member: CategoricalValue
}

@length(max: 150)
@pattern("[A-Za-z_][A-Za-z\\d_]*")
string ColumnName

@length(max: 50)
list ColumnNamesList {
    member: ColumnName
}

@range(min: -1000000)
double ContinuousMaxValue

@range(min: -1000000)
double ContinuousMinValue

@length(max: 256)
string EventType

@length(max: 3)
map ExcludedDatasetColumns {
    key: DatasetType
    value: ColumnNamesList
}

string FailureReason

/// Values by name, all as text.
@length(max: 100)
map HyperParameters {
    key: ParameterName
    value: ParameterValue
}

@length(max: 3)
map IncludedDatasetColumns {
    key: DatasetType
    value: ColumnNamesList
}

@range(max: 1000000)
integer IntegerMaxValue

@range(min: -1000000)
integer IntegerMinValue

@length(max: 2048)
@pattern("arn:aws.*:kms:.*:[0-9]{12}:key/.*")
string KmsKeyArn

@range(min: 1, max: 100)
integer MaxResults

@length(max: 256)
string MetricName

double MetricValue

/// Values by name.
@length(max: 100)
map Metrics {
    key: MetricName
    value: MetricValue
}

/// Where a list goes on; of no meaning to clients.
@length(max: 1500)
@pattern("\\p{ASCII}{0,1500}")
string NextToken

integer NumBatchResults

@length(max: 256)
string ParameterName

@length(max: 1000)
string ParameterValue

map RankingInfluence {
    key: RankingInfluenceType
    value: RankingInfluenceWeight
}

@range(min: 0, max: 1)
double RankingInfluenceWeight

@length(max: 256)
@pattern("arn:([a-z\\d-]+):iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+")
string RoleArn

/// A place in object storage.
@length(max: 256)
@pattern("(s3|http|https)://.+")
string S3Location

/// Where a resource is in its life: CREATE PENDING, CREATE IN_PROGRESS, ACTIVE, ...
@length(max: 256)
string Status

@range(min: 1)
integer TransactionsPerSecond
