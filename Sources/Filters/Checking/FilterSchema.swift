/// The datasets of a group as filters see them: which there are, and their fields.
package struct FilterSchema: Sendable, Equatable {
  /// By dataset; one that is not there does not exist in the group.
  package var datasets: [Filter.Dataset: [Field]]

  /// One field of a dataset's schema.
  package struct Field: Sendable, Equatable {
    /// As the schema spells it.
    package let name: String
    package let type: FieldType
    package let isNullable: Bool

    package init(name: String, type: FieldType, isNullable: Bool = false) {
      self.name = name
      self.type = type
      self.isNullable = isNullable
    }
  }

  /// What kind of values a field has.
  package enum FieldType: Sendable, Equatable {
    /// Text, categorical or not, but for texts that are prose.
    case string
    /// int, long, float or double.
    case number
    case boolean
    /// Prose, like a description.
    case textual
  }

  package init(_ datasets: [Filter.Dataset: [Field]] = [:]) {
    self.datasets = datasets
  }

  /// The field of exactly that name, else the one whose name differs in case only.
  package func field(_ name: String, of dataset: Filter.Dataset) -> Field? {
    guard let fields = datasets[dataset] else { return nil }
    if let exact = fields.first(where: { $0.name == name }) { return exact }
    let wanted = name.lowercased()
    return fields.first { $0.name.lowercased() == wanted }
  }
}
