import Glibc
import Kernels

/// What a text is made of: its words, and pieces of longer words, hashed into buckets.
///
/// Pieces of words make inflected and compound words alike (Bojanowski et al. 2017). Scripts that
/// do not separate words count by single characters and pairs of them.
struct TextFeatures: Sendable {
  /// A bucket and what the text says of it.
  struct Entry: Sendable, Equatable {
    let bucket: UInt32
    var weight: Float
  }

  /// A power of two.
  let bucketCount: Int

  /// What all pieces of a word count together, a whole word being 1.
  private static let pieceShare: Float = 0.5
  private static let pieceLength = 4
  /// Bytes of a text beyond which it is not read on.
  static let maxBytes = 20_000

  /// Buckets for a number of texts: enough that their words seldom share one.
  init(textCount: Int) {
    var bits = 12
    while bits < 20, 1 << bits < textCount * 64 { bits += 1 }
    bucketCount = 1 << bits
  }

  /// - Returns: `nil` unless the number is one that `init(textCount:)` chooses.
  init?(bucketCount: Int) {
    guard (12...20).contains(where: { 1 << $0 == bucketCount }) else { return nil }
    self.bucketCount = bucketCount
  }

  /// The features of a text, by ascending bucket, with the logarithm of how often they occur.
  /// - Parameters:
  ///   - text: UTF-8, well-formed or not.
  ///   - factor: what the text counts beside others of the same item.
  func entries(_ text: ArraySlice<UInt8>, times factor: Float) -> [Entry] {
    var found: [Entry] = []
    var word: [UInt8] = []
    var lastWide: UInt64?
    func add(_ bytes: some Sequence<UInt8>, _ kind: UInt64, _ weight: Float) {
      let hash = SeededRandom.hash(bytes, seed: kind)
      found.append(
        Entry(bucket: UInt32(truncatingIfNeeded: hash) & UInt32(bucketCount - 1), weight: weight))
    }
    func endWord() {
      defer { word.removeAll(keepingCapacity: true) }
      guard word.count > 1 else { return }
      add(word, 0, 1)
      guard word.count >= Self.pieceLength - 1 else { return }
      let marked = [UInt8(ascii: "<")] + word + [UInt8(ascii: ">")]
      let pieces = marked.count - Self.pieceLength + 1
      let weight = Self.pieceShare / Float(pieces)
      for start in 0..<pieces { add(marked[start..<start + Self.pieceLength], 1, weight) }
    }
    for scalar in String(decoding: text.prefix(Self.maxBytes), as: UTF8.self).unicodeScalars {
      if Self.isWide(scalar) {
        endWord()
        let value = UInt64(scalar.value)
        add(CollectionOfOne(UInt8(truncatingIfNeeded: value)), 2 + value, 0.3)
        if let lastWide { add(CollectionOfOne(0), 2 + (lastWide << 32 | value), 1) }
        lastWide = value
        continue
      }
      lastWide = nil
      guard Self.appendLowercase(scalar, to: &word) else {
        endWord()
        continue
      }
    }
    endWord()
    return Self.merged(found, factor)
  }

  /// Adds up entries of one bucket, dampening repetition by a square root.
  private static func merged(_ found: [Entry], _ factor: Float) -> [Entry] {
    var merged: [Entry] = []
    for entry in found.sorted(by: { $0.bucket < $1.bucket }) {
      if merged.last?.bucket == entry.bucket {
        merged[merged.count - 1].weight += entry.weight
      } else {
        merged.append(entry)
      }
    }
    for index in merged.indices {
      let weight = merged[index].weight
      merged[index].weight = factor * (weight > 1 ? weight.squareRoot() : weight)
    }
    return merged
  }

  /// Joins the entries of two texts of one item.
  static func joined(_ first: [Entry], _ second: [Entry]) -> [Entry] {
    var joined: [Entry] = []
    joined.reserveCapacity(first.count + second.count)
    for entry in (first + second).sorted(by: { $0.bucket < $1.bucket }) {
      if joined.last?.bucket == entry.bucket {
        joined[joined.count - 1].weight += entry.weight
      } else {
        joined.append(entry)
      }
    }
    return joined
  }

  /// Appends a letter or digit in lower case; false for anything else.
  private static func appendLowercase(_ scalar: Unicode.Scalar, to word: inout [UInt8]) -> Bool {
    if scalar.isASCII {
      let byte = UInt8(truncatingIfNeeded: scalar.value)
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        word.append(byte)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        word.append(byte + 32)
      default:
        return false
      }
      return true
    }
    guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
      return false
    }
    word.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    return true
  }

  /// Whether a character belongs to a script without blanks between words: Chinese, Japanese, Thai.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0E7F, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
      0x20000...0x3134F:
      true
    default: false
    }
  }
}
