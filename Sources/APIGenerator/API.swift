import Smithy

/// What the generated Swift is about: the services of a model with their operations, and the
/// Swift names of its shapes.
struct API {
  struct Service {
    /// `AmazonPersonalizeEvents`, which is also what prefixes an `X-Amz-Target`.
    var name: String
    var namespace: String
    /// Whether paths select the operation; if not, the target header does.
    var isREST: Bool
    var operations: [Operation]

    /// `PersonalizeEvents`.
    var swiftName: String { name.hasPrefix("Amazon") ? String(name.dropFirst(6)) : name }
    var caseName: String { SwiftNaming.property(swiftName) }
    var isDeferred: Bool { operations.contains(where: \.isDeferred) }
  }

  struct Operation {
    var shape: Shape
    var input: ShapeID?
    var output: ShapeID?
    var errors: [ShapeID]
    var method: String?
    var path: String?
    var isDeferred: Bool

    var name: String { shape.id.name }
    var caseName: String { SwiftNaming.property(name) }

    /// The path between its slashes.
    var segments: [Segment] {
      (path ?? "").split(separator: "/", omittingEmptySubsequences: false).map { part in
        part.hasPrefix("{") && part.hasSuffix("}")
          ? .label(String(part.dropFirst().dropLast())) : .text(String(part))
      }
    }
    var hasLabels: Bool {
      segments.contains { if case .label = $0 { true } else { false } }
    }
  }

  /// What stands between two slashes of a path.
  enum Segment {
    case text(String)
    /// Anything; it is the value of that member of the input.
    case label(String)
  }

  let model: Model
  let services: [Service]
  /// Structures that are some operation's input.
  let requests: Set<ShapeID>
  private let typeNames: [ShapeID: String]

  init(_ model: Model) throws(GeneratorError) {
    self.model = model
    typeNames = Self.typeNames(of: model)
    var services: [Service] = []
    for shape in model.shapes {
      guard case .service(let service) = shape.kind else { continue }
      services.append(try Self.service(shape, service, model))
    }
    self.services = services
    requests = Set(services.flatMap(\.operations).compactMap(\.input))
  }

  /// The shape of that name; the model has checked that there is one.
  func shape(_ id: ShapeID) throws(GeneratorError) -> Shape {
    guard let shape = model[id] else {
      let nowhere = SourceLocation(file: id.namespace, line: 1, column: 1)
      throw GeneratorError(nowhere, "\(id) is not defined")
    }
    return shape
  }

  /// The name of the Swift type made from a structure or enumeration.
  func typeName(_ id: ShapeID) -> String { typeNames[id] ?? id.name }

  /// Whether Swift types are made from the shape: not from errors and trait definitions.
  static func isEmitted(_ shape: Shape) -> Bool {
    !shape.traits.has("error") && !shape.traits.has("trait") && !isPrelude(shape)
  }

  static func isPrelude(_ shape: Shape) -> Bool { shape.id.namespace == "smithy.api" }

  /// Of equal names the first namespace keeps its own, the others get theirs in front.
  private static func typeNames(of model: Model) -> [ShapeID: String] {
    var taken: Set<String> = []
    var names: [ShapeID: String] = [:]
    let namespaces = Set(model.shapes.map(\.id.namespace)).sorted {
      ($0.count, $0) < ($1.count, $1)
    }
    for namespace in namespaces {
      for shape in model.shapes where shape.id.namespace == namespace && isEmitted(shape) {
        switch shape.kind {
        case .structure, .enumeration: break
        default: continue
        }
        let isFree = taken.insert(shape.id.name).inserted
        let prefix = isFree ? "" : SwiftNaming.prefix(ofNamespace: namespace)
        names[shape.id] = prefix + shape.id.name
      }
    }
    return names
  }

  private static func service(
    _ shape: Shape, _ service: ShapeKind.Service, _ model: Model
  ) throws(GeneratorError) -> Service {
    let isREST = shape.traits.has("aws.protocols#restJson1")
    guard isREST || shape.traits.has("aws.protocols#awsJson1_1") else {
      throw GeneratorError(shape.location, "\(shape.id.name) has no protocol")
    }
    var operations: [Operation] = []
    for id in service.operations {
      guard let shape = model[id], case .operation(let operation) = shape.kind else {
        throw GeneratorError(shape.location, "\(id) is no operation")
      }
      operations.append(try Self.operation(shape, operation, isREST: isREST))
    }
    if let immediate = operations.first(where: { !$0.isDeferred }),
      operations.contains(where: \.isDeferred)
    {
      throw GeneratorError(
        immediate.shape.location, "all operations of a service are deferred, or none")
    }
    return Service(
      name: shape.id.name, namespace: shape.id.namespace, isREST: isREST, operations: operations)
  }

  private static func operation(
    _ shape: Shape, _ operation: ShapeKind.Operation, isREST: Bool
  ) throws(GeneratorError) -> Operation {
    let http = shape.traits["http"]
    guard !isREST || (http?["method"]?.string != nil && http?["uri"]?.string != nil) else {
      throw GeneratorError(shape.location, "\(shape.id.name) needs @http with a method and a uri")
    }
    let isDeferred = shape.traits.has("bespoke#deferred")
    guard !isDeferred || operation.output == nil else {
      throw GeneratorError(shape.location, "\(shape.id.name) is deferred: it cannot have an output")
    }
    return Operation(
      shape: shape, input: operation.input, output: operation.output, errors: operation.errors,
      method: http?["method"]?.string, path: http?["uri"]?.string, isDeferred: isDeferred)
  }
}
