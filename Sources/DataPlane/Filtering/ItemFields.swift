import Filters
import Platform
import Recipes

/// The fields of a group's items by number: the model's items first, with the model's numbers, then
/// those that only the dataset knows.
struct ItemFields: Sendable {
  /// Which records the fields were read from.
  let version: Int
  let table: FilterTable
  private let others: [ExactText: Int]
  private let model: Model
  private let mark: MetadataTable.Mark?

  /// No fields at all, for filters that need none.
  init(of model: Model) {
    self.model = model
    version = 0
    table = FilterTable()
    others = [:]
    mark = nil
  }

  /// Takes over the records' fields, in time proportional to their number.
  init(of model: Model, records: MetadataTable, version: Int) {
    self.model = model
    self.version = version
    var table = FilterTable(columns: records.filterColumns)
    for number in 0..<model.candidates.count {
      if let cells = records.filterCells(of: model.candidates[number]) {
        table.set(number, to: cells)
      }
    }
    var others: [ExactText: Int] = [:]
    for id in records.ids where model.candidates.index(of: id) == nil {
      guard let cells = records.filterCells(of: id) else { continue }
      let number = model.candidates.count + others.count
      others[ExactText(id)] = number
      table.set(number, to: cells)
    }
    self.table = table
    self.others = others
    mark = records.mark
  }

  /// Takes over only what has changed behind earlier fields; `nil` if that is not known.
  init?(updating fields: ItemFields, records: MetadataTable, version: Int) {
    guard let mark = fields.mark, let changes = records.changes(since: mark) else { return nil }
    model = fields.model
    self.version = version
    var table = fields.table
    var others = fields.others
    for id in changes {
      guard let cells = records.filterCells(of: id) else { continue }
      let number =
        fields.model.candidates.index(of: id) ?? others[ExactText(id)] ?? model.candidates.count
        + others.count
      if number >= model.candidates.count { others[ExactText(id)] = number }
      table.set(number, to: cells)
    }
    self.table = table
    self.others = others
    self.mark = records.mark
  }

  /// The number of an item that the model or the dataset knows.
  func number(of id: String) -> Int? { model.candidates.index(of: id) ?? others[ExactText(id)] }

  /// A number that no item has, and no fields belong to; more follow.
  var unused: Int { model.candidates.count + others.count }
}
