import JSON

/// A line of a batch job's input.
struct InputLine {
  private let members: [String: JSONValue]

  /// - Throws: `LineError` when it is no JSON object.
  init(_ bytes: ArraySlice<UInt8>) throws(LineError) {
    do {
      guard let members = try JSONValue(parsing: Array(bytes)).objectValue else {
        throw LineError("A line must be a JSON object.")
      }
      self.members = members
    } catch let error as LineError {
      throw error
    } catch {
      throw LineError("The line is not valid JSON: \(error)")
    }
  }

  /// An id, which may be written as a number.
  func identifier(_ name: String) throws(LineError) -> String {
    guard let id = members[name].flatMap(Self.identifier), !id.isEmpty else {
      throw LineError("The line must have an id as \(name), as in {\"\(name)\": \"105\"}.")
    }
    return id
  }

  func identifiers(_ name: String) throws(LineError) -> [String] {
    let list = members[name]?.arrayValue ?? []
    let ids = list.compactMap(Self.identifier)
    guard !ids.isEmpty, ids.count == list.count else {
      throw LineError("The line must have a list of ids as \(name).")
    }
    return ids
  }

  func text(_ name: String) throws(LineError) -> String {
    guard let text = members[name]?.stringValue else {
      throw LineError("The line must have a text as \(name).")
    }
    return text
  }

  /// Texts by name; `nil` without the member.
  func texts(_ name: String) throws(LineError) -> [String: String]? {
    guard let member = members[name] else { return nil }
    guard let values = member.objectValue else {
      throw LineError("\(name) must be an object of texts.")
    }
    var texts: [String: String] = [:]
    for (key, value) in values {
      guard let text = Self.identifier(value) else {
        throw LineError("\(name) must be an object of texts; \(key) is none.")
      }
      texts[key] = text
    }
    return texts
  }

  private static func identifier(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .number(let number): Int64(exactly: number).map { "\($0)" } ?? "\(number)"
    default: nil
    }
  }
}

/// Why a line gets no list.
struct LineError: Error {
  let message: String
  /// Whether it gets none because of whom it is about, not of what it says.
  var isWithheld = false

  init(_ message: String, isWithheld: Bool = false) {
    self.message = message
    self.isWithheld = isWithheld
  }
}
