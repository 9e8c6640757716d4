import Glibc

extension RequestParser {
  /// The longest line that opens a chunk, extensions included.
  private static let chunkLineBytes = 256

  /// Joins the chunks that have arrived into one run of bytes, in place.
  ///
  /// Content moves down over its framing, so a body of many small chunks takes no more room
  /// than its bytes; after each call nothing lies between the content and what is unparsed.
  mutating func parseChunks(_ input: inout [UInt8]) throws(HTTPRefusal) {
    var refusal: HTTPRefusal?
    input.withUnsafeMutableBufferPointer { bytes in
      do throws(HTTPRefusal) {
        while try parseChunkStep(bytes) {}
      } catch {
        refusal = error
      }
    }
    if let refusal { throw refusal }
    guard phase != .complete, position > body.upperBound else { return }
    let gap = position - body.upperBound
    input.removeSubrange(body.upperBound..<position)
    position -= gap
    searched = max(searched - gap, position)
    if phase == .trailers { fieldsStart -= gap }
  }

  /// - Returns: whether there may be more to do with the bytes at hand.
  private mutating func parseChunkStep(
    _ bytes: UnsafeMutableBufferPointer<UInt8>
  ) throws(HTTPRefusal) -> Bool {
    switch phase {
    case .chunkSize:
      return try parseChunkSize(UnsafeBufferPointer(bytes))
    case .chunkData(let left):
      let count = min(left, bytes.count - position)
      guard count > 0 else { return false }
      moveDown(bytes, count)
      phase = count == left ? .chunkDataEnd : .chunkData(left: left - count)
      return true
    case .chunkDataEnd:
      return try parseChunkDataEnd(UnsafeBufferPointer(bytes))
    case .trailers:
      return try parseTrailer(UnsafeBufferPointer(bytes))
    default:
      return false
    }
  }

  /// Source and target lie in `bytes`: `body` ends at or before `position`, and `count` is at
  /// most what is left after it; `memmove` allows for their overlap.
  private mutating func moveDown(_ bytes: UnsafeMutableBufferPointer<UInt8>, _ count: Int) {
    if let base = bytes.baseAddress, position > body.upperBound {
      memmove(base + body.upperBound, base + position, count)
    }
    body = body.lowerBound..<body.upperBound + count
    position += count
    searched = position
  }

  private mutating func parseChunkSize(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(HTTPRefusal) -> Bool {
    let malformed = HTTPRefusal(.badRequest, "A chunk's size is malformed.")
    guard
      let line = try nextLine(
        bytes, from: position, atMost: Self.chunkLineBytes, else: malformed)
    else { return false }
    var size = 0
    var index = line.lowerBound
    while index < line.upperBound, let digit = bytes[index].hexValue {
      guard size <= bodyLimit else { break }
      size = size * 16 + digit
      index += 1
    }
    guard size <= bodyLimit - body.count else {
      throw HTTPRefusal(.contentTooLarge, "The content is too large.")
    }
    guard index > line.lowerBound else { throw malformed }
    for rest in index..<line.upperBound where !bytes[rest].isFieldContent { throw malformed }
    let tail = bytes.trimmed(index..<line.upperBound)
    guard tail.isEmpty || bytes[tail.lowerBound] == .semicolon else { throw malformed }
    if size > 0 {
      phase = .chunkData(left: size)
    } else {
      fieldsStart = position
      phase = .trailers
    }
    return true
  }

  private mutating func parseChunkDataEnd(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(HTTPRefusal) -> Bool {
    let malformed = HTTPRefusal(.badRequest, "A chunk's data is longer than its size.")
    guard position < bytes.count else { return false }
    guard bytes[position] == .carriageReturn else { throw malformed }
    guard position + 1 < bytes.count else { return false }
    guard bytes[position + 1] == .lineFeed else { throw malformed }
    position += 2
    searched = position
    phase = .chunkSize
    return true
  }

  /// Trailers are checked for form and dropped: nothing here may depend on one.
  private mutating func parseTrailer(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(HTTPRefusal) -> Bool {
    let left = trailerLimit - (position - fieldsStart)
    guard
      let line = try nextLine(
        bytes, from: position, atMost: left,
        else: HTTPRefusal(.headerFieldsTooLarge, "The trailers are too large."))
    else { return false }
    if line.isEmpty {
      phase = .complete
      return false
    }
    var colon = line.lowerBound
    while colon < line.upperBound, bytes[colon].isToken { colon += 1 }
    guard colon > line.lowerBound, colon < line.upperBound, bytes[colon] == .colon else {
      throw HTTPRefusal(.badRequest, "A trailer is malformed.")
    }
    return true
  }
}
