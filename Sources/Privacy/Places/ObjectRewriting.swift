import FoundationEssentials
import Glibc
import JSON
import Platform
import Store

/// Takes people out of the customer's own files, when a request says so.
///
/// Only objects that the dataset group's resources name are touched, at or below the locations of
/// its jobs: other files below the S3 root may be anybody's. Of CSV files the rows go whose
/// USER_ID is a person's or that name one, of files of JSON lines the lines; other kinds of files
/// stay as they are. A file is replaced whole or not at all.
package struct ObjectRewriting {
  private let root: String
  private let tenantDirectory: String
  private let groupDirectory: String
  private let mentions: SubjectMentions

  /// - Parameter s3Root: the folder that stands for S3.
  package init(
    s3Root: String, tenantDirectory: String, groupDirectory: String, subjects: [String]
  ) {
    root = s3Root
    self.tenantDirectory = tenantDirectory
    self.groupDirectory = groupDirectory
    mentions = SubjectMentions(ids: subjects)
  }

  /// - Returns: how many rows and lines were taken out.
  @discardableResult
  package func run() throws -> Int64 {
    let locations = try self.locations()
    var removed: Int64 = 0
    for path in FileTree.files(below: root, where: { _ in true })
    where locations.contains(where: { Self.holds($0, path) }) {
      removed += try rewrite("\(root)/\(path)")
    }
    return removed
  }

  /// The buckets and keys that the group's resources name.
  private func locations() throws -> Set<String> {
    let group = groupDirectory.split(separator: "/").last.map(String.init) ?? ""
    var found: Set<String> = []
    try DatabaseWalk(path: tenantDirectory + "/control.sqlite").forEachLine { line in
      guard line.table == "resources",
        line.text("group_arn")?.hasSuffix(":dataset-group/\(group)") == true,
        let body = line.text("body"), let document = try? JSONValue(parsing: Array(body.utf8))
      else { return }
      Self.collect(document, into: &found)
    }
    return found
  }

  private static func collect(_ value: JSONValue, into found: inout Set<String>) {
    switch value {
    case .string(let text) where text.hasPrefix("s3://"): found.insert(String(text.dropFirst(5)))
    case .array(let elements): for element in elements { collect(element, into: &found) }
    case .object(let members): for member in members.values { collect(member, into: &found) }
    default: break
    }
  }

  /// Whether an object is the location, or lies below it; a bucket alone names no objects.
  private static func holds(_ location: String, _ path: String) -> Bool {
    let folder = location.hasSuffix("/") ? location : location + "/"
    return path == location
      || (path.hasPrefix(folder) && folder.utf8.count { $0 == UInt8(ascii: "/") } > 1)
  }

  // MARK: - A file

  private func rewrite(_ path: String) throws -> Int64 {
    let name = path.lowercased()
    guard [".csv", ".json", ".jsonl", ".out"].contains(where: { name.hasSuffix($0) }) else {
      return 0
    }
    let isTable = name.hasSuffix(".csv")
    var unwanted: Int64 = 0
    try forEachLine(of: path, isTable) { _, isUnwanted in unwanted += isUnwanted ? 1 : 0 }
    guard unwanted > 0 else { return 0 }
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
    return unwanted
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
