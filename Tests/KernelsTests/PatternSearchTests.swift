import Kernels
import Testing

struct PatternSearchTests {
  private static func naive(_ patterns: [[UInt8]], _ text: [UInt8]) -> Set<[Int]> {
    var found = Set<[Int]>()
    for (index, pattern) in patterns.enumerated() where pattern.count >= 8 {
      guard text.count >= pattern.count else { continue }
      for start in 0...(text.count - pattern.count)
      where text[start] == pattern[0]
        && text[start..<(start + pattern.count)].elementsEqual(pattern)
      {
        found.insert([index, start])
      }
    }
    return found
  }

  @Test func `finds exactly what a naive search finds, in texts of few letters`() {
    var random = SeededRandom(seed: 6)
    for round in 0..<300 {
      let letters = 1 + round % 4
      func text(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(97 + random.next() % UInt64(letters)) }
      }
      let patterns = (0..<(1 + round % 20)).map { _ in text(6 + Int(random.next() % 12)) }
      var haystack = text(Int(random.next() % 400))
      for pattern in patterns where random.next() % 2 == 0 {
        let place = Int(random.next() % UInt64(haystack.count + 1))
        haystack.insert(contentsOf: pattern, at: place)
      }
      let search = PatternSearch(patterns)
      var found = Set<[Int]>()
      search.forEachMatch(in: haystack) { pattern, start in
        #expect(found.insert([pattern, start]).inserted)
      }
      #expect(found == Self.naive(patterns, haystack))
    }
  }

  @Test func `pieces that overlap by the longest pattern give each match once`() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<100 {
      let text = (0..<1000).map { _ in UInt8(97 + random.next() % 2) }
      let patterns = (0..<5).map { _ in
        let start = Int(random.next() % 900)
        return Array(text[start..<(start + 8 + Int(random.next() % 20))])
      }
      let search = PatternSearch(patterns)
      var found: [[Int]] = []
      var carried: [UInt8] = []
      var consumed = 0
      while consumed < text.count {
        let size = min(1 + Int(random.next() % 90), text.count - consumed)
        let piece = carried + text[consumed..<(consumed + size)]
        search.forEachMatch(in: piece, after: carried.count) { pattern, start in
          found.append([pattern, consumed - carried.count + start])
        }
        consumed += size
        carried = Array(piece.suffix(search.longest - 1))
      }
      #expect(found.count == Set(found).count)
      #expect(Set(found) == Self.naive(patterns, text))
    }
  }

  @Test func `nothing, short patterns and short texts are no trouble`() {
    PatternSearch([]).forEachMatch(in: Array("12345678".utf8)) { _, _ in Issue.record() }
    PatternSearch([Array("short".utf8)]).forEachMatch(in: Array("a short text".utf8)) { _, _ in
      Issue.record()
    }
    PatternSearch([Array("long enough".utf8)]).forEachMatch(in: []) { _, _ in Issue.record() }
  }
}
