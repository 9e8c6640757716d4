/// HMAC (RFC 2104) with SHA-256, its key worked in once for many messages.
package struct HMACSHA256: Sendable {
  private let inner: SHA256
  private let outer: SHA256

  package init(key: [UInt8]) {
    let short = key.count > 64 ? SHA256.hash(key).bytes : key
    let padded = short + [UInt8](repeating: 0, count: 64 - short.count)
    var inner = SHA256()
    inner.update(padded.map { $0 ^ 0x36 })
    self.inner = inner
    var outer = SHA256()
    outer.update(padded.map { $0 ^ 0x5C })
    self.outer = outer
  }

  package func authenticate(_ message: [UInt8]) -> Digest {
    var inner = inner
    inner.update(message)
    return outer.finish(adding: inner.finish())
  }
}
