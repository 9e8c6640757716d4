extension Filter {
  /// The most distinct fields one filter may use.
  package static let fieldCountMax = 10

  /// Checks the filter against a group's schemas, by all the rules of CreateFilter.
  ///
  /// - Returns: what the filter needs of the group and of requests. How many fields all filters of
  ///   a group use together is for the caller: unite their `fields`.
  @discardableResult
  package func check(against schema: FilterSchema) throws(FilterError) -> FilterRequirements {
    var checker = Checker(text: text, schema: schema, subject: subject)
    for expression in expressions { try checker.check(expression) }
    return checker.requirements
  }
}

/// Walks a filter once and gathers what it needs.
struct Checker {
  let text: String
  let schema: FilterSchema
  private(set) var requirements: FilterRequirements

  init(text: String, schema: FilterSchema, subject: Filter.Subject) {
    self.text = text
    self.schema = schema
    requirements = FilterRequirements(subject: subject)
  }

  mutating func check(_ expression: Filter.Expression) throws(FilterError) {
    guard expression.subject == requirements.subject else {
      throw failure(
        .structure,
        "all expressions of a filter must be about \(requirements.subject.rawValue), "
          + "the first one's subject.",
        at: expression.offset)
    }
    try checkDatasets(of: expression)
    let isRequired = expression.effect == .include
    for condition in expression.alternatives.joined() {
      try check(condition, isRequired: isRequired)
    }
    for condition in expression.guards {
      guard expression.subject != .user else {
        throw failure(
          .structure, "IF is about the current user, and a request for users has none.",
          at: condition.field.offset)
      }
      requirements.useCurrentUser()
      if let item = condition.currentItem {
        throw failure(
          .structure, "a condition after IF takes values or a placeholder.", at: item.offset)
      }
      try check(condition, isRequired: isRequired)
    }
  }

  /// The subject's datasets only, and of these only the first condition's.
  private func checkDatasets(of expression: Filter.Expression) throws(FilterError) {
    let conditions = expression.alternatives.joined()
    guard let first = conditions.first else { return }
    for condition in conditions {
      let field = condition.field
      guard expression.subject.datasets.contains(field.dataset) else {
        let allowed = expression.subject.datasets.map(\.rawValue).joined(separator: " or ")
        throw failure(
          .structure,
          "\(expression.subject.rawValue) can be filtered by \(allowed), "
            + "not by \(field.dataset.rawValue).", at: field.offset)
      }
      guard field.dataset == first.field.dataset else {
        throw failure(
          .structure,
          "\(first.field.dataset.rawValue) and \(field.dataset.rawValue) can't be used in one "
            + "expression; chain two expressions with |.", at: field.offset)
      }
      if let item = condition.currentItem, field.dataset != .items {
        throw failure(
          .structure, "CurrentItem can only be compared with a field of Items.", at: item.offset)
      }
    }
  }

  private mutating func check(
    _ condition: Filter.Condition, isRequired: Bool
  ) throws(FilterError) {
    let type = try use(condition.field)
    switch condition.test {
    case .among(.values(let values), _):
      for value in values { try check(value, of: condition.field, type: type) }
    case .among(.anything(let offset), _):
      guard condition.field.dataset.isInteractions else {
        throw failure(.structure, "* stands for any event type only.", at: offset)
      }
    case .among(.parameter(let name, _), _):
      requirements.use(parameter: name, isRequired: isRequired)
    case .among(.currentItem(let item), _):
      try check(currentItem: item, with: condition.field, type: type)
    case .compared(let comparison, let operand):
      if comparison.isOrdering, type != .number {
        throw failure(
          .type,
          "\(comparison.rawValue) compares numbers, and \(condition.field.spelling) is text; "
            + "use IN.", at: condition.field.offset)
      }
      switch operand {
      case .value(let value): try check(value, of: condition.field, type: type)
      case .parameter(let name, _): requirements.use(parameter: name, isRequired: isRequired)
      case .currentItem(let item):
        try check(currentItem: item, with: condition.field, type: type)
      }
    }
  }

  private mutating func check(
    currentItem item: Filter.Field, with field: Filter.Field, type: FilterSchema.FieldType
  ) throws(FilterError) {
    requirements.useCurrentItem()
    guard try use(item) == type else {
      throw failure(
        .type, "\(field.spelling) and CurrentItem.\(item.name) are not of the same type.",
        at: item.offset)
    }
  }

  private func check(
    _ value: Filter.Value, of field: Filter.Field, type: FilterSchema.FieldType
  ) throws(FilterError) {
    switch (type, value.literal) {
    case (.number, let literal) where literal.number == nil:
      throw failure(
        .type, "\(field.spelling) is a number, and this value is not.", at: value.offset)
    case (.string, .number):
      throw failure(
        .type, "\(field.spelling) is text; its values must be quoted.", at: value.offset)
    default: break
    }
  }

  /// Finds the field in its schema and counts it; answers its type, text or number.
  private mutating func use(_ field: Filter.Field) throws(FilterError) -> FilterSchema.FieldType {
    let dataset = field.dataset
    guard schema.datasets[dataset] != nil else {
      throw failure(
        .unknownField, "the dataset group has no \(dataset.rawValue) dataset.", at: field.offset)
    }
    if dataset.isInteractions, field.name.lowercased() != "event_type" {
      throw failure(
        .unusableField, "of \(dataset.rawValue), only EVENT_TYPE can be used in filters.",
        at: field.offset)
    }
    guard let found = schema.field(field.name, of: dataset) else {
      throw failure(
        .unknownField, "the schema of \(dataset.rawValue) has no field \(field.name).",
        at: field.offset)
    }
    if let reason = Self.reasonAgainst(found, of: dataset) {
      throw failure(.unusableField, "\(field.spelling) \(reason)", at: field.offset)
    }
    requirements.use(.init(dataset: dataset, name: found.name))
    guard requirements.fields.count <= Filter.fieldCountMax else {
      throw failure(
        .tooManyFields,
        "a filter can use at most \(Filter.fieldCountMax) distinct dataset fields.",
        at: field.offset)
    }
    return found.type
  }

  private static func reasonAgainst(
    _ field: FilterSchema.Field, of dataset: Filter.Dataset
  ) -> String? {
    switch field.type {
    case .boolean:
      return "is a boolean field; filters can't use values with a boolean type."
    case .textual:
      return "is a textual field; filters can't use unstructured text."
    case .string, .number: break
    }
    let reserved = ["EXPIRATION_TIMESTAMP", "ACTION_EXPIRATION_TIMESTAMP", "REPEAT_FREQUENCY"]
    guard dataset == .actions, reserved.contains(field.name.uppercased()) else { return nil }
    return "can't be used in filters."
  }

  private func failure(_ kind: FilterError.Kind, _ message: String, at offset: Int) -> FilterError {
    FilterError(kind, "Invalid Expression: \(message)", at: offset, in: text)
  }
}

extension Filter.Subject {
  /// The datasets whose fields can say which of them are meant.
  package var datasets: [Filter.Dataset] {
    switch self {
    case .item: [.interactions, .items]
    case .user: [.interactions, .users]
    case .action: [.actionInteractions, .actions]
    }
  }
}

extension Filter.Field {
  /// `Items.GENRE`, the dataset in its usual spelling.
  var spelling: String { "\(dataset.rawValue).\(name)" }
}

extension Filter.Condition {
  /// The field of the current item it compares with, if it does.
  var currentItem: Filter.Field? {
    switch test {
    case .among(.currentItem(let field), _), .compared(_, .currentItem(let field)): field
    default: nil
    }
  }
}
