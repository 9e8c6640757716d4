/// The member names of a structure, laid out so that a key is found without making a string.
package struct JSONMembers: Sendable {
  /// What stands for a key that is none of the names.
  package static let unknown = -1

  private let names: [UInt8]
  private let ends: [Int]

  package init(_ names: String...) {
    var joined: [UInt8] = []
    var ends: [Int] = []
    for name in names {
      joined.append(contentsOf: name.utf8)
      ends.append(joined.count)
    }
    self.names = joined
    self.ends = ends
  }

  /// The index of the name that equals `bytes[start..<end]`, or `unknown`.
  func index(of bytes: [UInt8], from start: Int, to end: Int) -> Int {
    let length = end - start
    let document = bytes.span
    let names = names.span
    let ends = ends.span
    var nameStart = 0
    for candidate in ends.indices {
      let nameEnd = ends[candidate]
      if nameEnd - nameStart == length {
        var position = 0
        while position < length, document[start + position] == names[nameStart + position] {
          position += 1
        }
        if position == length { return candidate }
      }
      nameStart = nameEnd
    }
    return Self.unknown
  }
}
