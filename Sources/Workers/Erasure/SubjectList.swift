import ObjectStore
import Privacy
import Store

/// Reads the list of users of a data deletion job: CSV files with the one column USER_ID.
///
/// Of a folder all files that end with .csv count, also those of its sub-folders.
struct SubjectList {
  /// The most that all files of a list may have together, in bytes.
  static let byteLimit: Int64 = 100 * 1_000_000
  /// The longest user id, in characters.
  static let lengthLimit = 256
  static let column = "USER_ID"

  let objectStore: ObjectStore
  let location: ObjectLocation

  /// The ids, each once, in the order of the files' names.
  func read() throws(SubjectListError) -> [String] {
    let files = try self.files()
    let bytes = files.reduce(0) { $0 + $1.bytes }
    guard bytes <= Self.byteLimit else { throw .tooLarge(bytes) }
    var ids: [String] = []
    var seen: Set<ArraySlice<UInt8>> = []
    for file in files {
      try read(file.location) { id in
        if seen.insert(id).inserted { ids.append(String(decoding: id, as: UTF8.self)) }
      }
    }
    guard !ids.isEmpty else { throw .empty(location) }
    return ids
  }

  private func files() throws(SubjectListError) -> [ObjectSummary] {
    func isCSV(_ location: ObjectLocation) -> Bool { location.key.lowercased().hasSuffix(".csv") }
    guard location.isFolder else {
      guard isCSV(location) else { throw .importing(.notCSV(location)) }
      do { return try objectStore.objects(at: location) } catch {
        throw .importing(.objectStore(error))
      }
    }
    let found: [ObjectSummary]
    do { found = try objectStore.objects(at: location, .recursive) } catch {
      throw .importing(.objectStore(error))
    }
    let files = found.filter { isCSV($0.location) }
    guard !files.isEmpty else { throw .noFiles(location) }
    return files
  }

  private func read(
    _ location: ObjectLocation, _ take: (ArraySlice<UInt8>) -> Void
  ) throws(SubjectListError) {
    let file = location.description
    let object: ObjectReader
    do { object = try objectStore.reader(of: location) } catch {
      throw .importing(.objectStore(error))
    }
    var reader = CSVReader(object)
    guard try advance(&reader, file) else { throw .importing(.noHeader(file: file)) }
    let names = reader.fields.map { String(decoding: reader.bytes[$0], as: UTF8.self) }
    guard names.count == 1, let name = names.first, name.uppercased() == Self.column else {
      throw .wrongHeader(file: file, columns: names.count)
    }
    while try advance(&reader, file) {
      let place = ImportPlace(file: file, line: reader.line, column: Self.column)
      guard reader.fields.count == 1, let range = reader.fields.first else {
        throw .importing(
          .nonconforming(place, rule: "a line holds one user id; wrap one with a comma in quotes"))
      }
      let id = reader.bytes[range]
      guard
        id.count <= Self.lengthLimit
          || String(decoding: id, as: UTF8.self).unicodeScalars.count <= Self.lengthLimit
      else { throw .importing(.tooLong(place, limit: Self.lengthLimit)) }
      take(ArraySlice(Array(id)))
    }
  }

  private func advance(
    _ reader: inout CSVReader, _ file: String
  ) throws(SubjectListError) -> Bool {
    do { return try reader.nextRow() } catch {
      throw .importing(error.described(file: file, header: [Self.column]))
    }
  }
}

/// Why a list of users cannot be read; the description is the job's `failureReason`, and repeats no
/// id.
enum SubjectListError: Error, CustomStringConvertible {
  case importing(ImportError)
  case noFiles(ObjectLocation)
  case wrongHeader(file: String, columns: Int)
  case empty(ObjectLocation)
  case tooLarge(Int64)

  var description: String {
    switch self {
    case .importing(let error): "\(error)"
    case .noFiles(let location):
      "Invalid Data location. The folder \(location) and its sub-folders hold no file that ends "
        + "with .csv."
    case .wrongHeader(let file, let columns):
      // What stands there may be an id: the list may lack its header.
      "Input CSV is missing the following columns: [USER_ID]. File \(file), line 1: the header must "
        + "be the one column USER_ID; it has \(columns) column\(columns == 1 ? "" : "s")"
        + (columns == 1 ? " of another name." : ".")
    case .empty(let location):
      "Input CSV has no user ids. Location: \(location): below the header USER_ID, each line holds "
        + "one user id."
    case .tooLarge(let bytes):
      "The list of users is too large: its files have \(bytes) bytes together, and the limit is "
        + "\(SubjectList.byteLimit) bytes (100 MB). Use several jobs."
    }
  }
}
