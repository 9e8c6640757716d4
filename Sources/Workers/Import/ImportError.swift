import ObjectStore
import Store

/// Why an import failed; the description is the job's `failureReason`.
///
/// It names file, line, column and rule, and what would be right, but never repeats a value:
/// values may be personal data, and a failure reason outlives them.
enum ImportError: Error, CustomStringConvertible {
  case objectStore(ObjectStoreError)
  case notCSV(ObjectLocation)
  case noFiles(ObjectLocation)
  case noHeader(file: String)
  case repeatedColumn(String, file: String)
  case missingColumns([String], file: String)
  case otherHeader(file: String, first: String, missing: [String], extra: [String])
  case tooLong(ImportPlace, limit: Int)
  case nonconforming(ImportPlace, rule: String)
  case tooFewRows(Int64, minimum: Int64, in: ObjectLocation)
  /// Not the data's fault: the disk, the segment file.
  case storage(String)

  var description: String {
    switch self {
    case .objectStore(let error): "\(error)"
    case .notCSV(let location):
      "Invalid Data location. \(location) is neither a CSV file nor a folder: name a file that "
        + "ends with .csv, or end the location with a slash to name a folder."
    case .noFiles(let location):
      "Invalid Data location. The folder \(location) holds no CSV file at its first level."
    case .noHeader(let file):
      "Input CSV has no header. File \(file), line 1, is empty: it must name the columns."
    case .repeatedColumn(let name, let file):
      "Input CSV names the column \(name) more than once. File \(file), line 1: each column of "
        + "the schema must be named once."
    case .missingColumns(let names, let file):
      "Input CSV is missing the following columns: [\(names.joined(separator: ", "))]. "
        + "File \(file), line 1: every field of the schema needs a column, also nullable ones."
    case .otherHeader(let file, let first, let missing, let extra):
      "All CSV files of a folder must have the same columns. File \(file), line 1, differs from "
        + "\(first): missing [\(missing.joined(separator: ", "))], additional "
        + "[\(extra.joined(separator: ", "))]."
    case .tooLong(let place, let limit):
      "Length cannot be more than \(limit) characters for \(place.column). \(place). If no value "
        + "exceeds the limit, check that quotes inside values are escaped and that every value "
        + "with a comma is wrapped in quotes."
    case .nonconforming(let place, let rule):
      "Input csv has rows that do not conform to the dataset schema. Please ensure all required "
        + "data fields are present and that they are of the type specified in the schema. "
        + "\(place): \(rule)."
    case .tooFewRows(let rows, let minimum, let location):
      "The import of \(location) has \(rows) rows, fewer than the minimum of \(minimum) rows for a "
        + "dataset import job."
    case .storage(let reason):
      "The rows could not be stored: \(reason)"
    }
  }

  /// Runs what writes to the segment file.
  static func storing<Result>(
    _ body: () throws -> Result
  ) throws(ImportError) -> Result {
    do {
      return try body()
    } catch {
      throw .storage("\(error)")
    }
  }
}

/// A cell of a CSV file.
struct ImportPlace: CustomStringConvertible {
  let file: String
  let line: Int
  let column: String

  var description: String { "File \(file), line \(line), column \(column)" }
}

extension CSVError {
  /// The same in words, with the columns' names.
  func described(file: String, header: [String]) -> ImportError {
    switch self {
    case .object(let error): return .objectStore(error)
    case .row(let line, let field, let problem):
      let name = header.indices.contains(field) ? header[field] : "number \(field + 1)"
      return .nonconforming(
        ImportPlace(file: file, line: line, column: name), rule: problem.rule)
    }
  }
}

extension CSVError.Problem {
  var rule: String {
    switch self {
    case .lineTooLong:
      "a line has at most \(CSVReader.lineLimit >> 20) MiB; is a quote or a line break missing?"
    case .nulByte: "a value contains no NUL byte; the file must be plain text in UTF-8"
    case .notUTF8: "the file must be encoded in UTF-8"
    case .lineBreakInQuotes:
      "a quoted value ends on its line; line breaks inside values are not supported, and a quote "
        + "inside a value is written \"\" or \\\""
    case .unclosedQuote: "the quoted value does not end before the end of the file"
    case .textAfterQuote:
      "only a comma or the end of the line follows a closing quote; a quote inside a quoted value "
        + "is written \"\" or \\\""
    case .carriageReturn:
      "lines end with LF or CRLF; a carriage return inside a value is not supported"
    }
  }
}
