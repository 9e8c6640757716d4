/// The kinds of resources a tenant holds; the raw value is the type part of their ARNs.
package enum ResourceKind: String, Sendable, CaseIterable {
  case schema = "schema"
  case datasetGroup = "dataset-group"
  case dataset = "dataset"
  case datasetImportJob = "dataset-import-job"
  case datasetExportJob = "dataset-export-job"
  case dataDeletionJob = "data-deletion-job"
  case eventTracker = "event-tracker"
  case filter = "filter"
  case solution = "solution"
  /// Its ARN is the solution's with eight hexadecimal digits behind it.
  case solutionVersion = "solution-version"
  case campaign = "campaign"
  case recommender = "recommender"
  case batchInferenceJob = "batch-inference-job"
  case batchSegmentJob = "batch-segment-job"
  case metricAttribution = "metric-attribution"
}
