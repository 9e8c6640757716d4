/// A place in a model file; lines and columns count from 1.
package struct SourceLocation: Sendable, Equatable, CustomStringConvertible {
  package let file: String
  package let line: Int
  package let column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  package var description: String { "\(file):\(line):\(column)" }
}

/// What is wrong with a model, and where; printed the way compilers do.
package struct SmithyError: Error, Equatable, CustomStringConvertible {
  package let location: SourceLocation
  package let message: String

  package init(_ location: SourceLocation, _ message: String) {
    self.location = location
    self.message = message
  }

  package var description: String { "\(location): error: \(message)" }
}
