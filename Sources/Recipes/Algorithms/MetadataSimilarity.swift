import Glibc
import Kernels

/// Items alike by their metadata: the cosine of their weighted attributes.
///
/// Each category value, each decile of a number and each word of a text is an attribute, weighted
/// by its rarity (inverse document frequency); the columns weigh the same in the sum.
struct MetadataSimilarity: Sendable {
  /// Item i's attributes are the entries `offsets[i]..<offsets[i + 1]`.
  private var offsets: [Int] = [0]
  private var attributes: [UInt32] = []
  /// Unit length by item.
  private var weights: [Float] = []
  /// Attribute a is had by `owners[ownerOffsets[a]..<ownerOffsets[a + 1]]`.
  private var ownerOffsets: [Int] = [0]
  private var owners: [UInt32] = []
  private var ownerWeights: [Float] = []

  /// Attributes of more items than this are compared over the most popular of them only.
  private static let maxOwners = 4000
  private static let deciles = 10

  /// - Parameters:
  ///   - table: the columns.
  ///   - popularity: item numbers, most popular first.
  init(_ table: MetadataTable, popularity: [UInt32]) {
    let itemCount = popularity.count
    var lists = [[(attribute: UInt32, weight: Float)]](repeating: [], count: itemCount)
    var next: UInt32 = 0
    for column in table.columns {
      let (values, count) = Self.attributes(of: column, itemCount: itemCount)
      var frequency = [Int](repeating: 0, count: count)
      for value in values.joined() { frequency[Int(value)] += 1 }
      for item in 0..<itemCount {
        let rarities = values[item].map { logf(Float(itemCount + 1) / Float(frequency[Int($0)])) }
        let norm = sqrtf(rarities.reduce(0) { $0 + $1 * $1 })
        guard norm > 0 else { continue }
        for (value, rarity) in zip(values[item], rarities) {
          lists[item].append((next + value, rarity / norm))
        }
      }
      next += UInt32(count)
    }
    var ownerLists = [[(item: UInt32, weight: Float)]](repeating: [], count: Int(next))
    for item in 0..<itemCount {
      let norm = sqrtf(lists[item].reduce(0) { $0 + $1.weight * $1.weight })
      for entry in lists[item] {
        attributes.append(entry.attribute)
        weights.append(entry.weight / norm)
      }
      offsets.append(attributes.count)
    }
    for item in popularity {
      for entry in offsets[Int(item)]..<offsets[Int(item) + 1]
      where ownerLists[Int(attributes[entry])].count < Self.maxOwners {
        ownerLists[Int(attributes[entry])].append((item, weights[entry]))
      }
    }
    for list in ownerLists {
      owners.append(contentsOf: list.map(\.item))
      ownerWeights.append(contentsOf: list.map(\.weight))
      ownerOffsets.append(owners.count)
    }
  }

  /// Whether any item has any attribute.
  var isEmpty: Bool { attributes.isEmpty }

  /// Adds `factor` times the similarity of an item to all others.
  func add(
    item: Int, times factor: Float, to accumulator: inout SparseRows.Accumulator
  ) {
    for entry in offsets[item]..<offsets[item + 1] {
      let attribute = Int(attributes[entry])
      let weight = factor * weights[entry]
      for owner in ownerOffsets[attribute]..<ownerOffsets[attribute + 1]
      where Int(owners[owner]) != item {
        accumulator.add(weight * ownerWeights[owner], to: owners[owner])
      }
    }
  }

  /// Each item's distinct attributes in one column, numbered from 0, and how many there are.
  private static func attributes(
    of column: MetadataColumn, itemCount: Int
  ) -> ([[UInt32]], Int) {
    switch column.values {
    case .categorical(let offsets, let codes, let vocabulary):
      let values = (0..<min(itemCount, offsets.count - 1)).map { item in
        Set(codes[offsets[item]..<offsets[item + 1]]).sorted()
      }
      return (padded(values, itemCount), vocabulary.count)
    case .numeric(let numbers):
      let sorted = numbers.filter { !$0.isNaN }.sorted()
      let bounds =
        sorted.isEmpty
        ? [] : (1..<deciles).map { sorted[sorted.count * $0 / deciles] }
      let values = numbers.prefix(itemCount).map { number in
        number.isNaN ? [] : [UInt32(bounds.count { $0 <= number })]
      }
      return (padded(values, itemCount), deciles)
    case .text(let offsets, let bytes):
      var vocabulary = IdentifierTable()
      let values = (0..<min(itemCount, offsets.count - 1)).map { item in
        let text = String(decoding: bytes[offsets[item]..<offsets[item + 1]], as: UTF8.self)
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        return Set(words.filter { $0.count > 2 }.map { vocabulary.intern(String($0)) }).sorted()
      }
      return (padded(values, itemCount), vocabulary.count)
    }
  }

  private static func padded(_ values: [[UInt32]], _ count: Int) -> [[UInt32]] {
    values + Array(repeating: [], count: count - values.count)
  }
}
