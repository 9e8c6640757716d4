import AWSSigning
import Platform

/// A page of what ListObjectsV2 answers.
struct ListPage {
  /// One of the objects of a page.
  struct Entry {
    var key = ""
    var bytes: Int64 = 0
    var lastModified = Timestamp(milliseconds: 0)
  }

  var entries: [Entry] = []
  /// Whether the page tells of anything, be it only a folder.
  var isEmpty = true
  /// What the next page is asked for with; `nil` on the last.
  var continuationToken: String?

  /// - Throws: `Malformed` when it is no such answer.
  init(parsing bytes: [UInt8]) throws(XMLReader.Malformed) {
    var reader = XMLReader(bytes)
    guard try reader.next() == .start("ListBucketResult") else { throw XMLReader.Malformed() }
    var entry: Entry?
    var isTruncated = false
    while let event = try reader.next() {
      switch event {
      case .start("Contents"): entry = Entry()
      case .start("CommonPrefixes"): isEmpty = false
      case .end("Contents", _):
        if let entry { entries.append(entry) }
        entry = nil
        isEmpty = false
      case .end("Key", let text): entry?.key = text
      case .end("Size", let text):
        guard let size = Int64(text), size >= 0 else { throw XMLReader.Malformed() }
        entry?.bytes = size
      case .end("LastModified", let text):
        guard let time = Self.time(text) else { throw XMLReader.Malformed() }
        entry?.lastModified = time
      case .end("IsTruncated", let text): isTruncated = text == "true"
      case .end("NextContinuationToken", let text): continuationToken = text
      case .start, .end: continue
      }
    }
    if isTruncated, continuationToken == nil { throw XMLReader.Malformed() }
    if !isTruncated { continuationToken = nil }
  }

  /// Reads `2026-11-21T11:40:12.345Z`, rounded down to the second.
  static func time(_ text: String) -> Timestamp? {
    let digits = text.utf8.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "Z") }
      .filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") }
    let basic = digits + [UInt8(ascii: "Z")]
    return SigningDate(basic[...]).map { Timestamp(seconds: $0.epochSeconds) }
  }
}
