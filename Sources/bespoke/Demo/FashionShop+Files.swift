import FoundationEssentials
import Glibc

extension FashionShop {
  /// The datasets of the shop: type, schema and file.
  struct Dataset {
    let type: String
    let schema: String
    let csv: String
  }

  var datasets: [Dataset] {
    [
      Dataset(
        type: "Interactions",
        schema: Self.schema(
          "Interactions",
          [
            ("USER_ID", "\"string\"", false), ("ITEM_ID", "\"string\"", false),
            ("EVENT_TYPE", "\"string\"", false), ("TIMESTAMP", "\"long\"", false),
          ]),
        csv: "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n"
          + visits.map { "\($0.shopper),\($0.article),\($0.event),\($0.time)\n" }.joined()),
      Dataset(
        type: "Items",
        schema: Self.schema(
          "Items",
          [
            ("ITEM_ID", "\"string\"", false), ("TITLE", "\"string\"", false),
            ("CATEGORY", "\"string\"", true), ("STYLE", "\"string\"", true),
            ("PRICE", "\"float\"", false),
          ]),
        csv: "ITEM_ID,TITLE,CATEGORY,STYLE,PRICE\n"
          + articles.map { "\($0.id),\"\($0.title)\",\($0.category),\($0.style),\($0.price)\n" }
          .joined()),
      Dataset(
        type: "Users",
        schema: Self.schema(
          "Users", [("USER_ID", "\"string\"", false), ("AGE_GROUP", "\"string\"", true)]),
        csv: "USER_ID,AGE_GROUP\n" + shoppers.map { "\($0.id),\($0.ageGroup)\n" }.joined()),
    ]
  }

  private static func schema(
    _ name: String, _ fields: [(name: String, type: String, isCategorical: Bool)]
  ) -> String {
    let list = fields.map { field in
      "{\"name\":\"\(field.name)\",\"type\":\(field.type)"
        + (field.isCategorical ? ",\"categorical\":true}" : "}")
    }
    return "{\"type\":\"record\",\"name\":\"\(name)\","
      + "\"namespace\":\"com.amazonaws.personalize.schema\",\"fields\":["
      + list.joined(separator: ",") + "],\"version\":\"1.0\"}"
  }

  /// Writes each dataset's file below `folder`, as `interactions.csv` and so on.
  func write(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for dataset in datasets {
      try dataset.csv.write(
        toFile: "\(folder)/\(dataset.type.lowercased()).csv", atomically: true, encoding: .utf8)
    }
  }
}
