import ObjectStore

/// Cuts an object into blocks of lines without holding more of it than one block.
struct LineSource {
  private static let blockLines = 1024
  private static let chunkBytes = 1 << 18
  /// The most bytes of one line.
  private static let lineLimit = 4 << 20

  private let reader: ObjectReader
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  init(_ reader: ObjectReader) { self.reader = reader }

  /// The next lines that are not blank, without their ends; `nil` when there are no more.
  mutating func nextBlock() throws -> [ArraySlice<UInt8>]? {
    while true {
      let lines = cut()
      if !lines.isEmpty { return lines }
      if isAtEnd { return nil }
      guard buffer.count <= Self.lineLimit else {
        throw BatchError("\(reader.location) has a line of more than \(Self.lineLimit) bytes.")
      }
      isAtEnd = try !reader.read(upTo: Self.chunkBytes, into: &buffer)
    }
  }

  /// Takes complete lines out of the buffer.
  private mutating func cut() -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = buffer.startIndex
    while lines.count < Self.blockLines, start < buffer.endIndex {
      let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n"))
      if end == nil, !isAtEnd { break }
      let line = Self.trimmed(buffer[start..<(end ?? buffer.endIndex)])
      if !line.isEmpty { lines.append(line) }
      start = end.map { $0 + 1 } ?? buffer.endIndex
    }
    if start > buffer.startIndex { buffer = Array(buffer[start...]) }
    return lines
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
    while let last = line.last, last <= 32 { line.removeLast() }
    while let first = line.first, first <= 32 { line.removeFirst() }
    return line
  }
}
