/// An array of plain numbers that is its own or lies in a mapped file.
///
/// A value like any array: what changes it copies out of the file first.
struct FlatArray<Element: BitwiseCopyable & Sendable>: Sendable {
  /// What there is when nothing is mapped.
  private var own: [Element]
  private var mapped: Mapped?

  private struct Mapped: Sendable {
    nonisolated(unsafe) let elements: UnsafeBufferPointer<Element>
    /// Keeps the elements in place.
    let file: MappedFile
  }

  init(_ elements: [Element]) { own = elements }

  /// The numbers in a part of a file that starts at a multiple of their alignment and has a whole
  /// number of them; `nil` for another part.
  init?(_ file: MappedFile, _ range: Range<Int>) {
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
    guard range.lowerBound % MemoryLayout<Element>.alignment == 0,
      bytes.count % MemoryLayout<Element>.stride == 0
    else { return nil }
    own = []
    guard !bytes.isEmpty else { return }
    // Sound: aligned, as mappings start at pages; any bytes are plain numbers; the file lives on.
    mapped = Mapped(elements: bytes.assumingMemoryBound(to: Element.self), file: file)
  }

  @inline(__always)
  func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let mapped else { return try own.withUnsafeBufferPointer(body) }
    return try withExtendedLifetime(mapped.file) { () throws(Failure) in
      try body(mapped.elements)
    }
  }

  mutating func append(_ element: Element) {
    copyOut()
    own.append(element)
  }

  mutating func append(contentsOf elements: some Sequence<Element>) {
    copyOut()
    own.append(contentsOf: elements)
  }

  private mutating func copyOut() {
    guard let mapped else { return }
    own = Array(mapped.elements)
    self.mapped = nil
  }
}

extension FlatArray: RandomAccessCollection, MutableCollection {
  var startIndex: Int { 0 }

  @inline(__always)
  var endIndex: Int { mapped?.elements.count ?? own.count }

  @inline(__always)
  subscript(position: Int) -> Element {
    get {
      guard let mapped else { return own[position] }
      precondition(position >= 0 && position < mapped.elements.count, "beyond the array")
      return mapped.elements[position]
    }
    set {
      copyOut()
      own[position] = newValue
    }
  }

  @inline(__always)
  func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result? {
    try withUnsafeBufferPointer(body)
  }
}

extension FlatArray: ExpressibleByArrayLiteral {
  init(arrayLiteral elements: Element...) { self.init(elements) }
}

extension FlatArray: Equatable where Element: Equatable {
  static func == (one: Self, other: Self) -> Bool { one.elementsEqual(other) }
}

extension FlatArray where Element: Comparable {
  /// Whether no element is less than the one before.
  var isAscending: Bool {
    withUnsafeBufferPointer { elements in
      elements.indices.dropFirst().allSatisfy { elements[$0 - 1] <= elements[$0] }
    }
  }
}
