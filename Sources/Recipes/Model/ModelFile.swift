import Kernels

/// The layout of a model file: a header, a table of sections, the sections.
///
/// All numbers are little-endian. Header (64 bytes): magic, version (UInt32), number of sections
/// (UInt32), length of the file (UInt64), checksum of the table (UInt64), zeros. A table entry
/// (32 bytes): tag (UInt64, eight ASCII characters), offset, length, checksum. Sections start at
/// multiples of 64, so that a mapped file can be read in place.
enum ModelFile {
  static let magic: UInt64 = 0x4C44_4D4B_5053_4542  // "BESPKMDL"
  static let version: UInt32 = 1
  static let headerLength = 64
  static let entryLength = 32
  static let alignment = 64
  /// More sections than any model has.
  static let maxSections = 256

  /// A section's name: up to eight ASCII characters.
  static func tag(_ name: StaticString) -> UInt64 {
    var tag: UInt64 = 0
    name.withUTF8Buffer { text in
      for (index, byte) in text.prefix(8).enumerated() { tag |= UInt64(byte) << (8 * index) }
    }
    return tag
  }
}

/// Collects sections and lays them out.
struct ModelFileWriter {
  private var sections: [(tag: UInt64, bytes: [UInt8])] = []

  /// Adds a section of plain numbers.
  mutating func add<Element: BitwiseCopyable>(_ name: StaticString, _ elements: [Element]) {
    // Sound: the elements are plain numbers, so their memory is their value.
    let bytes = elements.withUnsafeBytes { [UInt8]($0) }
    sections.append((ModelFile.tag(name), bytes))
  }

  /// Adds a section of text.
  mutating func add(_ name: StaticString, text: String) { add(name, [UInt8](text.utf8)) }

  /// The whole file.
  consuming func finish() -> [UInt8] {
    var offsets: [Int] = []
    var end = ModelFile.headerLength + sections.count * ModelFile.entryLength
    for section in sections {
      end = (end + ModelFile.alignment - 1) / ModelFile.alignment * ModelFile.alignment
      offsets.append(end)
      end += section.bytes.count
    }
    var table: [UInt8] = []
    for (section, offset) in zip(sections, offsets) {
      table.append(littleEndian: section.tag)
      table.append(littleEndian: UInt64(offset))
      table.append(littleEndian: UInt64(section.bytes.count))
      table.append(littleEndian: section.bytes.withUnsafeBytes { Checksum.of($0) })
    }
    var file: [UInt8] = []
    file.reserveCapacity(end)
    file.append(littleEndian: ModelFile.magic)
    file.append(littleEndian: ModelFile.version)
    file.append(littleEndian: UInt32(sections.count))
    file.append(littleEndian: UInt64(end))
    file.append(littleEndian: table.withUnsafeBytes { Checksum.of($0) })
    file.append(contentsOf: repeatElement(0, count: ModelFile.headerLength - file.count))
    file.append(contentsOf: table)
    for (section, offset) in zip(sections, offsets) {
      file.append(contentsOf: repeatElement(0, count: offset - file.count))
      file.append(contentsOf: section.bytes)
    }
    return file
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}

/// Reads sections, checking everything before use.
struct ModelFileReader {
  private let bytes: [UInt8]
  private var ranges: [UInt64: Range<Int>] = [:]

  /// - Throws: `notAModel`, `unsupportedVersion` or `damaged`.
  init(_ bytes: [UInt8]) throws(ModelFileError) {
    self.bytes = bytes
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
      guard range.lowerBound >= end, bytes[end..<range.lowerBound].allSatisfy({ $0 == 0 }),
        read(entry + 24, UInt64.self) == checksum(range)
      else { throw .damaged("section \(index)") }
      end = range.upperBound
      ranges[read(entry, UInt64.self)] = range
    }
    guard end == bytes.count else { throw .damaged("length") }
  }

  /// Whether there is a section of that name.
  func has(_ name: StaticString) -> Bool { ranges[ModelFile.tag(name)] != nil }

  /// A section of plain numbers.
  func array<Element: BitwiseCopyable>(
    _ name: StaticString, of type: Element.Type
  ) throws(ModelFileError) -> [Element] {
    guard let range = ranges[ModelFile.tag(name)], range.count % MemoryLayout<Element>.stride == 0
    else { throw .damaged("\(name)") }
    let count = range.count / MemoryLayout<Element>.stride
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      // Sound: exactly `range.count` bytes of plain numbers are copied into as much room.
      bytes.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[range]))
      }
      initialized = count
    }
  }

  /// A section of text.
  func text(_ name: StaticString) throws(ModelFileError) -> String {
    String(decoding: try array(name, of: UInt8.self), as: UTF8.self)
  }

  private func read<Value: FixedWidthInteger & BitwiseCopyable>(
    _ offset: Int, _ type: Value.Type
  ) -> Value {
    bytes.withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
  }

  private func checksum(_ range: Range<Int>) -> UInt64 {
    bytes.withUnsafeBytes { Checksum.of(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}
