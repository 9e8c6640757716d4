import Glibc
import Kernels
import Platform

/// Collects sections and writes them, without another copy of them in memory.
struct ModelFileWriter {
  private var sections: [Section] = []

  private struct Section {
    let tag: UInt64
    /// Lends the content.
    let read: ((UnsafeRawBufferPointer) throws(SystemError) -> Void) throws(SystemError) -> Void
  }

  /// Adds a section of plain numbers.
  mutating func add<Element>(_ name: StaticString, _ elements: FlatArray<Element>) {
    sections.append(
      Section(tag: ModelFile.tag(name)) { (body) throws(SystemError) in
        // Sound: the elements are plain numbers, so their memory is their value.
        try elements.withUnsafeBufferPointer { (elements) throws(SystemError) in
          try body(UnsafeRawBufferPointer(elements))
        }
      })
  }

  /// Adds a section of plain numbers.
  mutating func add<Element: BitwiseCopyable & Sendable>(
    _ name: StaticString, _ elements: [Element]
  ) {
    add(name, FlatArray(elements))
  }

  /// Adds a section of text.
  mutating func add(_ name: StaticString, text: String) { add(name, [UInt8](text.utf8)) }

  /// Writes the whole file, and brings it to the disk.
  ///
  /// What has been at the path is removed, not overwritten: it may be mapped.
  func write(to path: String) throws(SystemError) {
    unlink(path)
    let descriptor = FileDescriptor(
      owning: Int32(
        try SystemError.retrying {
          Int(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644))
        }))
    let (head, offsets) = try head()
    try descriptor.write(head)
    var end = head.count
    for (section, offset) in zip(sections, offsets) {
      try descriptor.write([UInt8](repeating: 0, count: offset - end))
      try section.read { (bytes) throws(SystemError) in
        try Self.write(bytes, to: descriptor)
        end = offset + bytes.count
      }
    }
    try descriptor.synchronize()
  }

  /// Header and table, and where the sections start.
  private func head() throws(SystemError) -> (bytes: [UInt8], offsets: [Int]) {
    var offsets: [Int] = []
    var end = ModelFile.headerLength + sections.count * ModelFile.entryLength
    var table: [UInt8] = []
    for section in sections {
      end = (end + ModelFile.alignment - 1) / ModelFile.alignment * ModelFile.alignment
      offsets.append(end)
      try section.read { bytes in
        table.append(littleEndian: section.tag)
        table.append(littleEndian: UInt64(end))
        table.append(littleEndian: UInt64(bytes.count))
        table.append(littleEndian: Checksum.of(bytes))
        end += bytes.count
      }
    }
    var head: [UInt8] = []
    head.append(littleEndian: ModelFile.magic)
    head.append(littleEndian: ModelFile.version)
    head.append(littleEndian: UInt32(sections.count))
    head.append(littleEndian: UInt64(end))
    head.append(littleEndian: table.withUnsafeBytes { Checksum.of($0) })
    head.append(contentsOf: repeatElement(0, count: ModelFile.headerLength - head.count))
    return (head + table, offsets)
  }

  private static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: borrowing FileDescriptor
  ) throws(SystemError) {
    let number = descriptor.number
    var rest = bytes[...]
    while !rest.isEmpty {
      // Sound: the rest of the bytes lent by the caller.
      let piece = UnsafeRawBufferPointer(rebasing: rest)
      rest.removeFirst(
        try SystemError.retrying { Glibc.write(number, piece.baseAddress, piece.count) })
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
