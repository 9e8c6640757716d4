/// The hand-written matchers of PersonalizeAPI by the pattern that each stands for.
///
/// There is no regular-expression engine at run time: a pattern that is not listed here fails the
/// generation, and whoever adds one writes its matcher in `Patterns.swift`.
enum PatternMatchers {
  static func matcher(of pattern: String) -> String? { matchers[pattern] }

  private static let matchers: [String: String] = [
    #"arn:([a-z\d-]+):personalize:.*:.*:.+"#: "personalizeARN",
    #"arn:aws.*:kms:.*:[0-9]{12}:key/.*"#: "kmsKeyARN",
    #"arn:([a-z\d-]+):iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"#: "roleARN",
    #"(s3|http|https)://.+"#: "dataLocation",
    #"^[a-zA-Z0-9][a-zA-Z0-9\-_]*"#: "resourceName",
    #"[A-Za-z_][A-Za-z\d_]*"#: "columnName",
    #"^[A-Za-z_]+$"#: "datasetType",
    #"[A-Za-z\d_]+"#: "attributeName",
    #"[A-Za-z0-9_]+"#: "attributeName",
    #"\p{ASCII}{0,1500}"#: "nextToken",
    #"rate\(\d+ days?\)"#: "schedulingExpression",
    #"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"#: "tagText",
    #"^[\x20-\x7E]*[\x21-\x7E]+[\x20-\x7E]*$"#: "printableText",
    #"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"#: "lowercaseUUID4",
  ]
}
