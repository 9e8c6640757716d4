import PersonalizeAPI

/// `bespoke discover-user`: where people's ids occur.
enum DiscoverUserCommand: Command {
  static let name = "discover-user"
  static let summary = "Tell where people's ids occur and how often, without what is held."
  static let options: [Option] =
    [PrivacyClient.groupOption] + SubjectList.options + TenantClient.options

  static func run(_ values: OptionValues) throws -> Int32 {
    guard values.operands.isEmpty else {
      throw UsageError(message: "Nothing may follow the options: '\(values.operands[0])'.")
    }
    let format = try values.choice("format", of: TenantClient.Format.self) ?? .text
    let people = try SubjectList(values).userIDs
    let client = try PrivacyClient(values, group: values.string("dataset-group") ?? "all")
    let answer = try client.discover(people)
    switch format {
    case .json: print(String(decoding: answer, as: UTF8.self))
    case .text: print(try Discovery.decode(answer).text, terminator: "")
    }
    return ExitCode.success
  }
}
