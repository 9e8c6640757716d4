import Store

/// The columns of a dataset that properties may fill, found by the names properties have.
///
/// `categoryL1` means CATEGORY_L1: both sides are compared without what is no letter or digit and
/// without case.
struct PropertySchema: Sendable {
  /// In the order of the schema, without the columns that members of the request fill.
  let fields: [AvroSchema.Field]
  private let indexByName: [String: Int]

  /// Leaves out the columns whose squashed names are `reserved`: no property fills them.
  init(_ schema: AvroSchema, reserved: Set<String>) {
    fields = schema.fields.filter { !reserved.contains(AvroSchema.squashed($0.name)) }
    var indexByName: [String: Int] = [:]
    for (index, field) in fields.enumerated() {
      indexByName[AvroSchema.squashed(field.name)] = index
    }
    self.indexByName = indexByName
  }

  /// Which of `fields` a property of this squashed name fills.
  func field(squashed name: String) -> Int? { indexByName[name] }
}
