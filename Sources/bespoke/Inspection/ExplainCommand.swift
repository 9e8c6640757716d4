import HTTP
import JSON
import PersonalizeAPI

/// `bespoke explain`: why a list of recommendations is as it is.
enum ExplainCommand: Command {
  static let name = "explain"
  static let summary = "Tell why a campaign or recommender answers what it answers."
  static let details = """
    It asks a running server for an answer of GetRecommendations (or GetPersonalizedRanking, with
    --rank) together with how it came about: the events used, what each item's score is made of,
    what the filter and the promotion did, and why the item of --item is or is not there.
    Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; without them, the account of
    the ARN is used, which is enough unless the server runs with --auth strict.
    """
  static let options: [Option] =
    [
      .value("campaign", "ARN", "the campaign to ask"),
      .value("recommender", "ARN", "the recommender to ask, in place of a campaign"),
      .value("user", "ID", "the userId of the request"),
      .value("item", "ID", "the item asked about: why is it there, or why not"),
      .value("related-to", "ID", "the itemId of the request, for related items"),
      .value("count", "N", "the numResults of the request", default: "25"),
      .value("filter", "ARN", "the filterArn of the request"),
      .value("filter-values", "JSON", "the filterValues of the request, a JSON object of texts"),
      .value("promotions", "JSON", "the promotions of the request, a JSON list"),
      .value("context", "JSON", "the context of the request, a JSON object of texts"),
      .value("rank", "ID,ID,...", "the inputList, for campaigns that rank"),
    ] + TenantClient.options

  static func run(_ values: OptionValues) throws -> Int32 {
    guard values.operands.isEmpty else {
      throw UsageError(message: "Nothing may follow the options: '\(values.operands[0])'.")
    }
    let target = values.string("campaign") ?? values.string("recommender")
    guard let target else {
      throw UsageError(message: "Give the ARN of a campaign or of a recommender.")
    }
    let format = try values.choice("format", of: TenantClient.Format.self) ?? .text
    let client = try TenantClient(values, arn: target)
    let answer = try client.send(.post, "/_bespoke/explain", body: try request(values))
    switch format {
    case .json: print(String(decoding: answer, as: UTF8.self))
    case .text: print(ExplanationText(try .decode(answer)).text, terminator: "")
    }
    return ExitCode.success
  }

  /// The request as JSON; what is given as JSON goes in as it is.
  private static func request(_ values: OptionValues) throws -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (option, member) in [
      ("campaign", "campaignArn"), ("recommender", "recommenderArn"), ("user", "userId"),
      ("item", "aboutItemId"), ("related-to", "itemId"), ("filter", "filterArn"),
    ] {
      guard let value = values.string(option) else { continue }
      writer.key(member)
      writer.string(value)
    }
    if let count = try values.integer("count", in: 0...500) {
      writer.key("numResults")
      writer.integer(count)
    }
    for (option, member) in [
      ("filter-values", "filterValues"), ("promotions", "promotions"), ("context", "context"),
    ] {
      guard let text = values.string(option) else { continue }
      guard (try? JSONValue(parsing: text)) != nil else {
        throw UsageError(message: "The value of '--\(option)' is not JSON: \(text)")
      }
      writer.key(member)
      writer.raw(text)
    }
    if let items = values.string("rank") {
      writer.key("inputList")
      writer.beginArray()
      for item in items.split(separator: ",") { writer.string(String(item)) }
      writer.endArray()
    }
    writer.endObject()
    return writer.bytes
  }
}
