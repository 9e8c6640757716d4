extension Filter {
  /// The placeholders, in the order of their first use.
  package var parameters: [FilterRequirements.Parameter] {
    var requirements = FilterRequirements(subject: subject)
    for expression in expressions {
      for name in expression.parameters {
        requirements.use(parameter: name, isRequired: expression.effect == .include)
      }
    }
    return requirements.parameters
  }

  /// Whether it looks at what the request's user did, or at that user's fields.
  package var needsUser: Bool {
    expressions.contains { expression in
      !expression.guards.isEmpty
        || (subject != .user
          && expression.conditions.contains { $0.field.dataset.isInteractions })
    }
  }

  /// Whether it looks at what users did.
  package var usesInteractions: Bool {
    expressions.contains { $0.conditions.contains { $0.field.dataset.isInteractions } }
  }

  /// Whether it looks at the item a request is about.
  package var needsCurrentItem: Bool {
    expressions.contains { $0.conditions.contains { $0.currentItem != nil } }
  }
}

extension Filter.Expression {
  /// The conditions of all alternatives, without those after IF.
  package var conditions: [Filter.Condition] { Array(alternatives.joined()) }

  /// The names of the placeholders it uses, also after IF.
  var parameters: [String] { (conditions + guards).compactMap(\.parameter) }
}

extension Filter.Condition {
  /// The placeholder it compares with, if it does.
  var parameter: String? {
    switch test {
    case .among(.parameter(let name, _), _), .compared(_, .parameter(let name, _)): name
    default: nil
    }
  }
}
