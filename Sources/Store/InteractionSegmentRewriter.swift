/// Copies a segment file of interactions without some of its rows and values.
///
/// The copy is what importing the remaining rows alone would have written: the rows in their
/// order, blocks filled anew, codes in the order in which the remaining rows first use them, and
/// no string that none of them uses. Constant memory but for the dictionaries; linear.
package struct InteractionSegmentRewriter {
  /// What becomes of a string wherever it stands in its column.
  package enum Fate: Sendable, Equatable {
    /// The rows that hold it are left out.
    case dropsRow
    case becomesNull
    case becomes(String)
  }

  /// How far a copy has come, and in the end what it did.
  package struct Outcome: Sendable, Equatable {
    package var rowsRead: Int64 = 0
    package var rowsDropped: Int64 = 0
    /// Values of remaining rows that are null or other ones now.
    package var valuesChanged: Int64 = 0
  }

  private let reader: InteractionSegmentReader
  private let fates: [Int: [UInt32: Fate]]

  /// - Parameter fates: by the position of a column of strings and the code of a string of it;
  ///   what is not named stays.
  package init(_ reader: InteractionSegmentReader, fates: [Int: [UInt32: Fate]]) {
    self.reader = reader
    self.fates = fates
  }

  /// Writes the copy, which is complete and on the disk when this returns.
  ///
  /// - Parameter progress: called after each block with what was done so far.
  package func write(to path: String, progress: (Outcome) -> Void = { _ in }) throws -> Outcome {
    var outcome = Outcome()
    var copies = try reader.columns.indices.map { position in
      let isText = reader.columns[position].type == .string
      return ColumnCopy(
        strings: isText ? try Recoding(reader, position, fates[position] ?? [:]) : nil)
    }
    let output = try InteractionSegmentOutput(path: path, columns: reader.columns)
    var block: Int64 = 0
    try reader.forEachBlock { chunks in
      let rows = chunks.first?.count ?? 0
      let kept = Self.kept(rows, of: chunks, copies)
      for position in copies.indices { copies[position].append(chunks[position], kept) }
      outcome.rowsRead += Int64(rows)
      outcome.rowsDropped += Int64(rows - kept.count)
      if let pending = copies.first?.count, pending >= InteractionSegmentSchema.rowsPerBlock {
        try Self.flush(&copies, InteractionSegmentSchema.rowsPerBlock, output, block)
        block += 1
      }
      progress(outcome)
    }
    if let pending = copies.first?.count, pending > 0 {
      try Self.flush(&copies, pending, output, block)
    }
    for position in copies.indices {
      guard let strings = copies[position].strings else { continue }
      outcome.valuesChanged += strings.changed
      try strings.write(from: reader, to: output, position)
    }
    try output.finish()
    return outcome
  }

  /// The rows of a block in which no string drops its row.
  private static func kept(
    _ rows: Int, of chunks: [ColumnChunk], _ copies: [ColumnCopy]
  ) -> [Int] {
    var kept = Array(0..<rows)
    for (chunk, copy) in zip(chunks, copies) {
      guard case .codes(let codes) = chunk, let strings = copy.strings, strings.dropsRows else {
        continue
      }
      kept.removeAll { strings.drops(codes[$0]) }
    }
    return kept
  }

  private static func flush(
    _ copies: inout [ColumnCopy], _ rows: Int, _ output: InteractionSegmentOutput, _ block: Int64
  ) throws {
    for position in copies.indices {
      try copies[position].flush(rows, output, block, position)
    }
  }
}

/// One column of a copy: the rows that are not written yet.
private struct ColumnCopy {
  /// For columns of strings.
  var strings: Recoding?
  private var codes: [UInt32] = []
  private var integers: [Int64] = []
  private var reals: [Double] = []

  init(strings: Recoding?) { self.strings = strings }

  var count: Int { codes.count + integers.count + reals.count }

  mutating func append(_ chunk: ColumnChunk, _ kept: [Int]) {
    switch chunk {
    case .codes(let old): strings?.append(old, kept, to: &codes)
    case .integers(let values): for row in kept { integers.append(values[row]) }
    case .reals(let values): for row in kept { reals.append(values[row]) }
    }
  }

  mutating func flush(
    _ rows: Int, _ output: InteractionSegmentOutput, _ block: Int64, _ position: Int
  ) throws {
    try Self.flush(&codes, rows, output, block, position)
    try Self.flush(&integers, rows, output, block, position)
    try Self.flush(&reals, rows, output, block, position)
  }

  private static func flush<Element: BitwiseCopyable>(
    _ values: inout [Element], _ rows: Int, _ output: InteractionSegmentOutput, _ block: Int64,
    _ position: Int
  ) throws {
    guard !values.isEmpty else { return }
    try output.write(Array(values.prefix(rows)), block: block, position: position)
    values.removeFirst(rows)
  }
}
