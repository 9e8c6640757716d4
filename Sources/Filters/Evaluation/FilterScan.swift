/// Applies a filter to all entities at once, sixty-four conditions at a time.
///
/// Every step of the program is a bit. What an entity's value in a column says of all conditions on
/// that column is looked up in one table of bits: by the code of a text, or by the stretch between
/// the conditions' numbers that a number lies in. So the time grows with the columns and values,
/// not with the conditions.
struct FilterScan {
  /// Entities are looked at in stretches of so many, to stay within the processor's cache.
  private static let stride = 2048
  /// The most places all tables may have together.
  private static let tableLimit = 1 << 21

  private let program: FilterProgram
  private let layout: FilterPredicate.Layout
  private var lookups: [Lookup] = []
  /// Entities of sets and the bits of their steps, sorted.
  private var marks: [Mark] = []
  private let wordCount: Int
  /// The bits of negated steps: of all, and of those that hold without a row too.
  private var negated: [UInt64]
  private var negatedWithoutRow: [UInt64]

  /// What one column says of the steps of one word, or a column of numbers of all words.
  private struct Lookup {
    enum Kind {
      /// By code.
      case text
      /// By place among `points`: number 2 * n below point n, 2 * n + 1 at it. The table has a row of
      /// all words for each place.
      case number
      /// Whether there is any text.
      case presence
      /// By the program's bits found beforehand, from `column` on, of so many entities.
      case fixed(count: Int)
    }

    let kind: Kind
    let column: Int
    let word: Int
    var points: [Double] = []
    var table: [UInt64]
  }

  private struct Mark {
    let entity: Int
    let step: Int
  }

  /// `nil` where the tables would be too large.
  init?(_ program: FilterProgram, _ layout: FilterPredicate.Layout) {
    self.program = program
    self.layout = layout
    wordCount = (program.steps.count + 63) / 64
    negated = Array(repeating: 0, count: wordCount)
    negatedWithoutRow = negated
    var texts: [[Int: [Int]]] = Array(repeating: [:], count: wordCount)
    var numbers: [Int: [Int]] = [:]
    for (index, step) in program.steps.enumerated() {
      let (word, bit) = (index >> 6, UInt64(1) << UInt64(index & 63))
      if step.isNegated {
        negated[word] |= bit
        if !step.needsRow { negatedWithoutRow[word] |= bit }
      }
      switch step.kind {
      case .never: break
      case .text: texts[word][step.column, default: []].append(index)
      case .number, .compare: numbers[step.column, default: []].append(index)
      case .hasText:
        lookups.append(Lookup(kind: .presence, column: step.column, word: word, table: [bit]))
      case .fixed:
        lookups.append(
          Lookup(kind: .fixed(count: step.upper), column: step.lower, word: word, table: [bit]))
      case .entity:
        for entity in program.members[step.lower..<step.upper] where entity >= 0 {
          marks.append(Mark(entity: Int(entity), step: index))
        }
      }
    }
    marks.sort { $0.entity < $1.entity }
    let tableCount = texts.reduce(0) { $0 + $1.count } * program.table.texts.codeCount
    guard tableCount <= Self.tableLimit else { return nil }
    for word in 0..<wordCount {
      for (column, steps) in texts[word] { addTexts(column, word, steps) }
    }
    for (column, steps) in numbers { addNumbers(column, steps) }
  }

  private mutating func addTexts(_ column: Int, _ word: Int, _ steps: [Int]) {
    // Values that no entity has concern none.
    guard steps.contains(where: { program.steps[$0].lower < program.steps[$0].upper }) else {
      return
    }
    var table = [UInt64](repeating: 0, count: program.table.texts.codeCount)
    for index in steps {
      let step = program.steps[index]
      for code in program.codes[step.lower..<step.upper] {
        table[Int(code)] |= 1 << UInt64(index & 63)
      }
    }
    lookups.append(Lookup(kind: .text, column: column, word: word, table: table))
  }

  private mutating func addNumbers(_ column: Int, _ steps: [Int]) {
    var all: [Double] = []
    for step in steps.map({ program.steps[$0] }) {
      if step.kind == .compare {
        all.append(step.number)
      } else {
        all += program.numbers[step.lower..<step.upper]
      }
    }
    all.sort()
    var points: [Double] = []
    for point in all where points.last != point { points.append(point) }
    let placeCount = 2 * points.count + 1
    var table = [UInt64](repeating: 0, count: placeCount * wordCount)
    for index in steps {
      let step = program.steps[index]
      let (word, bit) = (index >> 6, UInt64(1) << UInt64(index & 63))
      guard step.kind == .compare else {
        for number in program.numbers[step.lower..<step.upper] {
          let own = 2 * Self.place(of: number, in: points) + 1
          table[own * wordCount + word] |= bit
        }
        continue
      }
      let own = 2 * Self.place(of: step.number, in: points) + 1
      let holds = (
        step.comparison.holds(0, 1), step.comparison.holds(0, 0), step.comparison.holds(1, 0)
      )
      for place in 0..<placeCount {
        if place < own ? holds.0 : place == own ? holds.1 : holds.2 {
          table[place * wordCount + word] |= bit
        }
      }
    }
    lookups.append(Lookup(kind: .number, column: column, word: 0, points: points, table: table))
  }

  /// How many points lie below the number, found without a branch that could be foretold wrongly.
  @inline(__always) private static func place(of number: Double, in points: [Double]) -> Int {
    guard !points.isEmpty else { return 0 }
    var (lower, count) = (0, points.count)
    while count > 1 {
      let half = count / 2
      lower += points[lower + half - 1] < number ? half : 0
      count -= half
    }
    return lower + (points[lower] < number ? 1 : 0)
  }

  // MARK: All entities

  /// Switches on the bits of those that pass.
  func admit(into bits: inout EntityBits) {
    var next = 0
    var start = 0
    while start < bits.count {
      let range = start..<min(start + Self.stride, bits.count)
      var steps = [UInt64](repeating: 0, count: wordCount * Self.stride)
      for lookup in lookups { look(lookup, range, &steps) }
      while next < marks.count, marks[next].entity < range.upperBound {
        let (entity, step) = (marks[next].entity - start, marks[next].step)
        steps[(step >> 6) * Self.stride + entity] |= 1 << UInt64(step & 63)
        next += 1
      }
      negate(range, &steps)
      decide(range, steps, &bits)
      start = range.upperBound
    }
  }

  private func look(_ lookup: Lookup, _ range: Range<Int>, _ steps: inout [UInt64]) {
    var place = lookup.word * Self.stride
    let table = lookup.table
    switch lookup.kind {
    case .text:
      let columns = program.table.texts
      for entity in range {
        for position in columns.range(lookup.column, of: entity) {
          steps[place] |= table[Int(columns.codes[position])]
        }
        place += 1
      }
    case .number:
      let (columns, points) = (program.table.numbers, lookup.points)
      for entity in range {
        let number = columns.value(lookup.column, of: entity)
        if !number.isNaN {
          let below = Self.place(of: number, in: points)
          let isPoint = below < points.count && points[below] == number
          let row = (2 * below + (isPoint ? 1 : 0)) * wordCount
          for word in 0..<wordCount { steps[word * Self.stride + place] |= table[row + word] }
        }
        place += 1
      }
    case .presence:
      let columns = program.table.texts
      for entity in range {
        if !columns.range(lookup.column, of: entity).isEmpty { steps[place] |= table[0] }
        place += 1
      }
    case .fixed(let count):
      let words = program.words
      for entity in range.clamped(to: 0..<count) {
        if words[lookup.column + (entity >> 6)] >> UInt64(entity & 63) & 1 == 1 {
          steps[place + entity - range.lowerBound] |= table[0]
        }
      }
    }
  }

  private func negate(_ range: Range<Int>, _ steps: inout [UInt64]) {
    for word in 0..<wordCount where negated[word] != 0 {
      let (all, some) = (negated[word], negatedWithoutRow[word])
      var place = word * Self.stride
      for entity in range {
        steps[place] ^= program.table.hasRow(entity) ? all : some
        place += 1
      }
    }
  }

  // MARK: Expressions

  private func decide(_ range: Range<Int>, _ steps: [UInt64], _ bits: inout EntityBits) {
    var included = [Bool](repeating: !layout.hasIncludes, count: range.count)
    var excluded = [Bool](repeating: false, count: range.count)
    for link in layout.links {
      if link.isInclude { match(link, steps, &included) } else { match(link, steps, &excluded) }
    }
    for index in 0..<range.count where included[index] && !excluded[index] {
      bits.insert(range.lowerBound + index)
    }
  }

  /// Adds the entities that an alternative of the expression matches.
  private func match(
    _ link: FilterPredicate.Layout.Link, _ steps: [UInt64], _ matched: inout [Bool]
  ) {
    // Alternatives of one step are joined: any of their bits is enough.
    var single = [UInt64](repeating: 0, count: wordCount)
    for range in layout.ranges[link.alternatives] {
      if range.count == 1 {
        single[range.lowerBound >> 6] |= 1 << UInt64(range.lowerBound & 63)
      } else {
        matchAll(range, steps, &matched)
      }
    }
    for word in 0..<wordCount where single[word] != 0 {
      let (any, start) = (single[word], word * Self.stride)
      for index in matched.indices where steps[start + index] & any != 0 { matched[index] = true }
    }
  }

  private func matchAll(_ range: Range<Int>, _ steps: [UInt64], _ matched: inout [Bool]) {
    var parts: [(start: Int, mask: UInt64)] = []
    for word in 0..<wordCount {
      let part = range.clamped(to: word * 64..<word * 64 + 64)
      guard !part.isEmpty else { continue }
      let ones = part.count == 64 ? UInt64.max : (1 << UInt64(part.count)) - 1
      parts.append((word * Self.stride, ones << UInt64(part.lowerBound & 63)))
    }
    for index in matched.indices
    where parts.allSatisfy({ steps[$0.start + index] & $0.mask == $0.mask }) {
      matched[index] = true
    }
  }
}
