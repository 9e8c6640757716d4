import FoundationEssentials
import PersonalizeAPI

/// `bespoke export-user`: everything held about a person, as files.
enum ExportUserCommand: Command {
  static let name = "export-user"
  static let summary = "Write everything held about a person into a folder, as CSV and JSON files."
  static let details = """
    What people have a right to see (access) and to take with them (portability). The folder must be
    new or empty, and only its owner may read it.
    """
  static let options: [Option] =
    [
      PrivacyClient.groupOption,
      .value("user-id", "ID", "the person"),
      .value("output", "DIR", "the folder"),
    ] + TenantClient.options

  static func run(_ values: OptionValues) throws -> Int32 {
    guard values.operands.isEmpty else {
      throw UsageError(message: "Nothing may follow the options: '\(values.operands[0])'.")
    }
    guard values.strings("user-id").count == 1, let userID = values.string("user-id") else {
      throw UsageError(message: "Say who, with one --user-id.")
    }
    let format = try values.choice("format", of: TenantClient.Format.self) ?? .text
    guard format == .json || values.string("output") != nil else {
      throw UsageError(message: "Give a folder with --output, or --format json.")
    }
    let client = try PrivacyClient(values, group: values.string("dataset-group") ?? "all")
    let answer = try client.export(userID)
    if let folder = values.string("output") {
      let files = try UserPackage.decode(answer).files
      try write(files, to: folder)
      if format == .text {
        for file in files { print("\(folder)/\(file.name)") }
      }
    }
    if format == .json { print(String(decoding: answer, as: UTF8.self)) }
    return ExitCode.success
  }

  private static func write(_ files: [PackageFile], to folder: String) throws {
    let manager = FileManager.default
    guard (try? manager.contentsOfDirectory(atPath: folder))?.isEmpty ?? true else {
      throw TenantClientError(message: "The folder \(folder) is not empty.")
    }
    let ownersOnly: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
    try manager.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: ownersOnly)
    for file in files {
      // What a server names must not lead out of the folder.
      let parts = file.name.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
        throw TenantClientError(message: "The server named a file '\(file.name)'.")
      }
      let parent = ([folder] + parts.dropLast().map(String.init)).joined(separator: "/")
      try manager.createDirectory(
        atPath: parent, withIntermediateDirectories: true, attributes: ownersOnly)
      let path = "\(folder)/\(file.name)"
      guard
        manager.createFile(
          atPath: path, contents: Data(file.content.utf8),
          attributes: [.posixPermissions: 0o600])
      else { throw TenantClientError(message: "The file \(path) cannot be written.") }
    }
  }
}
