/// Appends header fields to an answer under way.
package struct HTTPHeaderWriter: ~Copyable {
  var bytes: [UInt8]

  /// Adds a field.
  ///
  /// Control characters in the value become blanks, so that no value can end its line.
  package mutating func add(_ name: StaticString, _ value: String) {
    bytes.append(name)
    addValue(value)
  }

  /// Adds a field whose name is made at run time; bytes no name may hold are left out.
  package mutating func add(named name: String, _ value: String) {
    bytes.append(contentsOf: name.utf8.lazy.filter(\.isToken))
    addValue(value)
  }

  private mutating func addValue(_ value: String) {
    bytes.append(": ")
    let start = bytes.count
    bytes.append(contentsOf: value.utf8)
    for index in start..<bytes.count where !bytes[index].isFieldContent {
      bytes[index] = .space
    }
    bytes.append("\r\n")
  }
}
