import Platform
import Store

/// `bespoke credentials`: the access keys that strict mode knows.
enum CredentialsCommand: Command {
  static let name = "credentials"
  static let summary = "Make an access key for '--auth strict', or list the known ones."
  static let details = """
    With an account (12 digits) it makes a key for it and prints both parts; without, it lists the
    known keys. The secret is shown this once. A running server sees new keys at once.
    """
  static let operands = ["[ACCOUNT]"]
  static let options: [Option] = [
    .value("data", "DIR", "the folder for all data", default: "./.bespoke")
  ]

  static func run(_ values: OptionValues) throws -> Int32 {
    let store = try Store(directory: values.string("data") ?? ".bespoke", isServer: false)
    guard let account = values.operands.first else {
      for credential in try store.credentials() {
        print("\(credential.accessKey) \(credential.account)")
      }
      return ExitCode.success
    }
    guard values.operands.count == 1, TenantKey(account: account, region: "us-east-1") != nil
    else { throw UsageError(message: "An account is a number of 12 digits.") }
    let identifiers = Identifiers()
    let credential = Credential(
      accessKey: "BKIA" + identifiers.uuid().uppercased().replacing("-", with: "").prefix(16),
      secret: (identifiers.uuid() + identifiers.uuid()).replacing("-", with: ""),
      account: account)
    try store.putCredential(credential)
    print("AWS_ACCESS_KEY_ID=\(credential.accessKey)")
    print("AWS_SECRET_ACCESS_KEY=\(credential.secret)")
    return ExitCode.success
  }
}
