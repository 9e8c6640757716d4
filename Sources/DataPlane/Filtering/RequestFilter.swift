import Filters
import Platform

/// What a request's filter lets pass.
struct RequestFilter: Sendable {
  let predicate: FilterPredicate
  /// Items that neither model nor dataset knows, numbered for this request.
  let strangers: Strangers

  /// Items beyond those that have numbers.
  struct Strangers: Sendable {
    let fields: ItemFields
    private var numbers: [ExactText: Int] = [:]

    /// Gives numbers to those of the items that have none.
    init(_ fields: ItemFields, among ids: [String]) {
      self.fields = fields
      for id in ids where number(of: id) == nil {
        numbers[ExactText(id)] = fields.unused + numbers.count
      }
    }

    /// The number of an item that is known or was among those given.
    func number(of id: String) -> Int? { fields.number(of: id) ?? numbers[ExactText(id)] }
  }

  /// Whether an item passes that is known or was given with the request.
  func admits(id: String) -> Bool {
    strangers.number(of: id).map { predicate.admits($0) } ?? false
  }
}

/// Which of the model's items may be told.
struct ItemSelection: Sendable {
  /// `nil` lets all pass.
  var filter: FilterPredicate?
  /// The numbers of items that must not be told.
  var dropped: Set<Int> = []
  /// What the filter lets pass, once that has been found out for all items.
  private var admitted: EntityBits?

  init(filter: FilterPredicate? = nil, dropped: Set<Int> = []) {
    self.filter = filter
    self.dropped = dropped
  }

  func admits(_ number: Int) -> Bool {
    if !dropped.isEmpty, dropped.contains(number) { return false }
    if let admitted { return admitted[number] }
    return filter?.admits(number) ?? true
  }

  /// Applies the filter to all items at once, where that is quicker than asking for most of them.
  mutating func decide(count: Int) {
    if let filter, filter.isLong { admitted = filter.admitted(count: count) }
  }
}
