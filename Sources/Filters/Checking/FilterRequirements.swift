/// What a filter needs: fields of the group's datasets, values and ids with each request.
package struct FilterRequirements: Sendable, Equatable {
  /// The distinct fields used, spelled as in the schemas.
  package private(set) var fields: Set<FieldName> = []
  /// The placeholders, in the order of their first use.
  package private(set) var parameters: [Parameter] = []
  /// What the chain is applied to.
  package let subject: Filter.Subject
  /// Whether it looks at what users did.
  package private(set) var usesInteractions = false
  /// Whether it looks at the current user's fields.
  package private(set) var usesCurrentUser = false
  /// Whether it looks at the fields of the item a request is about.
  package private(set) var usesCurrentItem = false

  /// A field of a dataset.
  package struct FieldName: Sendable, Hashable {
    package let dataset: Filter.Dataset
    package let name: String
  }

  /// A placeholder.
  package struct Parameter: Sendable, Equatable {
    /// Without the dollar sign; its case counts.
    package let name: String
    /// Whether a request must give it, as some INCLUDE expression uses it.
    ///
    /// An EXCLUDE expression whose placeholder is given no value is left out.
    package fileprivate(set) var isRequired: Bool
  }

  init(subject: Filter.Subject) {
    self.subject = subject
  }

  /// Whether a request must name a user.
  package var needsUser: Bool {
    usesCurrentUser || (usesInteractions && subject != .user)
  }

  /// Whether a request must name an item.
  package var needsCurrentItem: Bool { usesCurrentItem }

  /// The datasets that must exist.
  package var datasets: Set<Filter.Dataset> { Set(fields.map(\.dataset)) }

  mutating func use(_ field: FieldName) {
    fields.insert(field)
    if field.dataset.isInteractions { usesInteractions = true }
  }

  mutating func useCurrentUser() { usesCurrentUser = true }

  mutating func useCurrentItem() { usesCurrentItem = true }

  mutating func use(parameter name: String, isRequired: Bool) {
    guard let index = parameters.firstIndex(where: { $0.name == name }) else {
      parameters.append(Parameter(name: name, isRequired: isRequired))
      return
    }
    parameters[index].isRequired = parameters[index].isRequired || isRequired
  }
}
