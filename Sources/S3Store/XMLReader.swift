/// Reads what S3 answers: elements and their text, in the order they end.
///
/// Attributes, comments and declarations are passed over; a document type, which could define
/// entities, is refused. Bytes that are not UTF-8 become U+FFFD.
struct XMLReader {
  enum Event: Equatable {
    case start(String)
    /// An element's end, with the text directly in it since its last child.
    case end(String, text: String)
  }

  /// The document is not as XML must be.
  struct Malformed: Error {}

  private static let depthLimit = 64

  private let bytes: [UInt8]
  private var index = 0
  private var open: [[UInt8]] = []
  private var text: [UInt8] = []
  /// The end of an element that was written as one tag.
  private var pending: Event?

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  /// The next event; `nil` at the end of the document.
  mutating func next() throws(Malformed) -> Event? {
    if let event = pending {
      pending = nil
      return event
    }
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<") else {
        try readText()
        continue
      }
      if skips("<!--") {
        try skip(past: "-->")
      } else if skips("<![CDATA[") {
        let start = index
        try skip(past: "]]>")
        text += bytes[start..<index - 3]
      } else if skips("<?") {
        try skip(past: "?>")
      } else if skips("</") {
        return try end()
      } else if skips("<!") {
        throw Malformed()
      } else {
        index += 1
        return try start()
      }
    }
    guard open.isEmpty else { throw Malformed() }
    return nil
  }

  private mutating func start() throws(Malformed) -> Event {
    let name = try self.name()
    var quote: UInt8?
    var isEmpty = false
    while true {
      guard index < bytes.count else { throw Malformed() }
      let byte = bytes[index]
      index += 1
      if let mark = quote {
        if byte == mark { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        break
      } else if byte == UInt8(ascii: "<") {
        throw Malformed()
      }
      isEmpty = byte == UInt8(ascii: "/")
    }
    let spelled = String(decoding: name, as: UTF8.self)
    text = []
    if isEmpty {
      pending = .end(spelled, text: "")
    } else {
      guard open.count < Self.depthLimit else { throw Malformed() }
      open.append(name)
    }
    return .start(spelled)
  }

  private mutating func end() throws(Malformed) -> Event {
    let name = try self.name()
    while index < bytes.count, bytes[index] != UInt8(ascii: ">") { index += 1 }
    guard index < bytes.count, open.popLast() == name else { throw Malformed() }
    index += 1
    defer { text = [] }
    return .end(
      String(decoding: name, as: UTF8.self), text: String(decoding: text, as: UTF8.self))
  }

  /// A name without the prefix of its namespace.
  private mutating func name() throws(Malformed) -> [UInt8] {
    let ends = Array(" \t\r\n/><".utf8)
    var start = index
    while index < bytes.count, !ends.contains(bytes[index]) {
      if bytes[index] == UInt8(ascii: ":") { start = index + 1 }
      index += 1
    }
    guard index > start, index < bytes.count else { throw Malformed() }
    return Array(bytes[start..<index])
  }

  private mutating func readText() throws(Malformed) {
    while index < bytes.count, bytes[index] != UInt8(ascii: "<") {
      if bytes[index] == UInt8(ascii: "&") {
        try readEntity()
      } else {
        text.append(bytes[index])
        index += 1
      }
    }
  }

  private mutating func readEntity() throws(Malformed) {
    let start = index + 1
    while index < bytes.count, bytes[index] != UInt8(ascii: ";"), index - start < 10 {
      index += 1
    }
    guard index < bytes.count, bytes[index] == UInt8(ascii: ";") else { throw Malformed() }
    let name = String(decoding: bytes[start..<index], as: UTF8.self)
    index += 1
    switch name {
    case "amp": text.append(UInt8(ascii: "&"))
    case "lt": text.append(UInt8(ascii: "<"))
    case "gt": text.append(UInt8(ascii: ">"))
    case "quot": text.append(UInt8(ascii: "\""))
    case "apos": text.append(UInt8(ascii: "'"))
    default:
      let isHexadecimal = name.hasPrefix("#x")
      guard name.hasPrefix("#"),
        let code = UInt32(
          name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10),
        let scalar = Unicode.Scalar(code)
      else { throw Malformed() }
      text += Array(String(Character(scalar)).utf8)
    }
  }

  /// Steps over `mark` if it stands here.
  private mutating func skips(_ mark: StaticString) -> Bool {
    let mark = Array("\(mark)".utf8)
    guard bytes.count - index >= mark.count, bytes[index..<index + mark.count].elementsEqual(mark)
    else { return false }
    index += mark.count
    return true
  }

  private mutating func skip(past mark: StaticString) throws(Malformed) {
    while index < bytes.count {
      if skips(mark) { return }
      index += 1
    }
    throw Malformed()
  }
}
