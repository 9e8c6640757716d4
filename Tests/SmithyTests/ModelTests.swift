import Smithy
import Testing

@Suite struct ModelTests {
  private let id = { ShapeID(namespace: "a.b", name: $0) }

  @Test func `shapes of every kind are resolved`() throws {
    let model = try Model.make(
      """
      /// What it is.
      /// And more.
      @sensitive
      structure Thing {
          /// Its name.
          @required
          name: Name,
          parts: Things
          kind: Kind
          sizes: Sizes
          made: Timestamp
      }
      @length(min: 1, max: 63)
      @pattern("^[a-z\\\\d\\"]+$")
      string Name
      list Things { member: Thing }
      map Sizes { key: Name, value: Double }
      enum Kind { PLAIN, FANCY = "fancy-one" }
      """)
    let thing = try #require(model[id("Thing")])
    #expect(thing.documentation == "What it is.\nAnd more.")
    #expect(thing.traits.has("sensitive"))
    guard case .structure(let members) = thing.kind else {
      Issue.record("no structure")
      return
    }
    #expect(members.map(\.name) == ["name", "parts", "kind", "sizes", "made"])
    #expect(members[0].traits.has("required"))
    #expect(members[0].documentation == "Its name.")
    #expect(members[1].target == id("Things"))
    #expect(members[4].target == ShapeID(namespace: "smithy.api", name: "Timestamp"))
    let name = try #require(model[id("Name")])
    #expect(name.kind == .simple(.string))
    #expect(name.traits["length"]?["max"]?.number == 63)
    #expect(name.traits["pattern"]?.string == #"^[a-z\d"]+$"#)
    guard case .enumeration(let values) = model[id("Kind")]?.kind else {
      Issue.record("no enumeration")
      return
    }
    #expect(values.map(\.value) == ["PLAIN", "fancy-one"])
  }

  @Test func `operations and services refer to shapes`() throws {
    let model = try Model.make(
      """
      use aws.protocols#restJson1
      @restJson1
      service Shop { version: "1", operations: [Buy] }
      @http(method: "POST", uri: "/buy", code: 200)
      @idempotent
      operation Buy { input: Order, errors: [Broke] }
      structure Order {}
      @error("client") @httpError(402) structure Broke { message: String }
      """)
    guard case .service(let service) = model[id("Shop")]?.kind,
      case .operation(let operation) = model[id("Buy")]?.kind
    else {
      Issue.record("missing")
      return
    }
    #expect(service.operations == [id("Buy")])
    #expect(operation.input == id("Order"))
    #expect(operation.output == nil)
    #expect(operation.errors == [id("Broke")])
    #expect(model[id("Shop")]?.traits.has("aws.protocols#restJson1") == true)
    #expect(model[id("Buy")]?.traits["http"]?["uri"]?.string == "/buy")
    #expect(model[id("Broke")]?.traits["error"]?.string == "client")
  }

  @Test func `names of another file need a use or to be absolute`() throws {
    let common = ModelFile.make("string Name", namespace: "a.common", name: "common.smithy")
    let good = ModelFile.make("use a.common#Name\nlist Names { member: Name }")
    let absolute = ModelFile.make("list Names { member: a.common#Name }")
    let bad = ModelFile.make("list Names { member: Name }")
    #expect(throws: Never.self) { try Model(files: [good, common]) }
    #expect(throws: Never.self) { try Model(files: [common, absolute]) }
    #expect(throws: SmithyError.self) { try Model(files: [common, bad]) }
  }

  @Test func `a trait of our own is known by its absolute name`() throws {
    let model = try Model.make(
      """
      @trait(selector: "operation")
      structure slow {}
      @slow
      operation Wait {}
      """)
    #expect(model[id("Wait")]?.traits.has("a.b#slow") == true)
  }

  @Test func `files of one namespace see each other, whatever their order`() throws {
    let one = ModelFile.make("list Names { member: Name }", name: "one.smithy")
    let two = ModelFile.make("string Name", name: "two.smithy")
    let model = try Model(files: [one, two])
    #expect(model[id("Name")]?.location.file == "two.smithy")
  }
}
