/// A page of an SQLite database, as it lies in the file: what the bytes of its cells belong to.
///
/// By the file format, <https://sqlite.org/fileformat2.html>, sections 1.6 and 2.1.
struct SQLitePage {
  /// Whose bytes a range is.
  enum Finding: Equatable {
    /// Those of one value of a row or index entry: where that begins and ends in the page.
    case value(Range<Int>)
    /// Those of several values side by side: together they mean nothing.
    case sideBySide
    /// Not those of a row as far as can be told: freed, or the rest of a long value.
    case unknown
  }

  private let bytes: [UInt8]
  private let usable: Int
  private let header: Int

  /// - Parameters:
  ///   - isFirst: whether it is page 1, which begins with the file's header.
  ///   - reserved: how many bytes at its end are not SQLite's.
  init(_ bytes: [UInt8], isFirst: Bool, reserved: Int) {
    self.bytes = bytes
    usable = bytes.count - reserved
    header = isFirst ? 100 : 0
  }

  func finding(at range: Range<Int>) -> Finding {
    guard bytes.count >= header + 12, range.upperBound <= bytes.count else { return .unknown }
    let (headerLength, childLength, isTable): (Int, Int, Bool)
    switch bytes[header] {
    case 13: (headerLength, childLength, isTable) = (8, 0, true)
    case 10: (headerLength, childLength, isTable) = (8, 0, false)
    case 2: (headerLength, childLength, isTable) = (12, 4, false)
    default: return .unknown
    }
    let count = Int(bytes[header + 3]) << 8 | Int(bytes[header + 4])
    for index in 0..<count {
      let pointer = header + headerLength + index * 2
      guard pointer + 1 < bytes.count else { return .unknown }
      let cell = Int(bytes[pointer]) << 8 | Int(bytes[pointer + 1])
      guard cell <= range.lowerBound,
        let finding = finding(at: range, cell: cell + childLength, isTable: isTable)
      else { continue }
      return finding
    }
    return .unknown
  }

  /// - Returns: `nil` when the range is not the cell's.
  private func finding(at range: Range<Int>, cell: Int, isTable: Bool) -> Finding? {
    var position = cell
    guard let payload = varint(&position) else { return nil }
    if isTable, varint(&position) == nil { return nil }
    let start = position
    let end = start + local(payload, isTable: isTable)
    guard start <= range.lowerBound, range.lowerBound < end,
      let headerLength = varint(&position), start + headerLength <= bytes.count
    else { return nil }
    var value = start + headerLength
    while position < start + headerLength, let type = varint(&position) {
      let next = value + Self.length(ofType: type)
      if range.lowerBound >= value, range.lowerBound < next {
        // What goes on beyond the page is not seen here.
        return range.upperBound <= min(next, end) ? .value(value..<min(next, end)) : .sideBySide
      }
      value = next
    }
    return .unknown
  }

  /// How much of a payload lies on the page itself.
  private func local(_ payload: Int, isTable: Bool) -> Int {
    let most = isTable ? usable - 35 : (usable - 12) * 64 / 255 - 23
    guard payload > most else { return payload }
    let least = (usable - 12) * 32 / 255 - 23
    let fitting = least + (payload - least) % (usable - 4)
    return fitting <= most ? fitting : least
  }

  private static func length(ofType type: Int) -> Int {
    switch type {
    case 0...4: type
    case 5: 6
    case 6, 7: 8
    case 12...: (type - 12) / 2
    default: 0
    }
  }

  private func varint(_ position: inout Int) -> Int? {
    var value: UInt64 = 0
    for index in 0..<9 {
      guard position < bytes.count else { return nil }
      let byte = bytes[position]
      position += 1
      if index == 8 { return Int(exactly: value << 8 | UInt64(byte)) }
      value = value << 7 | UInt64(byte & 0x7F)
      if byte < 0x80 { return Int(exactly: value) }
    }
    return nil
  }
}
