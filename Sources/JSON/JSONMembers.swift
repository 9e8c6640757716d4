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
    var nameStart = 0
    for candidate in 0..<ends.count {
      let nameEnd = ends[candidate]
      if nameEnd - nameStart == length, equal(bytes, start, nameStart, length) {
        return candidate
      }
      nameStart = nameEnd
    }
    return Self.unknown
  }

  private func equal(_ bytes: [UInt8], _ start: Int, _ nameStart: Int, _ length: Int) -> Bool {
    for position in 0..<length where bytes[start + position] != names[nameStart + position] {
      return false
    }
    return true
  }
}
