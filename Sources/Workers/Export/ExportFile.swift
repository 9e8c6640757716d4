import ObjectStore
import Store

/// A CSV object that is being written, of lines that are ready.
struct ExportFile {
  private static let bufferSize = 1 << 20

  /// How many lines behind the header have been written.
  private(set) var rows: Int64 = 0
  private let writer: ObjectWriter
  private var buffer: [UInt8] = []

  init(_ writer: ObjectWriter) { self.writer = writer }

  mutating func writeHeader(_ fields: [AvroSchema.Field]) throws {
    var row = CSVRow()
    for field in fields { row.text(field.name) }
    row.end()
    buffer += row.bytes
  }

  mutating func write(_ row: CSVRow) throws {
    buffer.append(contentsOf: row.bytes)
    rows += 1
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Makes the object appear.
  ///
  /// - Returns: how many rows it has.
  mutating func finish() throws -> Int64 {
    try flush()
    try writer.finish()
    return rows
  }

  private mutating func flush() throws {
    guard !buffer.isEmpty else { return }
    try writer.append(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
