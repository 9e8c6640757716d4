import Testing

@testable import AWSSigning

struct HashTests {
  /// The examples of FIPS 180-4, and none at all.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `SHA-256 gives the published digests`(text: String, digest: String) {
    #expect(SHA256.hash(Array(text.utf8)).hex == digest)
  }

  @Test func `pieces make the same digest as the whole`() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }
    for count in 0...bytes.count {
      let whole = SHA256.hash(bytes, in: 0..<count)
      for split in [0, 1, count / 3, 63, 64, 65, count] where split <= count {
        var hash = SHA256()
        hash.update(bytes, in: 0..<split)
        hash.update(bytes, in: split..<count)
        #expect(hash.finish() == whole)
      }
    }
  }

  @Test func `the processor's instructions and plain Swift make the same digests`() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    for count in 0...bytes.count {
      var plain = SHA256(usesInstructions: false)
      plain.update(bytes, in: 0..<count)
      #expect(plain.finish() == SHA256.hash(bytes, in: 0..<count))
    }
  }

  /// RFC 4231, cases 1 to 4, 6 and 7.
  @Test(arguments: [
    (
      [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    ),
    (
      (1...25).map { UInt8($0) }, [UInt8](repeating: 0xcd, count: 50),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131),
      Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131),
      Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
    ),
  ])
  func `HMAC-SHA-256 gives the published codes`(key: [UInt8], message: [UInt8], code: String) {
    #expect(HMACSHA256(key: key).authenticate(message).hex == code)
  }

  @Test func `digests are equal only when every bit is`() {
    let digest = SHA256.hash([1])
    #expect(digest == SHA256.hash([1]))
    #expect(digest != SHA256.hash([2]))
    #expect(digest.bytes.count == 32)
    #expect(digest.bytes.prefix(2) == [0x4b, 0xf5])
  }
}
