import Kernels

/// Reads sections, checking everything before use.
struct ModelFileReader {
  private let file: MappedFile
  private var ranges: [UInt64: Range<Int>] = [:]

  init(mapping path: String) throws(ModelFileError) {
    do { file = try MappedFile(path) } catch { throw .unreadable(error) }
    let bytes = file.bytes
    guard bytes.count >= ModelFile.headerLength, read(0, UInt64.self) == ModelFile.magic else {
      throw .notAModel
    }
    let version = read(8, UInt32.self)
    guard version == ModelFile.version else { throw .unsupportedVersion(version) }
    let count = Int(read(12, UInt32.self))
    let tableEnd = ModelFile.headerLength + count * ModelFile.entryLength
    guard count <= ModelFile.maxSections, tableEnd <= bytes.count,
      read(16, UInt64.self) == UInt64(bytes.count),
      read(24, UInt64.self) == checksum(ModelFile.headerLength..<tableEnd),
      bytes[32..<ModelFile.headerLength].allSatisfy({ $0 == 0 })
    else { throw .damaged("header") }
    var end = tableEnd
    for index in 0..<count {
      let entry = ModelFile.headerLength + index * ModelFile.entryLength
      let (offset, length) = (read(entry + 8, UInt64.self), read(entry + 16, UInt64.self))
      guard offset <= UInt64(bytes.count), length <= UInt64(bytes.count) - offset else {
        throw .damaged("table")
      }
      let range = Int(offset)..<Int(offset + length)
      guard range.lowerBound >= end, range.lowerBound % ModelFile.alignment == 0,
        bytes[end..<range.lowerBound].allSatisfy({ $0 == 0 }),
        read(entry + 24, UInt64.self) == checksum(range)
      else { throw .damaged("section \(index)") }
      end = range.upperBound
      ranges[read(entry, UInt64.self)] = range
    }
    guard end == bytes.count else { throw .damaged("length") }
  }

  /// Whether there is a section of that name.
  func has(_ name: StaticString) -> Bool { ranges[ModelFile.tag(name)] != nil }

  /// Where a section lies in the file.
  func range(of name: StaticString) -> Range<Int>? { ranges[ModelFile.tag(name)] }

  /// A section of plain numbers, in place.
  func flat<Element>(
    _ name: StaticString, of type: Element.Type
  ) throws(ModelFileError) -> FlatArray<Element> {
    guard let range = ranges[ModelFile.tag(name)], let elements = FlatArray<Element>(file, range)
    else { throw .damaged("\(name)") }
    return elements
  }

  /// A copy of a small section of plain numbers.
  func array<Element: BitwiseCopyable & Sendable>(
    _ name: StaticString, of type: Element.Type
  ) throws(ModelFileError) -> [Element] {
    Array(try flat(name, of: type))
  }

  /// A section of text.
  func text(_ name: StaticString) throws(ModelFileError) -> String {
    String(decoding: try array(name, of: UInt8.self), as: UTF8.self)
  }

  private func read<Value: FixedWidthInteger & BitwiseCopyable>(
    _ offset: Int, _ type: Value.Type
  ) -> Value {
    Value(littleEndian: file.bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  private func checksum(_ range: Range<Int>) -> UInt64 {
    Checksum.of(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
  }
}
