import Testing

@testable import DataPlane

struct ResultCacheTests {
  private func list(_ item: String) -> RankedList {
    RankedList([RankedList.Place(item: item, score: 0.5)], isComplete: true)
  }

  @Test func `a list is kept until it is removed`() {
    let cache = ResultCache(byteLimit: 1 << 20)
    cache.insert(list("a"), for: "u")
    #expect(cache.list(for: "u")?.places.first?.item == "a")
    #expect(cache.list(for: "v") == nil)
    cache.remove("u")
    #expect(cache.list(for: "u") == nil)
  }

  @Test func `memory stays bounded and what is used stays`() {
    let cache = ResultCache(byteLimit: 1 << 16)
    cache.insert(list("a"), for: "favourite")
    for number in 0..<5000 {
      cache.insert(list("x"), for: "u\(number)")
      #expect(cache.list(for: "favourite") != nil)
    }
    let kept = (0..<5000).count { cache.list(for: "u\($0)") != nil }
    #expect(kept * list("x").byteCount <= 1 << 16)
    #expect(kept > 0)
  }

  @Test func `a cut list is valid JSON of the places asked for`() {
    let list = RankedList(
      [
        RankedList.Place(item: "a\"b", score: 0.123_456_78),
        RankedList.Place(item: "é", score: nil), RankedList.Place(item: "c", score: 1),
      ], isComplete: false)
    var buffer: [UInt8] = []
    list.append(first: 2, to: &buffer)
    #expect(
      String(decoding: buffer, as: UTF8.self)
        == #"{"itemId":"a\"b","score":0.1234568},{"itemId":"é"}"#)
    #expect(!list.covers(4))
    #expect(list.covers(3))
  }
}
