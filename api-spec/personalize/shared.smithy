$version: "2"

namespace com.amazonaws.personalize

structure DataSource {
    dataLocation: S3Location
}

structure S3DataConfig {
    @required
    path: S3Location

    kmsKeyArn: KmsKeyArn
}

structure TrainingDataConfig {
    excludedDatasetColumns: ExcludedDatasetColumns
    includedDatasetColumns: IncludedDatasetColumns
}

enum RankingInfluenceType {
    POPULARITY
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

@length(max: 100)
map Metrics {
    key: MetricName
    value: MetricValue
}

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

@length(max: 256)
@pattern("(s3|http|https)://.+")
string S3Location

@length(max: 256)
string Status

@range(min: 1)
integer TransactionsPerSecond
