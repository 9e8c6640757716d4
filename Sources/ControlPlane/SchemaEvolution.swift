import PersonalizeAPI
import Store

/// How the schema of a dataset that holds data may change: it may gain columns that can be null.
struct SchemaEvolution {
  let from: AvroSchema
  let to: AvroSchema
  /// The new schema's.
  let arn: String

  func check() throws(ServiceError) {
    for old in from.fields {
      guard let field = to.fields.first(where: { $0.name == old.name }) else {
        throw .invalid(
          "The schema \(arn) lacks the field \(old.name) of the dataset's present schema. A new "
            + "schema keeps every field.")
      }
      guard field == old else {
        throw .invalid(
          "The schema \(arn) changes the field \(old.name). A new schema keeps every field with "
            + "its type and attributes.")
      }
    }
    let added = to.fields.filter { field in !from.fields.contains { $0.name == field.name } }
    if let field = added.first(where: { !$0.isNullable }) {
      throw .invalid(
        "The schema \(arn) adds the field \(field.name), which cannot be null. Give it a type such "
          + "as [\"null\", \"\(field.type.rawValue)\"]: the data there is has no value for it.")
    }
  }
}
