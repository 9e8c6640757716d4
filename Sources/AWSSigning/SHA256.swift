import CSHA256

/// SHA-256 (FIPS 180-4) of bytes that may come in pieces.
package struct SHA256: Sendable {
  private var state: SIMD8<UInt32>
  /// The bytes of a block that is not full yet, as they came.
  private var pending = InlineArray<64, UInt8>(repeating: 0)
  private var pendingCount = 0
  private var total: UInt64 = 0
  private let usesInstructions: Bool

  package init() {
    self.init(usesInstructions: Self.hasInstructions)
  }

  /// - Parameter usesInstructions: false for the rounds in plain Swift, whatever the processor.
  init(usesInstructions: Bool) {
    state = Self.initialState
    self.usesInstructions = usesInstructions && Self.hasInstructions
  }

  #if arch(x86_64)
    private static let hasInstructions = sha256_is_supported() != 0
  #else
    private static let hasInstructions = false
  #endif

  package static func hash(_ bytes: [UInt8]) -> Digest {
    hash(bytes, in: 0..<bytes.count)
  }

  /// The digest of the bytes of `range`, which is cut to what there is.
  package static func hash(_ bytes: [UInt8], in range: Range<Int>) -> Digest {
    var hash = SHA256()
    hash.update(bytes, in: range)
    return hash.finish()
  }

  package mutating func update(_ bytes: [UInt8]) {
    update(bytes, in: 0..<bytes.count)
  }

  /// Adds the bytes of `range`, which is cut to what there is.
  package mutating func update(_ bytes: [UInt8], in range: Range<Int>) {
    let range = range.clamped(to: 0..<bytes.count)
    let span = bytes.span
    var index = range.lowerBound
    total &+= UInt64(range.count)
    if pendingCount > 0 {
      let count = min(64 - pendingCount, range.count)
      append(span, from: index, count: count)
      index += count
    }
    while range.upperBound - index >= 64 {
      var block = InlineArray<16, UInt32>(repeating: 0)
      for word in 0..<16 {
        let first = index + word * 4
        block[word] =
          UInt32(span[first]) << 24 | UInt32(span[first + 1]) << 16
          | UInt32(span[first + 2]) << 8 | UInt32(span[first + 3])
      }
      compress(block)
      index += 64
    }
    append(span, from: index, count: range.upperBound - index)
  }

  /// The digest of everything added.
  package consuming func finish() -> Digest {
    let bits = total &* 8
    pending[pendingCount] = 0x80
    for index in pendingCount + 1..<64 { pending[index] = 0 }
    if pendingCount >= 56 {
      compress(pendingBlock)
      pending = InlineArray(repeating: 0)
    }
    var block = pendingBlock
    block[14] = UInt32(truncatingIfNeeded: bits >> 32)
    block[15] = UInt32(truncatingIfNeeded: bits)
    compress(block)
    return Digest(words: state)
  }

  /// The digest of whole blocks that were added, and another digest.
  consuming func finish(adding digest: Digest) -> Digest {
    let bits = (total &+ 32) &* 8
    var block = InlineArray<16, UInt32>(repeating: 0)
    for word in 0..<8 { block[word] = digest.words[word] }
    block[8] = 0x8000_0000
    block[14] = UInt32(truncatingIfNeeded: bits >> 32)
    block[15] = UInt32(truncatingIfNeeded: bits)
    compress(block)
    return Digest(words: state)
  }

  /// Adds bytes that fit into what remains of the block.
  private mutating func append(_ span: Span<UInt8>, from start: Int, count: Int) {
    for index in 0..<count { pending[pendingCount &+ index] = span[start &+ index] }
    pendingCount += count
    guard pendingCount == 64 else { return }
    compress(pendingBlock)
    pendingCount = 0
  }

  private var pendingBlock: InlineArray<16, UInt32> {
    var block = InlineArray<16, UInt32>(repeating: 0)
    // Sound: 16 words are the 64 bytes.
    withUnsafeBytes(of: pending) { bytes in
      for word in 0..<16 {
        block[word] = UInt32(
          bigEndian: bytes.loadUnaligned(fromByteOffset: word * 4, as: UInt32.self))
      }
    }
    return block
  }

  /// Works one block in, by the processor's instructions for it where it has them.
  private mutating func compress(_ block: InlineArray<16, UInt32>) {
    #if arch(x86_64)
      if usesInstructions {
        // Sound: eight words of state, sixteen of the block and 64 constants are what it reads.
        withUnsafeMutableBytes(of: &state) { state in
          withUnsafeBytes(of: block) { block in
            withUnsafeBytes(of: Self.constants) { constants in
              sha256_compress(
                state.assumingMemoryBound(to: UInt32.self).baseAddress,
                block.assumingMemoryBound(to: UInt32.self).baseAddress,
                constants.assumingMemoryBound(to: UInt32.self).baseAddress)
            }
          }
        }
        return
      }
    #endif
    compressPlainly(block)
  }

  /// Works one block in (section 6.2.2).
  ///
  /// Sixteen rounds are written out, the names moving on instead of the values: twice as quick
  /// as a loop of single rounds.
  private mutating func compressPlainly(_ block: InlineArray<16, UInt32>) {
    var words = block
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for first in stride(from: 0, to: 64, by: 16) {
      if first > 0 { Self.extend(&words) }
      Self.step(a, b, c, &d, e, f, g, &h, words[0], Self.constants[first + 0])
      Self.step(h, a, b, &c, d, e, f, &g, words[1], Self.constants[first + 1])
      Self.step(g, h, a, &b, c, d, e, &f, words[2], Self.constants[first + 2])
      Self.step(f, g, h, &a, b, c, d, &e, words[3], Self.constants[first + 3])
      Self.step(e, f, g, &h, a, b, c, &d, words[4], Self.constants[first + 4])
      Self.step(d, e, f, &g, h, a, b, &c, words[5], Self.constants[first + 5])
      Self.step(c, d, e, &f, g, h, a, &b, words[6], Self.constants[first + 6])
      Self.step(b, c, d, &e, f, g, h, &a, words[7], Self.constants[first + 7])
      Self.step(a, b, c, &d, e, f, g, &h, words[8], Self.constants[first + 8])
      Self.step(h, a, b, &c, d, e, f, &g, words[9], Self.constants[first + 9])
      Self.step(g, h, a, &b, c, d, e, &f, words[10], Self.constants[first + 10])
      Self.step(f, g, h, &a, b, c, d, &e, words[11], Self.constants[first + 11])
      Self.step(e, f, g, &h, a, b, c, &d, words[12], Self.constants[first + 12])
      Self.step(d, e, f, &g, h, a, b, &c, words[13], Self.constants[first + 13])
      Self.step(c, d, e, &f, g, h, a, &b, words[14], Self.constants[first + 14])
      Self.step(b, c, d, &e, f, g, h, &a, words[15], Self.constants[first + 15])
    }
    state = state &+ SIMD8(a, b, c, d, e, f, g, h)
  }

  @inline(__always)
  private static func step(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32,
    _ g: UInt32, _ h: inout UInt32, _ word: UInt32, _ constant: UInt32
  ) {
    let mixed = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    let first = h &+ mixed &+ (g ^ (e & (f ^ g))) &+ constant &+ word
    let second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ ((a & b) | (c & (a | b)))
    d = d &+ first
    h = first &+ second
  }

  /// The next sixteen words of the message schedule, in place of the last.
  @inline(__always)
  private static func extend(_ words: inout InlineArray<16, UInt32>) {
    for index in 0..<16 {
      let near = words[(index &+ 1) & 15]
      let far = words[(index &+ 14) & 15]
      words[index] =
        words[index] &+ (rotate(near, 7) ^ rotate(near, 18) ^ near >> 3)
        &+ words[(index &+ 9) & 15] &+ (rotate(far, 17) ^ rotate(far, 19) ^ far >> 10)
    }
  }

  @inline(__always)
  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word &>> count | word &<< (32 &- count)
  }

  /// Square roots of the first eight primes, first 32 bits of their fractions.
  private static let initialState = SIMD8<UInt32>(
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A,
    0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19)

  /// Cube roots of the first 64 primes, first 32 bits of their fractions.
  private static let constants: InlineArray<64, UInt32> = [
    0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1,
    0x923F_82A4, 0xAB1C_5ED5, 0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3,
    0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174, 0xE49B_69C1, 0xEFBE_4786,
    0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
    0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147,
    0x06CA_6351, 0x1429_2967, 0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13,
    0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85, 0xA2BF_E8A1, 0xA81A_664B,
    0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
    0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A,
    0x5B9C_CA4F, 0x682E_6FF3, 0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208,
    0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
  ]
}
