/// What every Smithy model knows without declaring it.
enum Prelude {
  static let namespace = "smithy.api"

  /// The shapes of the prelude that a member may name.
  static let shapes: [String: SimpleType] = [
    "String": .string, "Boolean": .boolean, "Integer": .integer, "Long": .long,
    "Float": .float, "Double": .double, "Timestamp": .timestamp,
  ]

  /// The traits of the prelude that this project's models use.
  static let traits: Set<String> = [
    "documentation", "error", "http", "httpError", "httpLabel", "httpPayload", "idempotent",
    "input",
    "length", "mediaType", "output", "pattern", "range", "readonly", "required", "sensitive",
    "title",
    "trait",
  ]

  /// Traits of other parties that may be brought in by `use`.
  static let foreignTraits: Set<String> = [
    "aws.api#service", "aws.auth#sigv4", "aws.protocols#awsJson1_1", "aws.protocols#restJson1",
  ]
}
