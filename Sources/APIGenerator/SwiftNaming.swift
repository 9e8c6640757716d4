/// How names of the model are spelled in Swift.
enum SwiftNaming {
  private static let keywords: Set<String> = [
    "as", "break", "case", "catch", "class", "continue", "default", "defer", "do", "else", "enum",
    "extension", "fallthrough", "false", "for", "func", "guard", "if", "import", "in", "init",
    "inout", "internal", "is", "let", "nil", "operator", "private", "protocol", "public", "repeat",
    "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch", "throw",
    "throws", "true", "try", "var", "where", "while",
  ]

  /// `Filters` becomes `filters`, `CreateCampaign` becomes `createCampaign`, `received_time` becomes
  /// `receivedTime`.
  static func property(_ name: String) -> String {
    let words = name.split(separator: "_")
    guard let first = words.first else { return escaped(name) }
    let tail = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return escaped(first.prefix(1).lowercased() + first.dropFirst() + tail.joined())
  }

  /// `VIDEO_ON_DEMAND` becomes `videoOnDemand`.
  static func enumerationCase(_ name: String) -> String {
    let words = name.split(separator: "_").map { $0.lowercased() }
    let tail = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return escaped((words.prefix(1) + tail).joined())
  }

  /// `ResourceNotFoundException` becomes `resourceNotFound`.
  static func errorKind(_ name: String) -> String {
    property(name.hasSuffix("Exception") ? String(name.dropLast("Exception".count)) : name)
  }

  /// The last part of a namespace, capitalised: what sets apart equal names of two namespaces.
  static func prefix(ofNamespace namespace: String) -> String {
    let last = namespace.split(separator: ".").last ?? ""
    return last.prefix(1).uppercased() + last.dropFirst()
  }

  /// `dataset-import-job` becomes `DatasetImportJob`.
  static func typeName(ofFileStem stem: String) -> String {
    stem.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// A string literal that stands for `text`.
  static func literal(_ text: String) -> String {
    var result = "\""
    for character in text {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
    return result + "\""
  }

  private static func escaped(_ name: String) -> String {
    keywords.contains(name) ? "`\(name)`" : name
  }
}
