/// Cuts the text of an expression, or of a placeholder's values, into tokens.
struct Lexer {
  private let text: String
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  /// The next token; after the last one, `.end` for ever.
  mutating func next() throws(FilterError) -> Token {
    while let byte = peek(), byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
    let start = position
    guard let byte = peek() else { return Token(kind: .end, offset: start, end: start) }
    let kind: Token.Kind
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): kind = .string(try string(quote: byte))
    case UInt8(ascii: "$"): kind = .parameter(try parameter())
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"):
      kind = .number(try number())
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "!"):
      kind = .comparison(try comparison(byte))
    case _ where Self.isNameByte(byte):
      kind = .word(name())
    default:
      if byte == UInt8(ascii: "."), let digit = peek(1), Self.isDigit(digit) {
        kind = .number(try number())
      } else {
        kind = try sign(byte)
      }
    }
    return Token(kind: kind, offset: start, end: position)
  }

  private func peek(_ ahead: Int = 0) -> UInt8? {
    let index = position + ahead
    return index < bytes.count ? bytes[index] : nil
  }

  private func failure(_ message: String, at offset: Int) -> FilterError {
    FilterError(.syntax, "Invalid Expression: \(message)", at: offset, in: text)
  }

  /// One of the signs of one byte.
  private mutating func sign(_ byte: UInt8) throws(FilterError) -> Token.Kind {
    let kind: Token.Kind? =
      switch byte {
      case UInt8(ascii: "("): .open
      case UInt8(ascii: ")"): .close
      case UInt8(ascii: ","): .comma
      case UInt8(ascii: "."): .dot
      case UInt8(ascii: "*"): .star
      case UInt8(ascii: "|"): .bar
      default: nil
      }
    guard let kind else { throw unexpectedCharacter(byte) }
    position += 1
    return kind
  }

  private func unexpectedCharacter(_ byte: UInt8) -> FilterError {
    if byte == UInt8(ascii: "\\") {
      return failure("unexpected \\; quotes need no backslash here.", at: position)
    }
    let place = text.utf8.index(text.utf8.startIndex, offsetBy: position)
    let character = place < text.endIndex ? String(text[place]) : "?"
    return failure("unexpected character \(character).", at: position)
  }

  /// Quoted text; a backslash keeps the quote, or another backslash, that follows it.
  private mutating func string(quote: UInt8) throws(FilterError) -> String {
    let start = position
    position += 1
    var content: [UInt8] = []
    while let byte = peek() {
      position += 1
      if byte == quote { return String(decoding: content, as: UTF8.self) }
      if byte == UInt8(ascii: "\\"), let next = peek(), next == quote || next == byte {
        content.append(next)
        position += 1
      } else {
        content.append(byte)
      }
    }
    throw failure("the quoted value that begins here has no closing quote.", at: start)
  }

  private mutating func parameter() throws(FilterError) -> String {
    let start = position
    position += 1
    let name = name()
    guard ParameterName.isValid(name) else {
      throw failure(
        "$ must be followed by a name of 1 to \(ParameterName.lengthMax) letters, digits and _.",
        at: start)
    }
    return name
  }

  /// A sign, digits with a point, an exponent; whatever is glued to them makes it malformed.
  private mutating func number() throws(FilterError) -> Double {
    let start = position
    while let byte = peek(), Self.isNameByte(byte) || ".+-:".utf8.contains(byte) { position += 1 }
    let digits = bytes[start..<position]
    let isDecimal = digits.allSatisfy {
      Self.isDigit($0) || ".+-".utf8.contains($0) || ($0 | 0x20) == UInt8(ascii: "e")
    }
    let spelled = String(decoding: digits, as: UTF8.self)
    guard isDecimal, let value = Double(spelled), value.isFinite else {
      throw failure("\(spelled) is not a number; text must be quoted.", at: start)
    }
    return value
  }

  private mutating func comparison(_ first: UInt8) throws(FilterError) -> Comparison {
    let start = position
    position += 1
    let hasEqual = peek() == UInt8(ascii: "=")
    switch (first, hasEqual) {
    case (UInt8(ascii: "<"), false):
      if peek() == UInt8(ascii: ">") { throw failure("write != instead of <>.", at: start) }
      return .less
    case (UInt8(ascii: ">"), false): return .greater
    case (UInt8(ascii: "="), false): return .equal
    case (UInt8(ascii: "="), true): throw failure("write = instead of ==.", at: start)
    case (UInt8(ascii: "!"), false): throw failure("! must be followed by =.", at: start)
    default: break
    }
    position += 1
    switch first {
    case UInt8(ascii: "<"): return .lessOrEqual
    case UInt8(ascii: ">"): return .greaterOrEqual
    default: return .notEqual
    }
  }

  private mutating func name() -> String {
    let start = position
    while let byte = peek(), Self.isNameByte(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "_")
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}

/// The names placeholders may have.
enum ParameterName {
  static let lengthMax = 50

  static func isValid(_ name: some StringProtocol) -> Bool {
    !name.isEmpty && name.utf8.count <= lengthMax && name.utf8.allSatisfy(Lexer.isNameByte)
  }
}
