import PersonalizeAPI
import Platform
import Store

/// What the Items dataset says of items, for themes; read once.
package struct OfflineItems: Sendable {
  /// What describes an item.
  package struct Description: Sendable {
    /// Values of categorical columns, one by one.
    package var categories: [String] = []
    /// The item's name and its texts.
    package var texts: [String] = []
  }

  private let table: MetadataTable?

  package init(_ version: OfflineVersion, _ plane: DataPlane) throws {
    let records = plane.itemRecords.records(of: version.scope)
    try records.load(from: plane.store)
    table = records.current()?.table
  }

  /// The ids of all items, in no order.
  package var ids: [String] { table.map { Array($0.ids) } ?? [] }

  /// - Parameter name: the column with items' names.
  package func description(of item: String, name: String) -> Description {
    var description = Description()
    guard let table else { return description }
    let nameColumn = table.column(named: name)
    for column in table.names.indices {
      guard let value = table.value(column, ofItem: item) else { continue }
      if table.isCategorical(column) {
        description.categories += value.split(separator: "|").map(String.init)
      } else if column == nameColumn || table.isTextual(column) {
        description.texts.append(value)
      }
    }
    return description
  }
}
