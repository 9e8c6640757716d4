/// A word of the interface definition language.
enum TokenKind: Equatable {
  /// A name, possibly absolute (`com.amazonaws.personalize#Arn`) or a control key (`$version`).
  case identifier(String)
  case string(String)
  case number(String)
  /// The text after `///`.
  case documentation(String)
  case punctuation(Character)
  case end
}

struct Token: Equatable {
  var kind: TokenKind
  var location: SourceLocation
}

/// Cuts a file of Smithy 2.0 IDL into tokens; commas count as white space, as the language says.
struct Lexer {
  private let file: String
  private let text: [Character]
  private var index = 0
  private var line = 1
  private var column = 1

  init(_ text: String, file: String) {
    self.text = Array(text)
    self.file = file
  }

  /// All tokens, the last one `end`.
  mutating func tokens() throws(SmithyError) -> [Token] {
    var tokens: [Token] = []
    while true {
      skipBlanks()
      let location = location
      guard let character = peek() else {
        tokens.append(Token(kind: .end, location: location))
        return tokens
      }
      if character == "/" {
        if let comment = try comment() {
          tokens.append(Token(kind: .documentation(comment), location: location))
        }
        continue
      }
      tokens.append(Token(kind: try kind(startingWith: character), location: location))
    }
  }

  private mutating func kind(startingWith character: Character) throws(SmithyError) -> TokenKind {
    switch character {
    case "{", "}", "[", "]", "(", ")", ":", "=", "@":
      advance()
      return .punctuation(character)
    case "\"":
      return .string(try quoted())
    case _ where character == "-" || Self.isDigit(character):
      return .number(take { Self.isDigit($0) || "+-.eE".contains($0) })
    case _ where character == "$" || Self.isNameStart(character):
      return .identifier(take { Self.isNameStart($0) || Self.isDigit($0) || ".#$".contains($0) })
    default:
      throw SmithyError(location, "unexpected character '\(character)'")
    }
  }

  private mutating func comment() throws(SmithyError) -> String? {
    let start = location
    let slashes = take { $0 == "/" }
    guard slashes.count >= 2 else { throw SmithyError(start, "unexpected character '/'") }
    let text = take { $0 != "\n" }
    guard slashes.count == 3 else { return nil }
    return text.hasPrefix(" ") ? String(text.dropFirst()) : text
  }

  private mutating func quoted() throws(SmithyError) -> String {
    let start = location
    advance()
    var value = ""
    while let character = peek() {
      advance()
      switch character {
      case "\"": return value
      case "\\": value.append(try escaped(from: start))
      case "\n": throw SmithyError(start, "the string does not end on its line")
      default: value.append(character)
      }
    }
    throw SmithyError(start, "the string does not end")
  }

  private mutating func escaped(from start: SourceLocation) throws(SmithyError) -> Character {
    guard let character = peek() else { throw SmithyError(start, "the string does not end") }
    advance()
    switch character {
    case "\"", "\\", "/": return character
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    default: throw SmithyError(start, "unknown escape '\\\(character)'")
    }
  }

  private mutating func skipBlanks() {
    while let character = peek(), character.isWhitespace || character == "," { advance() }
  }

  private mutating func take(while condition: (Character) -> Bool) -> String {
    let first = index
    while let character = peek(), condition(character) { advance() }
    return String(text[first..<index])
  }

  private func peek() -> Character? { index < text.count ? text[index] : nil }

  private mutating func advance() {
    if text[index].isNewline {
      line += 1
      column = 1
    } else {
      column += 1
    }
    index += 1
  }

  private var location: SourceLocation {
    SourceLocation(file: file, line: line, column: column)
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.isASCII && character.isNumber
  }

  private static func isNameStart(_ character: Character) -> Bool {
    character == "_" || (character.isASCII && character.isLetter)
  }
}
