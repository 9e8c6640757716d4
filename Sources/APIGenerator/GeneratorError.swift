package import Smithy

/// Why a model cannot become Swift, and where it says so.
package struct GeneratorError: Error, Equatable, CustomStringConvertible {
  package let location: SourceLocation
  package let message: String

  init(_ location: SourceLocation, _ message: String) {
    self.location = location
    self.message = message
  }

  package var description: String { "\(location): error: \(message)" }
}
