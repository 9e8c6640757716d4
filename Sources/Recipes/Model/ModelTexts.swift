/// Where the texts of a model file begin and end: they lie side by side, with nothing between.
package struct ModelTexts {
  /// Where each text starts in the file, ascending, and where the last of a section ends.
  private var sections: [(range: Range<Int>, starts: [Int])] = []

  /// - Throws: `ModelFileError` for a file that is not a model, or damaged.
  package init(path: String) throws(ModelFileError) {
    let file = try ModelFileReader(mapping: path)
    try add(file, "itembyte", "itemoffs")
    try add(file, "userbyte", "useroffs")
    try add(file, "evtsname", "evtsoffs")
    try add(file, "attrbyte", "attroffs")
    try add(file, "attrtext", "attrends")
  }

  private mutating func add(
    _ file: ModelFileReader, _ texts: StaticString, _ offsets: StaticString
  ) throws(ModelFileError) {
    guard let range = file.range(of: texts), file.has(offsets) else { return }
    var starts: [Int] = []
    // Tables that share a section each count from 0.
    var (base, previous) = (range.lowerBound, 0)
    for offset in try file.flat(offsets, of: UInt32.self) {
      if Int(offset) < previous { base += previous }
      previous = Int(offset)
      starts.append(base + previous)
    }
    sections.append((range, starts))
  }

  /// The bytes of the one text that a range of the file lies in; `nil` when it lies in no text or
  /// in several.
  package func text(holding range: Range<Int>) -> Range<Int>? {
    guard let (section, starts) = section(of: range) else { return nil }
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let end = low < starts.count ? starts[low] : section.upperBound
    return range.upperBound <= end ? starts[low - 1]..<end : nil
  }

  /// Whether a range lies where the file keeps texts.
  package func isText(_ range: Range<Int>) -> Bool { section(of: range) != nil }

  private func section(of range: Range<Int>) -> (range: Range<Int>, starts: [Int])? {
    sections.first {
      $0.range.contains(range.lowerBound) && range.upperBound <= $0.range.upperBound
    }
  }
}
