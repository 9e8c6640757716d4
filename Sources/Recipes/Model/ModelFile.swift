/// The layout of a model file: a header, a table of sections, the sections.
///
/// All numbers are little-endian. Header (64 bytes): magic, version (UInt32), number of sections
/// (UInt32), length of the file (UInt64), checksum of the table (UInt64), zeros. A table entry
/// (32 bytes): tag (UInt64, eight ASCII characters), offset, length, checksum. Sections start at
/// multiples of 64, so that a mapped file can be read in place.
enum ModelFile {
  static let magic: UInt64 = 0x4C44_4D4B_5053_4542  // "BESPKMDL"
  static let version: UInt32 = 2
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
