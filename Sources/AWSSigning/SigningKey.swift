/// The key of one day, region and service, derived from a secret access key.
package struct SigningKey: Sendable {
  private let code: HMACSHA256

  /// Derives the key; four rounds of HMAC, so keep it for the day.
  package init(secret: String, date: String, region: String, service: String) {
    var key = Array("AWS4".utf8) + Array(secret.utf8)
    for part in [date, region, service, "aws4_request"] {
      key = HMACSHA256(key: key).authenticate(Array(part.utf8)).bytes
    }
    code = HMACSHA256(key: key)
  }

  func sign(_ stringToSign: [UInt8]) -> Digest { code.authenticate(stringToSign) }
}

/// Signing keys in use; belongs to one thread.
struct SigningKeyCache {
  private static let capacity = 1024

  private struct Entry {
    let scope: [UInt8]
    let secret: String
    let key: SigningKey
  }

  private var keys: [[UInt8]: Entry] = [:]
  /// The last one asked for: mostly the next as well.
  private var last: Entry?

  /// The key of a scope, `KEY/DATE/REGION/SERVICE`; made anew when the secret has changed.
  mutating func key(
    scope: ArraySlice<UInt8>, secret: String, make: () -> SigningKey
  ) -> SigningKey {
    if let last, last.scope.elementsEqual(scope), last.secret == secret { return last.key }
    let scope = Array(scope)
    let entry: Entry
    if let known = keys[scope], known.secret == secret {
      entry = known
    } else {
      if keys.count >= Self.capacity { keys.removeAll(keepingCapacity: true) }
      entry = Entry(scope: scope, secret: secret, key: make())
      keys[scope] = entry
    }
    last = entry
    return entry.key
  }
}
