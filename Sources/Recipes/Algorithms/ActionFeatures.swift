import Glibc
import Kernels

/// What is known of a user at a moment, as the features of a propensity.
///
/// First the intercept, then the user's attributes, the factors and the categories of their newest
/// items, how active they are, and what they did with the action and with others before.
struct ActionFeatures: Sendable, Equatable {
  static let maxAttributes = 96
  static let maxCategories = 48
  /// The newest items of a user that say what they like.
  static let maxItems = 50
  /// How many numbers tell of a user's past with an action.
  private static let pastCount = 7
  private static let activityCount = 2

  /// User u's attributes are `attributes[u * attributeCount..<(u + 1) * attributeCount]`.
  let attributes: [Float]
  let attributeCount: Int
  let taste: ImplicitFactors
  /// What brings factors to the scale of the other features.
  let tasteScale: Float
  /// Item i has the categories `categories[categoryOffsets[i]..<categoryOffsets[i + 1]]`.
  let categoryOffsets: [UInt32]
  let categories: [UInt32]
  let categoryCount: Int
  /// Seconds in which recent becomes past: the period the predictions are for.
  let period: Float

  /// The number of features of a user alone.
  var userWidth: Int {
    1 + attributeCount + taste.dimension + categoryCount + Self.activityCount
  }
  /// The number of features, a multiple of 8.
  var width: Int { (userWidth + Self.pastCount + 7) / 8 * 8 }

  /// The features of a user alone.
  /// - Parameters:
  ///   - user: a user number, `nil` for someone unknown.
  ///   - items: what they interacted with, oldest first.
  ///   - age: seconds since the last of these; `nil` when there is none.
  func user(_ user: Int?, items: some BidirectionalCollection<UInt32>, age: Int64?) -> [Float] {
    var features: [Float] = [1]
    features.reserveCapacity(width)
    if let user, user >= 0, (user + 1) * attributeCount <= attributes.count {
      features.append(
        contentsOf: attributes[user * attributeCount..<(user + 1) * attributeCount])
    } else {
      features.append(contentsOf: repeatElement(0, count: attributeCount))
    }
    let newest = items.suffix(Self.maxItems)
    for factor in taste.fold(newest.map { (item: Int($0), weight: 1) }) {
      features.append(factor * tasteScale)
    }
    var shares = [Float](repeating: 0, count: categoryCount)
    for item in newest where Int(item) + 1 < categoryOffsets.count {
      let range = Int(categoryOffsets[Int(item)])..<Int(categoryOffsets[Int(item) + 1])
      for category in categories[range] { shares[Int(category)] += 1 / Float(newest.count) }
    }
    features.append(contentsOf: shares)
    features.append(log1pf(Float(items.count)) / 4)
    features.append(age.map { expf(-max(Float($0), 0) / period) } ?? 0)
    return features
  }

  /// Adds what a user did before with an action and with others, and fills up to the width.
  func add(_ past: Past, to features: inout [Float]) {
    features.append(log1pf(Float(past.taken)))
    features.append(log1pf(Float(past.declined)))
    features.append(log1pf(Float(past.takenAny)) / 2)
    features.append(log1pf(Float(past.declinedAny)) / 2)
    let all = Float(past.takenAny + past.declinedAny)
    features.append(all > 0 ? (Float(past.takenAny) + 0.5) / (all + 1) - 0.5 : 0)
    features.append(past.takenAge.map { expf(-max(Float($0), 0) / period) } ?? 0)
    features.append(past.declinedAge.map { expf(-max(Float($0), 0) / period) } ?? 0)
    features.append(contentsOf: repeatElement(0, count: width - features.count))
  }

  /// What a user did before a moment.
  struct Past: Sendable {
    /// With the action in question.
    var taken = 0
    /// Not taken, or viewed only.
    var declined = 0
    var takenAny = 0
    var declinedAny = 0
    /// Seconds since the action was last taken, or not.
    var takenAge: Int64?
    var declinedAge: Int64?
  }
}

// MARK: - Training

extension ActionFeatures {
  /// - Parameters:
  ///   - data: users, items and their metadata.
  ///   - sequences: the interactions in view.
  ///   - period: seconds.
  ///   - seed: for the factors.
  ///   - threads: the most to use.
  init(_ data: TrainingData, _ sequences: Sequences, period: Int64, seed: UInt64, threads: Int) {
    self.period = Float(period)
    let columns = Self.attributeColumns(data.userMetadata, userCount: data.users.count)
    attributeCount = columns.count
    var attributes = [Float](repeating: 0, count: data.users.count * columns.count)
    for (column, values) in columns.enumerated() {
      for user in values.indices { attributes[user * columns.count + column] = values[user] }
    }
    self.attributes = attributes
    taste = ImplicitFactors.train(
      sequences, Occurrences(sequences),
      options: ImplicitFactors.Options(dimension: 16, iterations: 6), seed: seed, threads: threads)
    let squares = taste.values.reduce(0.0) { $0 + Double($1) * Double($1) }
    let mean = squares / Double(max(taste.values.count, 1))
    tasteScale = mean > 0 ? Float(1 / mean.squareRoot()) / 4 : 0
    (categoryOffsets, categories, categoryCount) = Self.categories(
      data.itemMetadata, itemCount: data.items.count)
  }

  /// A column for each frequent category and one for each number, at unit deviation.
  private static func attributeColumns(_ table: MetadataTable, userCount: Int) -> [[Float]] {
    var columns: [[Float]] = []
    for column in table.columns {
      switch column.values {
      case .numeric(let numbers):
        let known = numbers.filter { !$0.isNaN }
        let mean = known.reduce(0.0) { $0 + Double($1) } / Double(max(known.count, 1))
        let variance = known.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let deviation = (variance / Double(max(known.count, 1))).squareRoot()
        guard deviation > 0 else { continue }
        columns.append(
          (0..<userCount).map { user in
            guard user < numbers.count, !numbers[user].isNaN else { return 0 }
            return Float((Double(numbers[user]) - mean) / deviation)
          })
      case .categorical(let offsets, let codes, let vocabulary):
        var slots = [Int?](repeating: nil, count: vocabulary.count)
        for (slot, code) in frequent(codes, count: vocabulary.count, limit: 32).enumerated() {
          slots[code] = columns.count + slot
        }
        let count = slots.compactMap { $0 }.count
        columns.append(
          contentsOf: repeatElement([Float](repeating: 0, count: userCount), count: count))
        for user in 0..<min(userCount, offsets.count - 1) {
          for code in codes[offsets[user]..<offsets[user + 1]] {
            if let slot = slots[Int(code)] { columns[slot][user] = 1 }
          }
        }
      case .text: continue
      }
    }
    return Array(columns.prefix(maxAttributes))
  }

  /// Each item's frequent categories of all columns, numbered together.
  private static func categories(
    _ table: MetadataTable, itemCount: Int
  ) -> (offsets: [UInt32], categories: [UInt32], count: Int) {
    var lists = [[UInt32]](repeating: [], count: itemCount)
    var next = 0
    for column in table.columns {
      guard case .categorical(let offsets, let codes, let vocabulary) = column.values else {
        continue
      }
      var slots = [UInt32?](repeating: nil, count: vocabulary.count)
      for code in frequent(codes, count: vocabulary.count, limit: maxCategories - next) {
        slots[code] = UInt32(next)
        next += 1
      }
      for item in 0..<min(itemCount, offsets.count - 1) {
        for code in Set(codes[offsets[item]..<offsets[item + 1]]).sorted() {
          if let slot = slots[Int(code)] { lists[item].append(slot) }
        }
      }
    }
    var offsets: [UInt32] = [0]
    for list in lists { offsets.append((offsets.last ?? 0) + UInt32(list.count)) }
    return (offsets, Array(lists.joined()), next)
  }

  private static func frequent(_ codes: [UInt32], count: Int, limit: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for code in codes { counts[Int(code)] += 1 }
    return Array(
      counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(max(limit, 0)))
  }
}

// MARK: - File

extension ActionFeatures {
  func encode(to file: inout ModelFileWriter) {
    file.add("userattr", attributes)
    file.add("factors", taste.values)
    file.add("gram", taste.gram)
    file.add("catoffs", categoryOffsets)
    file.add("catcodes", categories)
    file.add(
      "dims", [UInt32(attributeCount), UInt32(taste.dimension), UInt32(categoryCount)])
    file.add("scales", [tasteScale, period, taste.unobserved, taste.regularization])
  }

  init(from file: ModelFileReader, itemCount: Int, userCount: Int) throws(ModelFileError) {
    let sizes = try file.array("dims", of: UInt32.self).map { Int($0) }
    let scales = try file.array("scales", of: Float.self)
    attributes = try file.array("userattr", of: Float.self)
    let factors = try file.flat("factors", of: Float.self)
    let gram = try file.array("gram", of: Float.self)
    categoryOffsets = try file.array("catoffs", of: UInt32.self)
    categories = try file.array("catcodes", of: UInt32.self)
    guard sizes.count == 3, scales.count == 4, scales[1] > 0, sizes[0] <= Self.maxAttributes,
      attributes.count == userCount * sizes[0], sizes[1] > 0, sizes[1] % 8 == 0,
      sizes[1] <= 4096, factors.count == itemCount * sizes[1], gram.count == sizes[1] * sizes[1],
      sizes[2] <= Self.maxCategories, categoryOffsets.count == itemCount + 1,
      categoryOffsets.first == 0, categoryOffsets.last.map(Int.init) == categories.count,
      zip(categoryOffsets, categoryOffsets.dropFirst()).allSatisfy({ $0 <= $1 }),
      categories.allSatisfy({ $0 < sizes[2] })
    else { throw .damaged("action features") }
    attributeCount = sizes[0]
    categoryCount = sizes[2]
    tasteScale = scales[0]
    period = scales[1]
    taste = ImplicitFactors(
      dimension: sizes[1], values: factors, gram: gram, unobserved: scales[2],
      regularization: scales[3])
  }
}
