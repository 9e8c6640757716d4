import SQLite

/// A document that belongs to a resource and that its Describe does not show.
package enum Attachment: String, Sendable {
  /// The held-out metrics of a solution version or recommender: a JSON object of numbers.
  case metrics
  /// The metrics a metric attribution counts: a ListMetricAttributionMetrics response.
  case metricAttributes = "metric-attributes"
  /// How far a running job has come: a JSON object.
  case progress
  /// When the trainings nobody asks for were last looked after: a JSON object.
  case schedule
  /// The search for the best recipe and parameters of a solution version: a JSON object.
  case search
  /// How much data a training began with: a JSON object.
  case trainedData = "trained-data"
  /// What a training was told and which rows it read, so that it can be done again: a JSON object.
  case trainingRecord = "training-record"
  /// Columns that came after a solution or recommender, which does not learn from them: a JSON
  /// object of lists by type of dataset.
  case laterColumns = "later-columns"
  /// How far the erasure of a data deletion job has come: a JSON object.
  case erasure
}

extension ControlDatabase {
  /// Stores a document, in place of an earlier one of the same name.
  package func attach(_ attachment: Attachment, to arn: String, body: [UInt8]) throws {
    try connection.run(
      "INSERT OR REPLACE INTO attachments(arn, name, body) VALUES (?, ?, ?)",
      [.text(arn), .text(attachment.rawValue), .blob(body)])
  }

  /// Forgets a document.
  package func detach(_ attachment: Attachment, from arn: String) throws {
    try connection.run(
      "DELETE FROM attachments WHERE arn = ? AND name = ?",
      [.text(arn), .text(attachment.rawValue)])
  }

  package func attachment(_ attachment: Attachment, of arn: String) throws -> [UInt8]? {
    try connection.first(
      "SELECT body FROM attachments WHERE arn = ? AND name = ?",
      [.text(arn), .text(attachment.rawValue)]
    ) { row in row.blob(0) }
  }
}
