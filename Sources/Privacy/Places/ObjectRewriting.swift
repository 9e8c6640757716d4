import FoundationEssentials
import Glibc
import JSON
import Platform
import Store

/// Takes people out of the customer's own files, when a request says so.
///
/// Of CSV files the rows go whose USER_ID is a person's or that name one, of files of JSON lines the
/// lines; other kinds of files stay as they are. A file is replaced whole or not at all.
package struct ObjectRewriting {
  private let objects: CustomerObjects
  private let mentions: SubjectMentions

  package init(objects: CustomerObjects, subjects: [String]) {
    self.objects = objects
    mentions = SubjectMentions(ids: subjects)
  }

  package func run() throws {
    for path in objects.paths(in: objects.writable) { try rewrite("\(objects.root)/\(path)") }
  }

  // MARK: - A file

  private func rewrite(_ path: String) throws {
    let name = path.lowercased()
    guard [".csv", ".json", ".jsonl", ".out"].contains(where: { name.hasSuffix($0) }) else {
      return
    }
    let isTable = name.hasSuffix(".csv")
    var hasUnwanted = false
    try forEachLine(of: path, isTable) { _, isUnwanted in hasUnwanted = hasUnwanted || isUnwanted }
    guard hasUnwanted else { return }
    var status = stat()
    let hasStatus = stat(path, &status) == 0
    try Files.replace(path) { temporary in
      let output = FileDescriptor(
        owning: Int32(
          try SystemError.retrying {
            Int(open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600))
          }))
      if hasStatus { fchmod(output.number, status.st_mode & 0o777) }
      var waiting: [UInt8] = []
      try forEachLine(of: path, isTable) { line, isUnwanted in
        if !isUnwanted { waiting.append(contentsOf: line) }
        guard waiting.count >= 1 << 20 else { return }
        try output.write(waiting)
        waiting.removeAll(keepingCapacity: true)
      }
      try output.write(waiting)
      try output.synchronize()
    }
  }

  /// Hands `visit` each line with its end, and whether it is to go.
  private func forEachLine(
    of path: String, _ isTable: Bool, _ visit: (ArraySlice<UInt8>, Bool) throws -> Void
  ) throws {
    let file = try FileDescriptor.reading(path)
    var buffer: [UInt8] = []
    var userColumn: Int?
    var isFirst = true
    func take(_ line: ArraySlice<UInt8>) throws {
      let text = String(decoding: line, as: UTF8.self)
      if isTable, isFirst {
        let header = Self.fields(of: text).map { $0.uppercased() }
        userColumn = header.firstIndex(of: "USER_ID")
      }
      let isHeader = isTable && isFirst
      isFirst = false
      try visit(line, !isHeader && (isTable ? isRow(text, userColumn) : isEntry(text)))
    }
    var isAtEnd = false
    while !isAtEnd {
      isAtEnd = try file.read(upTo: 1 << 20, into: &buffer) == 0
      var start = 0
      while let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
        try take(buffer[start...end])
        start = end + 1
      }
      buffer.removeFirst(start)
    }
    if !buffer.isEmpty { try take(buffer[...]) }
  }

  private func isRow(_ text: String, _ userColumn: Int?) -> Bool {
    let fields = Self.fields(of: text)
    if let userColumn, fields.indices.contains(userColumn),
      mentions.person(fields[userColumn]) != nil
    {
      return true
    }
    return fields.contains { !mentions.people(in: $0, except: OtherIdentifiers()).isEmpty }
  }

  private func isEntry(_ text: String) -> Bool {
    if let members = (try? JSONValue(parsing: Array(text.utf8)))?.objectValue {
      for name in ["userId", "USER_ID", "user_id"] {
        if case .string(let id)? = members[name], mentions.person(id) != nil { return true }
      }
    }
    return !mentions.people(in: text, except: OtherIdentifiers()).isEmpty
  }

  /// The fields of a line of CSV; values hold no line breaks.
  private static func fields(of line: String) -> [String] {
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var previous: Unicode.Scalar?
    for scalar in line.unicodeScalars {
      switch scalar {
      case "\"":
        // A quote behind a closing quote is one of the value.
        if !isQuoted, previous == "\"" { field.unicodeScalars.append(scalar) }
        isQuoted.toggle()
      case "," where !isQuoted:
        fields.append(field)
        field = ""
      case "\r", "\n": break
      default: field.unicodeScalars.append(scalar)
      }
      previous = scalar
    }
    return fields + [field]
  }
}
