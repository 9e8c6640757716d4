/// Rows of a CSV file (RFC 4180) with named columns, whose set may grow as rows come.
struct CSVText {
  private var columns: [String] = []
  private var positions: [String: Int] = [:]
  private var rows: [[String]] = []

  var isEmpty: Bool { rows.isEmpty }

  mutating func add(_ row: [(name: String, value: String?)]) {
    var fields = [String](repeating: "", count: columns.count)
    for (name, value) in row {
      if let position = positions[name] {
        fields[position] = value ?? ""
      } else {
        positions[name] = columns.count
        columns.append(name)
        fields.append(value ?? "")
      }
    }
    rows.append(fields)
  }

  var text: String {
    var text = ""
    for row in [columns] + rows {
      for position in columns.indices {
        if position > 0 { text += "," }
        text += position < row.count ? Self.quoted(row[position]) : ""
      }
      text += "\r\n"
    }
    return text
  }

  private static func quoted(_ field: String) -> String {
    let bytes = field.utf8
    guard bytes.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return field }
    let parts = field.unicodeScalars.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.map { String($0) }.joined(separator: "\"\"") + "\""
  }
}
