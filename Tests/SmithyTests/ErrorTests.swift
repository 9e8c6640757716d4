import Smithy
import Testing

/// A fault in a model is told with its file, line and column.
@Suite struct ErrorTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var definitions: String
    var place: String
    var message: String
    var testDescription: String { message }
  }

  static let faults = [
    Fault(definitions: "string", place: "3:7", message: "the shape's name is expected"),
    Fault(definitions: "union A {}", place: "3:1", message: "'union' is no kind of shape"),
    Fault(definitions: "string A\nstring A", place: "4:8", message: "a.b#A is already defined"),
    Fault(definitions: "list A { member: B }", place: "3:10", message: "shape 'B' is not defined"),
    Fault(definitions: "list A { item: String }", place: "3:6", message: "list A lacks 'member'"),
    Fault(definitions: "structure A { b String }", place: "3:17", message: "':' is expected"),
    Fault(
      definitions: "structure A { b: String\n  b: String }", place: "4:3",
      message: "member b is already declared"),
    Fault(definitions: "structure A { b: String", place: "3:24", message: "a member or } is"),
    Fault(definitions: "@lenght(min: 1)\nstring A", place: "3:2", message: "trait 'lenght' is not"),
    Fault(
      definitions: "@required @required string A", place: "3:12",
      message: "trait required is given twice"),
    Fault(definitions: "@pattern(\"a\nstring A", place: "3:10", message: "the string does not end"),
    Fault(definitions: "@pattern(\"\\d\")", place: "3:10", message: "unknown escape"),
    Fault(definitions: "@range(min: )\nstring A", place: "3:13", message: "a value is expected"),
    Fault(definitions: "@length(min: 1, min: 2)\nstring A", place: "3:17", message: "min is given"),
    Fault(definitions: "operation A { inptu: B }", place: "3:11", message: "no property 'inptu'"),
    Fault(definitions: "operation A { input: \"B\" }", place: "3:11", message: "A must refer to"),
    Fault(definitions: "operation A { errors: B }", place: "3:11", message: "A must list shapes"),
    Fault(definitions: "use a.b#Missing", place: "3:5", message: "a.b#Missing is not defined"),
    Fault(definitions: "use Missing", place: "3:5", message: "is no absolute shape name"),
    Fault(definitions: "enum A { B = 1 }", place: "3:14", message: "must be a string"),
    Fault(definitions: "string A;", place: "3:9", message: "unexpected character ';'"),
    Fault(definitions: "string A /", place: "3:10", message: "unexpected character '/'"),
    Fault(definitions: "operation A", place: "3:12", message: "a value is expected"),
  ]

  @Test(arguments: faults)
  func `a fault is told with its place`(fault: Fault) {
    do {
      _ = try Model.make(fault.definitions)
      Issue.record("no error")
    } catch {
      #expect(error.description.hasPrefix("test.smithy:\(fault.place): error: "))
      #expect(error.message.contains(fault.message))
    }
  }

  @Test func `a file must name its version and namespace`() {
    for text in ["", "namespace a", "$version: \"1\"\nnamespace a", "$version: \"2\"\nstring A"] {
      #expect(throws: SmithyError.self) {
        try Model(files: [ModelFile(name: "a", text: text)])
      }
    }
  }

  @Test func `no cut of a good file makes the parser trap`() {
    let text = """
      $version: "2"
      namespace a.b
      /// A comment.
      @http(method: "POST", uri: "/a", codes: [1, -2.5e3, true, null, {a: b}])
      operation A { input: B, errors: [] }
      enum C { D, E = "e\\n" }
      """
    for length in 0..<text.count {
      _ = try? Model(files: [ModelFile(name: "a", text: String(text.prefix(length)))])
      _ = try? Model(files: [ModelFile(name: "a", text: String(text.dropFirst(length)))])
    }
  }
}
