import Platform
import Recipes

/// Tells whether bytes of a file that look like an id are one.
///
/// Databases and models put values side by side with nothing between: there the end of one id and
/// the start of the next can look like a third. So what holds the bytes is found out first.
struct ByteInterpreter {
  private enum Layout {
    case plain
    case database(pageLength: Int, reserved: Int)
    /// A write-ahead log: pages behind headers.
    case log(pageLength: Int)
    case model(ModelTexts)
  }

  private let path: String
  private let others: OtherIdentifiers
  private var layout: Layout?
  private var page: (offset: Int64, content: SQLitePage)?

  init(path: String, others: OtherIdentifiers) {
    self.path = path
    self.others = others
  }

  /// Whether the bytes name the person; when in doubt they do.
  mutating func names(
    _ subject: Int, _ form: IdentifierForm, at range: Range<Int64>,
    in file: borrowing FileDescriptor
  ) throws -> Bool {
    let layout = try self.layout ?? Self.layout(of: file, path)
    self.layout = layout
    let holder: Range<Int64>?
    switch layout {
    case .plain: holder = nil
    case .model(let texts):
      let place = Int(range.lowerBound)..<Int(range.upperBound)
      let text = texts.text(holding: place)
      if text == nil, texts.isText(place) { return false }
      holder = text.map { Int64($0.lowerBound)..<Int64($0.upperBound) }
    case .database(let length, let reserved):
      let offset = range.lowerBound / Int64(length) * Int64(length)
      let found = try finding(at: range, pageAt: offset, length, reserved, in: file)
      if found == .sideBySide { return false }
      holder = Self.holder(found, offset)
    case .log(let length):
      let frame = Int64(length + 24)
      let offset = (range.lowerBound - 32) / frame * frame + 32 + 24
      guard range.lowerBound >= offset else { return true }
      let found = try finding(at: range, pageAt: offset, length, 0, in: file)
      if found == .sideBySide { return false }
      holder = Self.holder(found, offset)
    }
    return try !isPart(subject, form, at: range, of: holder, in: file)
  }

  private static func holder(_ finding: SQLitePage.Finding, _ offset: Int64) -> Range<Int64>? {
    guard case .value(let value) = finding else { return nil }
    return offset + Int64(value.lowerBound)..<offset + Int64(value.upperBound)
  }

  /// Whether plain bytes are part of a longer word or of a longer id that stays.
  private func isPart(
    _ subject: Int, _ form: IdentifierForm, at range: Range<Int64>, of holder: Range<Int64>?,
    in file: borrowing FileDescriptor
  ) throws -> Bool {
    guard form == .plain || form == .json else { return false }
    let margin = Int64(max(others.longest, 1))
    let start = max(range.lowerBound - margin, holder?.lowerBound ?? 0)
    let end = min(range.upperBound + margin, holder?.upperBound ?? .max)
    let bytes = try file.read(upTo: Int(end - start), at: start)
    let place = Int(range.lowerBound - start)..<Int(range.upperBound - start)
    // A log or a page may have been written over since: then it is searched again.
    guard place.upperBound <= bytes.count else { return false }
    if others.explain(subject, at: place, in: bytes) { return true }
    // Beside values of unknown bounds, letters may belong to the next one.
    return holder != nil && !IdentifierBytes.isWord(place, in: bytes)
  }

  private mutating func finding(
    at range: Range<Int64>, pageAt offset: Int64, _ length: Int, _ reserved: Int,
    in file: borrowing FileDescriptor
  ) throws -> SQLitePage.Finding {
    if page?.offset != offset {
      let bytes = try file.read(upTo: length, at: offset)
      // In a log it shows by the database's header which page it is.
      let isFirst = bytes.starts(with: "SQLite format 3\0".utf8)
      page = (offset, SQLitePage(bytes, isFirst: isFirst, reserved: reserved))
    }
    let start = Int(range.lowerBound - offset)
    return page?.content.finding(at: start..<(start + range.count)) ?? .unknown
  }

  private static func layout(of file: borrowing FileDescriptor, _ path: String) throws -> Layout {
    let head = try file.read(upTo: 32, at: 0)
    guard head.count == 32 else { return .plain }
    func number(_ offset: Int, _ count: Int) -> Int {
      head[offset..<(offset + count)].reduce(0) { $0 << 8 | Int($1) }
    }
    if head.starts(with: "SQLite format 3\0".utf8) {
      let length = number(16, 2) == 1 ? 65536 : number(16, 2)
      return (512...65536).contains(length)
        ? .database(pageLength: length, reserved: number(20, 1)) : .plain
    }
    if [0x377F_0682, 0x377F_0683].contains(number(0, 4)) {
      let length = number(8, 4)
      return (512...65536).contains(length) ? .log(pageLength: length) : .plain
    }
    if head.starts(with: "BESPKMDL".utf8), let texts = try? ModelTexts(path: path) {
      return .model(texts)
    }
    return .plain
  }
}
