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
  let recommendationID: String

  /// Appends the response's JSON, without making anything for each item.
  func append(to buffer: inout [UInt8]) {
    switch operation {
    case .recommendations: buffer.append(contentsOf: #"{"itemList":["#.utf8)
    case .ranking: buffer.append(contentsOf: #"{"personalizedRanking":["#.utf8)
    }
    list.append(first: count, to: &buffer)
    buffer.append(contentsOf: #"],"recommendationId":""#.utf8)
    buffer.append(contentsOf: recommendationID.utf8)
    buffer.append(contentsOf: #""}"#.utf8)
  }

  /// The told places as the model of the API has them.
  var items: [PredictedItem] {
    list.places.prefix(count).map { place in
      PredictedItem(itemId: place.item, score: place.shownScore)
    }
  }
}
