import APIGenerator
import Smithy
import Testing

@Suite struct GeneratorTests {
  private let service = """
    use aws.protocols#awsJson1_1
    @awsJson1_1
    service AmazonShop { version: "1", operations: [Buy] }
    """

  private func files(_ definitions: String) throws -> [String: String] {
    let head = "$version: \"2\"\nnamespace com.shop\n"
    let file = ModelFile(name: "spec/order-book.smithy", text: head + definitions)
    let files = try Generator.files(from: Model(files: [file]))
    return Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.text) })
  }

  private func shapes(_ definitions: String) throws -> String {
    try #require(try files(service + definitions)["OrderBookShapes.swift"])
  }

  @Test func `there is a file of shapes for each model file and six for the whole`() throws {
    let names = try files(service + "operation Buy {}").keys.sorted()
    #expect(
      names == [
        "Dispatchers.swift", "ErrorKind.swift", "Operation.swift", "OperationRouting.swift",
        "OrderBookShapes.swift", "Services.swift", "ShapeNamespaces.swift",
      ])
  }

  @Test func `members become properties, the required ones not optional`() throws {
    let text = try shapes(
      """
      operation Buy { input: Order }
      /// What to buy.
      structure Order {
          /// The item.
          @required
          Item: String
          count: Integer
          at: Timestamp
          default: Long
      }
      """)
    #expect(text.contains("/// What to buy.\npackage struct Order: Sendable, Equatable {"))
    #expect(text.contains("  /// The item.\n  package var item: String\n"))
    #expect(text.contains("  package var count: Int?\n"))
    #expect(text.contains("  package var at: Timestamp?\n"))
    #expect(text.contains("  package var `default`: Int64?\n"))
    #expect(text.contains("package import Platform\n"))
    #expect(text.contains("JSONMembers(\"Item\", \"count\", \"at\", \"default\")"))
    #expect(text.contains("extension Order: APIRequest {"))
    #expect(text.contains("reader.required(item, \"Item\", of: object, else: \"\")"))
  }

  @Test func `constraints become checks`() throws {
    let text = try shapes(
      #"""
      operation Buy { output: Receipt }
      structure Receipt { name: Name, weight: Weight, kind: Kind, names: Names }
      @length(min: 1, max: 63) @pattern("[A-Za-z\\d_]+") string Name
      @range(min: 0.5) double Weight
      enum Kind { VERY_PLAIN }
      @length(max: 3) list Names { member: Name }
      """#)
    #expect(text.contains("reader.checkLength(value.unicodeScalars.count, min: 1, max: 63, site)"))
    #expect(text.contains(#"Patterns.attributeName(value), "[A-Za-z\\d_]+", site)"#))
    #expect(text.contains("reader.checkRange(value, min: 0.5, site)"))
    #expect(text.contains("case veryPlain = \"VERY_PLAIN\""))
    #expect(text.contains("reader.checkLength(elements.count, max: 3, site)"))
    #expect(text.contains("extension Receipt: APIStructure {"))
  }

  @Test func `sensitive values are never shown`() throws {
    let text = try shapes(
      """
      operation Buy { input: Order }
      @sensitive structure Order { card: Card }
      @sensitive @length(max: 9) string Card
      """)
    #expect(text.contains("let shown: String? = nil"))
    #expect(text.contains("reader.withholdsValues = true"))
  }

  @Test func `errors, methods, routes and dispatch are made for each operation`() throws {
    let made = try files(
      service + """
        @idempotent operation Buy { input: Order, output: Receipt, errors: [BrokeException] }
        structure Order {}
        structure Receipt {}
        @error("client") @httpError(402) structure BrokeException {}
        """)
    let operations = try #require(made["Operation.swift"])
    #expect(operations.contains("case .buy: [.broke]"))
    #expect(operations.contains("case .buy: .shop"))
    #expect(
      made["OperationRouting.swift"]?.contains(#"case "AmazonShop.Buy": self = .buy"#) == true)
    #expect(made["ErrorKind.swift"]?.contains(#"case .broke: "BrokeException""#) == true)
    #expect(made["ErrorKind.swift"]?.contains("case (.broke, _): 402") == true)
    let methods = try #require(made["Services.swift"])
    #expect(methods.contains("package protocol ShopService: Sendable {"))
    #expect(methods.contains("_ request: Order, _ context: Context"))
    #expect(methods.contains(") throws(ServiceError) -> Receipt"))
    #expect(
      made["Dispatchers.swift"]?.contains("let response = try service.buy(request, context)")
        == true)
  }

  @Test func `what cannot become Swift is told with its place`() {
    let faults = [
      ("operation Buy { input: O }\nstructure O { n: N }\n@pattern(\"x+\") string N", "no matcher"),
      ("operation Buy { input: O }\nstructure O { n: N }\nenum N {}", "N has no values"),
      ("operation Buy { input: O }\nstructure O { n: Buy }", "has no values"),
      (
        "operation Buy { input: O }\nstructure O { m: M }\n"
          + "map M { key: Integer, value: String }", "the keys of a map must be strings"
      ),
      ("structure Buy {}", "is no operation"),
    ]
    for (definitions, message) in faults {
      do {
        _ = try files(service + "\n" + definitions)
        Issue.record("no error for \(definitions)")
      } catch let error as GeneratorError {
        #expect(error.description.contains("order-book.smithy:"))
        #expect(error.message.contains(message))
      } catch {
        Issue.record(error)
      }
    }
  }

  @Test func `the same model gives the same text`() throws {
    let definitions = service + "operation Buy { input: Order }\nstructure Order { a: String }"
    #expect(try files(definitions) == files(definitions))
  }

  @Test func `the dump names every shape`() throws {
    let head = "$version: \"2\"\nnamespace com.shop\n"
    let text = head + "@length(max: 3) list Names { member: String }"
    let dump = ModelDump.text(of: try Model(files: [ModelFile(name: "a", text: text)]))
    #expect(
      dump.contains(
        #""com.shop#Names":{"member":{"target":"smithy.api#String","traits":{}},"#
          + #""traits":{"length":{"max":3}},"type":"list"}"#))
  }
}
