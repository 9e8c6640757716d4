import JSON
import Store

/// The values of a record or an event by column name, as they are stored.
struct RecordCells {
  private enum Value {
    case text(String)
    case long(Int64)
    case double(Double)
    case boolean(Bool)
  }

  private var values: [String: Value] = [:]

  /// Reads a JSON object; whole numbers of 64 bits stay exact.
  init(_ body: String) throws(JSONError) {
    let bytes = Array(body.utf8)
    var reader = JSONReader(bytes)
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch reader.nextKind {
      case .string: values[key] = .text(try reader.string())
      case .number:
        var whole = reader
        if let value = try? whole.long() {
          reader = whole
          values[key] = .long(value)
        } else {
          values[key] = .double(try reader.double())
        }
      case .boolean: values[key] = .boolean(try reader.boolean())
      default: try reader.skipValue()
      }
    }
  }

  /// Appends the cell of a field, null when there is no value of the field's type.
  func append(_ field: AvroSchema.Field, to row: inout CSVRow) {
    switch (field.type, values[field.name]) {
    case (.string, .text(let text)): row.text(text)
    case (.int, .long(let value)), (.long, .long(let value)): row.integer(value)
    case (.int, .double(let value)), (.long, .double(let value)):
      if let whole = Int64(exactly: value) { row.integer(whole) } else { row.null() }
    case (.float, .long(let value)), (.double, .long(let value)): row.real(Double(value))
    case (.float, .double(let value)), (.double, .double(let value)): row.real(value)
    case (.boolean, .boolean(let value)): row.boolean(value)
    default: row.null()
    }
  }
}
