import FoundationEssentials
import Platform
import SQLite
import Store

/// Looks whether people have been forgotten: in every place that names its people, and among the
/// bytes of every file.
///
/// It covers what a request about one dataset group covers: the group's folder, the tenant's other
/// files, and the instance's own. Other groups and tenants are not looked at, as they may rightly
/// know the same ids; nor is the server's memory, which only the server can look at, nor the ids of
/// requests that are not done.
package struct ErasureVerification {
  private let dataDirectory: String
  private let tenantDirectory: String
  private let groupDirectory: String
  private let objects: CustomerObjects?
  private let mentions: SubjectMentions

  /// - Parameters:
  ///   - objects: the customer's own; `nil` when they are not to be looked at.
  ///   - subjects: the people, by ids; hashes are to be resolved before.
  package init(
    dataDirectory: String, tenantDirectory: String, groupDirectory: String,
    objects: CustomerObjects? = nil, subjects: [String]
  ) {
    self.dataDirectory = dataDirectory
    self.tenantDirectory = tenantDirectory
    self.groupDirectory = groupDirectory
    self.objects = objects
    mentions = SubjectMentions(ids: subjects)
  }

  /// - Parameter progress: told the share of the work that is done, from 0 to 1.
  package func run(progress: (Double) -> Void = { _ in }) throws -> VerificationReport {
    var report = VerificationReport()
    let census = try count()
    report.places = census.counts
    progress(0.2)
    let search = ByteSearch(ids: mentions.ids, others: census.others)
    report.idsTooShortToSearch = search.unsearchable
    let log = try searchFiles(search, census, &report) { progress(0.2 + 0.6 * $0) }
    report.bytesSearched = log
    if let objects {
      let found = objects.holding(search)
      report.objects = found
      report.places[.objects] = found.reduce(0) { $0 + $1.count }
    }
    progress(1)
    return report
  }

  /// What places that name their people tell, and what is needed to read bytes.
  struct Census {
    var counts = PlaceCounts()
    var others = OtherIdentifiers()
    /// The people that the tenant's database may go on naming: other dataset groups
    /// know them too, or the customer has called a resource by the id.
    var staying: Set<Int> = []
  }

  /// How often the people occur in the places that name their people; nothing but counts is kept.
  package func census() throws -> PlaceCounts { try count().counts }

  private func count() throws -> Census {
    var census = Census()
    let group = GroupPlaces(directory: groupDirectory, mentions: mentions)
    try group.note(in: &census.others)
    var counts = PlaceCounts()
    try group.forEachFinding(except: census.others) { counts[$0.place] += Int64($0.people.count) }
    let elsewhere = try TenantPlaces(
      directory: tenantDirectory,
      group: groupDirectory.split(separator: "/").last.map(String.init) ?? "",
      mentions: mentions
    ).forEachFinding(except: census.others) { finding in
      counts[finding.place] += Int64(finding.people.count)
      if finding.place == .resources { census.staying.formUnion(finding.people) }
    }
    census.staying.formUnion(elsewhere)
    census.counts = counts
    return census
  }

  /// Searches the files the request covers.
  ///
  /// - Returns: how many bytes.
  private func searchFiles(
    _ search: ByteSearch, _ census: Census, _ report: inout VerificationReport,
    progress: (Double) -> Void
  ) throws -> Int64 {
    let files = files()
    let namesakes = try LedgerNamesakes(dataDirectory: dataDirectory, mentions: mentions)
    var bytes: Int64 = 0
    for (index, path) in files.enumerated() {
      let place = Place.of(path: path)
      if place == nil { report.unknownFiles.append(path) }
      guard var outcome = try self.search(path, search) else { continue }
      report.filesSearched += 1
      bytes += outcome.bytes
      if place == .privacyLedger {
        outcome.found = outcome.found.filter { namesakes.mayMean($0.key) }
      }
      if place == .controlDatabase {
        outcome.found = outcome.found.filter { !census.staying.contains($0.key) }
      }
      if outcome.count > 0 {
        report.findings.append(
          VerificationReport.Finding(place: place, path: path, count: outcome.count))
        if let place, place.kind == .files { report.places[place] += outcome.count }
      }
      progress(Double(index + 1) / Double(files.count))
    }
    return bytes
  }

  /// Searches a file; one that is written to meanwhile is looked at again before it counts.
  ///
  /// - Returns: `nil` for a file that has gone since.
  private func search(_ path: String, _ search: ByteSearch) throws -> ByteSearch.Outcome? {
    do {
      let outcome = try search.search("\(dataDirectory)/\(path)")
      return outcome.count == 0 ? outcome : try search.search("\(dataDirectory)/\(path)")
    } catch let error as SystemError where error.code == Self.noSuchFile {
      return nil
    }
  }

  private static let noSuchFile: Int32 = 2

  /// The files the request covers, relative to the data folder.
  private func files() -> [String] {
    let group = Self.path(of: groupDirectory, below: dataDirectory)
    let tenant = Self.path(of: tenantDirectory, below: dataDirectory)
    let objects = objects.flatMap { Self.path(of: $0.root, below: dataDirectory) } ?? "s3"
    return FileTree.files(below: dataDirectory) { path in
      if path == objects || path == "privacy/pending" { return false }
      guard path == "tenants" || path.hasPrefix("tenants/") else { return true }
      guard let tenant, let group, Self.isNested(path, tenant) else { return false }
      return path.hasPrefix("\(tenant)/groups/") ? Self.isNested(path, group) : true
    }
  }

  /// Whether one of two paths is the other or lies below it.
  private static func isNested(_ path: String, _ other: String) -> Bool {
    path == other || path.hasPrefix(other + "/") || other.hasPrefix(path + "/")
  }

  private static func path(of path: String, below folder: String) -> String? {
    let (parts, base) = (path.split(separator: "/"), folder.split(separator: "/"))
    guard parts.count > base.count, parts.starts(with: base) else { return nil }
    return parts.dropFirst(base.count).joined(separator: "/")
  }
}
