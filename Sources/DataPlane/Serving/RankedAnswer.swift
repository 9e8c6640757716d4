import JSON
import PersonalizeAPI

/// The answer to a request for recommendations or for a ranking.
struct RankedAnswer: Sendable {
  /// Which of the two was asked for; they differ in the name of the list.
  enum Operation: Sendable {
    case recommendations
    case ranking
  }

  let operation: Operation
  let list: RankedList
  /// How many places of the list are told.
  let count: Int
  /// The places that are told, by index; `nil` for the first `count`.
  var selection: [Int]?
  var metadata: AnswerMetadata?
  let recommendationID: String

  /// The indexes of the places that are told.
  var indexes: [Int] { selection ?? Array(list.places.indices.prefix(count)) }

  /// The items for those who ask later what the answer told, and how many of them it told.
  var shown: (items: [String], count: Int) {
    guard let selection else { return (list.head, count) }
    let items = selection.prefix(ShownLists.itemLimit).map { list.places[$0].item }
    return (items, items.count)
  }

  /// Appends the response's JSON, without making anything for each item.
  func append(to buffer: inout [UInt8]) {
    switch operation {
    case .recommendations: buffer.append(contentsOf: #"{"itemList":["#.utf8)
    case .ranking: buffer.append(contentsOf: #"{"personalizedRanking":["#.utf8)
    }
    if selection == nil, metadata == nil {
      list.append(first: count, to: &buffer)
    } else {
      appendPlaces(to: &buffer)
    }
    buffer.append(contentsOf: #"],"recommendationId":""#.utf8)
    buffer.append(contentsOf: recommendationID.utf8)
    buffer.append(contentsOf: #""}"#.utf8)
  }

  private func appendPlaces(to buffer: inout [UInt8]) {
    for (row, index) in indexes.enumerated() {
      if row > 0 { buffer.append(UInt8(ascii: ",")) }
      list.appendOpen(index, to: &buffer)
      metadata?.append(row: row, to: &buffer)
      buffer.append(UInt8(ascii: "}"))
    }
  }

  /// The told places as the model of the API has them.
  var items: [PredictedItem] {
    indexes.enumerated().map { row, index in
      let place = list.places[index]
      return PredictedItem(
        itemId: place.item, score: place.shownScore, promotionName: place.promotion?.name,
        metadata: metadata?.members(ofRow: row),
        reason: place.reason(list.givesReasons).map { [$0] })
    }
  }
}

/// The metadata of an answer's items.
struct AnswerMetadata: Sendable {
  let columns: [MetadataColumn]
  /// Row by row, one for each column; `nil` is null.
  let values: [String?]

  /// Appends the member `metadata` with the values that are not null, if there are any.
  func append(row: Int, to buffer: inout [UInt8]) {
    var isFirst = true
    for column in columns.indices {
      guard let value = value(row, column) else { continue }
      buffer.append(contentsOf: isFirst ? #","metadata":{"#.utf8 : ",".utf8)
      isFirst = false
      JSONWriter.write(to: &buffer) { writer in
        writer.string(columns[column].name)
        writer.raw(":")
        writer.string(value)
      }
    }
    if !isFirst { buffer.append(UInt8(ascii: "}")) }
  }

  func members(ofRow row: Int) -> [String: String]? {
    var members: [String: String] = [:]
    for column in columns.indices {
      if let value = value(row, column) { members[columns[column].name] = value }
    }
    return members.isEmpty ? nil : members
  }

  private func value(_ row: Int, _ column: Int) -> String? {
    let place = row * columns.count + column
    return values.indices.contains(place) ? values[place] : nil
  }
}
