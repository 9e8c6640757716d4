import Testing

@testable import Kernels

@Suite struct ChecksumTests {
  @Test(arguments: [1, 8, 31, 32, 33, 100])
  func `every flipped bit changes the checksum`(count: Int) {
    var bytes = (0..<count).map { UInt8($0 & 255) }
    let whole = bytes.withUnsafeBytes { Checksum.of($0) }
    for bit in 0..<count * 8 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(bytes.withUnsafeBytes { Checksum.of($0) } != whole)
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    #expect(bytes.dropLast().withUnsafeBytes { Checksum.of($0) } != whole)
  }
}
