import Recipes
import Store

/// The split and the lists of an evaluation as CSV files, from which any metric can be computed
/// elsewhere.
struct EvaluationExport {
  private let evaluation: HeldOutEvaluation

  init(_ evaluation: HeldOutEvaluation) { self.evaluation = evaluation }

  /// Writes `interactions.csv` (what was trained on), `held-out.csv` (what the test users did
  /// then), `recommendations.csv` (what was recommended to them, rank 1 the best) and `items.csv`
  /// (the catalogue).
  func write(to directory: String) throws {
    try Files.makeDirectory(directory)
    let data = evaluation.data
    var heldOut = Set<Int>()
    for rows in evaluation.heldOut { heldOut.formUnion(rows) }
    var kept = Self.header("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE")
    var truth = kept
    for user in 0..<data.users.count {
      for row in data.rows(ofUser: user) {
        let fields = [
          data.users[user], data.items[Int(data.itemIDs[row])], "\(data.timestamps[row])",
          eventType(row),
        ]
        if heldOut.contains(row) {
          Self.append(fields, to: &truth)
        } else {
          Self.append(fields, to: &kept)
        }
      }
    }
    var lists = Self.header("USER_ID", "RANK", "ITEM_ID")
    for (user, list) in zip(evaluation.users, evaluation.lists) {
      for (index, item) in list.enumerated() {
        Self.append([data.users[user], "\(index + 1)", data.items[item]], to: &lists)
      }
    }
    var items = Self.header("ITEM_ID")
    for item in 0..<data.items.count { Self.append([data.items[item]], to: &items) }
    for (name, text) in [
      ("interactions", kept), ("held-out", truth), ("recommendations", lists), ("items", items),
    ] {
      try Files.write(text, to: "\(directory)/\(name).csv")
    }
  }

  private func eventType(_ row: Int) -> String {
    let types = evaluation.data.eventTypeIDs
    guard !types.isEmpty, types[row] != TrainingData.noEventType else { return "" }
    return evaluation.data.eventTypes[Int(types[row])]
  }

  private static func header(_ names: String...) -> [UInt8] {
    var text: [UInt8] = []
    append(names, to: &text)
    return text
  }

  /// Adds a line; fields with a separator, a quote or a line break are quoted (RFC 4180).
  private static func append(_ fields: [String], to text: inout [UInt8]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else {
        text.append(contentsOf: field.utf8)
        continue
      }
      text.append(UInt8(ascii: "\""))
      for byte in field.utf8 {
        if byte == UInt8(ascii: "\"") { text.append(byte) }
        text.append(byte)
      }
      text.append(UInt8(ascii: "\""))
    }
    text.append(UInt8(ascii: "\n"))
  }
}
