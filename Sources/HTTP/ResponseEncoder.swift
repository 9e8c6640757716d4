/// Writes one answer at the end of a buffer of bytes, the content straight into place.
struct ResponseEncoder {
  let status: HTTPStatus
  /// A finished `Date` line, or nothing.
  let dateLine: [UInt8]
  let contentType: String?
  /// Whether the request was a HEAD: the same fields, but no content.
  let isHead: Bool
  let isHTTP10: Bool
  let keepsAlive: Bool

  /// Room for the digits of any length.
  private static let lengthDigits = 10

  /// - Throws: what `body` throws; `output` is then as it was before.
  func encode<Failure: Error>(
    into output: inout [UInt8], headers: (inout HTTPHeaderWriter) -> Void,
    body: (inout [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let mark = output.count
    encodeHead(into: &output, headers: headers)
    guard status.allowsContent else {
      output.append("\r\n")
      return
    }
    output.append("Content-Length: ")
    let digits = output.count
    output.append("0000000000\r\n\r\n")
    let content = output.count
    do throws(Failure) {
      try body(&output)
    } catch {
      output.removeSubrange(mark...)
      throw error
    }
    let gap = patchLength(in: &output, digits: digits, content: content)
    if isHead { output.removeSubrange((content - gap)...) }
  }

  private func encodeHead(into output: inout [UInt8], headers: (inout HTTPHeaderWriter) -> Void) {
    output.append("HTTP/1.1 ")
    output.appendDecimal(Int(status.code))
    output.append(.space)
    output.append(status.reason)
    output.append("\r\n")
    output.append(contentsOf: dateLine)
    if let contentType {
      output.append("Content-Type: ")
      output.append(contentsOf: contentType.utf8)
      output.append("\r\n")
    }
    if !keepsAlive {
      output.append("Connection: close\r\n")
    } else if isHTTP10 {
      output.append("Connection: keep-alive\r\n")
    }
    var writer = HTTPHeaderWriter(bytes: output)
    output = []
    headers(&writer)
    output = writer.bytes
  }

  /// Puts the length in and closes the gap its missing digits leave.
  /// - Returns: how far the content moved.
  private func patchLength(in output: inout [UInt8], digits: Int, content: Int) -> Int {
    var rest = max(output.count - content, 0)
    var index = digits + Self.lengthDigits
    repeat {
      index -= 1
      output[index] = 48 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0 && index > digits
    if index > digits { output.removeSubrange(digits..<index) }
    return index - digits
  }
}
