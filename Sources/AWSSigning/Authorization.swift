/// The parts of an `Authorization` header of AWS Signature Version 4.
///
/// The texts are made when asked for; those of usual length cost no allocation.
package struct Authorization: Sendable {
  private let bytes: [UInt8]
  /// `KEY/DATE/REGION/SERVICE`: what a signing key depends on.
  let scope: Range<Int>
  /// `DATE/REGION/SERVICE/aws4_request`, as it is signed.
  let signedScope: Range<Int>
  let accessKeyRange: Range<Int>
  let dateRange: Range<Int>
  let regionRange: Range<Int>
  let serviceRange: Range<Int>
  let signedHeaders: Range<Int>
  let signature: Range<Int>

  package var accessKey: String { text(accessKeyRange) }
  /// Key, day, region and service in one piece.
  package var scopeBytes: ArraySlice<UInt8> { bytes[scope] }
  /// `20261121`.
  package var date: String { text(dateRange) }
  package var region: String { text(regionRange) }
  package var service: String { text(serviceRange) }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// Reads the header's value, which lies at `range` of `bytes`.
  ///
  /// Says which parts are missing, all of them at once; whether the signature holds is for
  /// `SignatureVerifier` to say.
  package init(_ bytes: [UInt8], _ range: Range<Int>) throws(SigningError) {
    let range = range.clamped(to: 0..<bytes.count)
    let start = try Self.endOfAlgorithm(bytes, range)
    var credential: Range<Int>?
    var headers: Range<Int>?
    var signature: Range<Int>?
    var index = start
    while let part = Self.nextParameter(bytes, &index, range.upperBound) {
      if Self.matches(bytes, part.name, "Credential") {
        credential = part.value
      } else if Self.matches(bytes, part.name, "SignedHeaders") {
        headers = part.value
      } else if Self.matches(bytes, part.name, "Signature") {
        signature = part.value
      }
    }
    guard let credential, let headers, let signature else {
      let missing = [
        credential == nil ? SigningError.Part.credential : nil,
        headers == nil ? .signedHeaders : nil, signature == nil ? .signature : nil,
      ]
      throw .missing(missing.compactMap { $0 })
    }
    var rest = credential
    accessKeyRange = try Self.nextElement(bytes, &rest)
    dateRange = try Self.nextElement(bytes, &rest)
    regionRange = try Self.nextElement(bytes, &rest)
    serviceRange = try Self.nextElement(bytes, &rest)
    guard Self.matches(bytes, rest, "aws4_request") else { throw .malformedCredential }
    self.bytes = bytes
    scope = credential.lowerBound..<serviceRange.upperBound
    signedScope = dateRange.lowerBound..<credential.upperBound
    signedHeaders = headers
    self.signature = signature
  }

  private static func endOfAlgorithm(
    _ bytes: [UInt8], _ range: Range<Int>
  ) throws(SigningError) -> Int {
    let algorithm: StaticString = "AWS4-HMAC-SHA256"
    let end = range.lowerBound + algorithm.utf8CodeUnitCount
    guard end <= range.upperBound, matches(bytes, range.lowerBound..<end, algorithm),
      end == range.upperBound || bytes[end] == 32
    else { throw .unsupportedAlgorithm }
    return end
  }

  /// The next `name=value` that has both; commas and blanks set them off.
  private static func nextParameter(
    _ bytes: [UInt8], _ index: inout Int, _ end: Int
  ) -> (name: Range<Int>, value: Range<Int>)? {
    while index < end {
      while index < end, isSeparator(bytes[index]) { index += 1 }
      let start = index
      var equals: Int?
      while index < end, !isSeparator(bytes[index]) {
        if equals == nil, bytes[index] == 61 { equals = index }
        index += 1
      }
      if let equals, equals + 1 < index { return (start..<equals, equals + 1..<index) }
    }
    return nil
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { byte == 44 || byte == 32 }

  /// Takes what comes before the next slash off `rest`.
  private static func nextElement(
    _ bytes: [UInt8], _ rest: inout Range<Int>
  ) throws(SigningError) -> Range<Int> {
    var slash = rest.lowerBound
    while slash < rest.upperBound, bytes[slash] != 47 { slash += 1 }
    guard slash > rest.lowerBound, slash < rest.upperBound else { throw .malformedCredential }
    defer { rest = slash + 1..<rest.upperBound }
    return rest.lowerBound..<slash
  }

  private static func matches(
    _ bytes: [UInt8], _ range: Range<Int>, _ text: StaticString
  ) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { bytes[range].elementsEqual($0) }
  }
}
