/// Finds out which paths lead to given offsets of a document, by walking it once more.
///
/// Paths are written as Smithy services write them: `eventList.1.member.itemId`, the elements of a
/// list counted from 1, the entries of a map by their key.
struct JSONPathFinder {
  private enum Step {
    case member(String)
    case element(Int)
  }

  private var reader: JSONReader
  private var wanted: Set<Int>
  private var steps: [Step] = []
  private var found: [Int: String] = [:]

  /// The path to each offset at which a value starts; the root's path is empty.
  static func paths(at offsets: Set<Int>, in reader: JSONReader) -> [Int: String] {
    let fresh = JSONReader(reader.bytes, in: reader.start..<reader.end)
    var finder = JSONPathFinder(reader: fresh, wanted: offsets)
    // The walk may run into the very fault that is being reported: what was found counts.
    try? finder.visit()
    return finder.found
  }

  private init(reader: JSONReader, wanted: Set<Int>) {
    self.reader = reader
    self.wanted = wanted
  }

  private mutating func visit() throws(JSONError) {
    if wanted.remove(reader.offset) != nil { found[reader.offset] = path }
    guard !wanted.isEmpty else { return }
    switch reader.nextKind {
    case .object: try visitObject()
    case .array: try visitArray()
    default: try reader.skipValue()
    }
  }

  private mutating func visitObject() throws(JSONError) {
    try reader.beginObject()
    while !wanted.isEmpty, let key = try reader.nextKey() {
      steps.append(.member(key))
      try visit()
      steps.removeLast()
    }
  }

  private mutating func visitArray() throws(JSONError) {
    try reader.beginArray()
    var position = 0
    while !wanted.isEmpty, try reader.nextElement() {
      position += 1
      steps.append(.element(position))
      try visit()
      steps.removeLast()
    }
  }

  private var path: String {
    steps.map { step in
      switch step {
      case .member(let name): name
      case .element(let position): "\(position).member"
      }
    }
    .joined(separator: ".")
  }
}
