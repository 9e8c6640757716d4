package import PersonalizeAPI

/// A row, a value or an entry that is a person's, or that names one.
package struct PlaceFinding {
  package let place: Place
  /// The people, by their indexes.
  package let people: Set<Int>
  /// What holds it: a dataset's or a table's name.
  package let source: String
  /// The columns and what they hold; read it while the finding is being visited.
  package let values: () throws -> [(name: String, value: String?)]
}

/// How often people occur in places.
package struct PlaceCounts: Codable, Sendable, Equatable {
  private var counts: [String: Int64] = [:]

  package init() {}

  package subscript(place: Place) -> Int64 {
    get { counts[place.rawValue] ?? 0 }
    set { counts[place.rawValue] = newValue == 0 ? nil : newValue }
  }

  /// The places that hold anything, in the order of the list of places.
  package var places: [Place] { Place.allCases.filter { self[$0] > 0 } }

  package static func += (left: inout PlaceCounts, right: PlaceCounts) {
    left.counts.merge(right.counts, uniquingKeysWith: +)
  }

  /// In the form of the API.
  package var list: [PlaceCount] {
    places.map { place in
      PlaceCount(place: place.rawValue, description: place.sentence, count: self[place])
    }
  }
}
