/// The parts of an `Authorization` header of AWS Signature Version 4.
///
/// The texts are made when asked for; those of usual length cost no allocation.
package struct Authorization: Sendable {
  private let bytes: [UInt8]
  /// `KEY/DATE/REGION/SERVICE`, without the terminator: what a signing key depends on.
  let scope: Range<Int>
  let accessKeyRange: Range<Int>
  let dateRange: Range<Int>
  let regionRange: Range<Int>
  let serviceRange: Range<Int>
  let signedHeaders: Range<Int>
  let signature: Range<Int>

  package var accessKey: String { text(accessKeyRange) }
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
    let algorithm = Array("AWS4-HMAC-SHA256".utf8)
    let value = bytes[range]
    guard value.starts(with: algorithm),
      value.count == algorithm.count || value[value.startIndex + algorithm.count] == 32
    else { throw .unsupportedAlgorithm }
    var credential: Range<Int>?
    var headers: Range<Int>?
    var signature: Range<Int>?
    for part in value.dropFirst(algorithm.count).split(whereSeparator: { $0 == 44 || $0 == 32 }) {
      guard let equals = part.firstIndex(of: 61) else { continue }
      let place = equals + 1..<part.endIndex
      switch part[..<equals] {
      case let name where name.elementsEqual("Credential".utf8): credential = place
      case let name where name.elementsEqual("SignedHeaders".utf8): headers = place
      case let name where name.elementsEqual("Signature".utf8): signature = place
      default: continue
      }
    }
    let missing = [
      credential.isMissing ? SigningError.Part.credential : nil,
      headers.isMissing ? .signedHeaders : nil, signature.isMissing ? .signature : nil,
    ].compactMap { $0 }
    guard missing.isEmpty, let credential, let headers, let signature else {
      throw .missing(missing)
    }
    let elements = bytes[credential].split(separator: 47, omittingEmptySubsequences: false)
    guard elements.count == 5, elements.allSatisfy({ !$0.isEmpty }),
      elements[4].elementsEqual("aws4_request".utf8)
    else { throw .malformedCredential }
    self.bytes = bytes
    scope = credential.lowerBound..<elements[3].endIndex
    accessKeyRange = elements[0].indices
    dateRange = elements[1].indices
    regionRange = elements[2].indices
    serviceRange = elements[3].indices
    signedHeaders = headers
    self.signature = signature
  }
}

extension Range<Int>? {
  fileprivate var isMissing: Bool { self?.isEmpty ?? true }
}
