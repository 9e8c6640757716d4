/// A value on its way into a statement.
package enum Value: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  package init(_ value: Int) { self = .integer(Int64(value)) }
  package init(_ value: Int64) { self = .integer(value) }
  package init(_ value: Int64?) { self = value.map(Value.integer) ?? .null }
  package init(_ value: Double?) { self = value.map(Value.real) ?? .null }
  package init(_ value: String) { self = .text(value) }
  package init(_ value: String?) { self = value.map(Value.text) ?? .null }
  package init(_ value: [UInt8]) { self = .blob(value) }
}

extension Value: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
}

extension Value: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int64) { self = .integer(value) }
}
