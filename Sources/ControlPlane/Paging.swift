import FoundationEssentials
import PersonalizeAPI
import Store

/// One page of a list and the token that leads to the next.
struct Page<Element> {
  let elements: [Element]
  let nextToken: String?
}

/// Where a list goes on; opaque to clients, and good for the same list of the same tenant only.
struct PageToken {
  /// The list, its filter and its tenant.
  let scope: String
  /// What the page ended with.
  let position: String

  private static let version = "1"
  /// Stands between the parts; no ARN or name contains it.
  private static let separator: Character = "\n"

  init(scope: String, position: String) {
    self.scope = scope
    self.position = position
  }

  /// Reads a token back.
  init(_ text: String, scope: String) throws(ServiceError) {
    guard let data = Data(base64Encoded: text),
      let parts = String(bytes: data, encoding: .utf8)?
        .split(separator: Self.separator, omittingEmptySubsequences: false),
      parts.count == 3, parts[0] == Self.version, parts[1] == scope
    else { throw .invalidNextToken }
    self.init(scope: scope, position: String(parts[2]))
  }

  var text: String {
    let plain = [Self.version, scope, position].joined(separator: String(Self.separator))
    return Data(plain.utf8).base64EncodedString()
  }
}

extension ControlContext {
  /// A page of the resources of a kind, of one parent or of the whole tenant, in the order the
  /// lifecycle table gives.
  func list<Body: ResourceBody, Summary>(
    parent: String? = nil, nextToken: String?, maxResults: Int?,
    _ summarize: (Body) -> Summary
  ) throws(ServiceError) -> Page<Summary> {
    if let parent, let kind = Lifecycle.of(Body.kind).listParent {
      try checkParent(parent, is: kind)
    }
    let scope = scope(of: Body.kind.rawValue, parent)
    var after: Int64?
    if let nextToken {
      guard let position = Int64(try PageToken(nextToken, scope: scope).position) else {
        throw .invalidNextToken
      }
      after = position
    }
    let size = pageSize(maxResults)
    let found = try storing {
      try database.list(
        Body.kind, parent: parent, after: after,
        newestFirst: Lifecycle.of(Body.kind).listsNewestFirst, limit: size + 1)
    }
    var summaries: [Summary] = []
    for resource in found.prefix(size) { summaries.append(summarize(try Body(resource))) }
    let last = found.count > size ? found[size - 1] : nil
    return Page(
      elements: summaries,
      nextToken: last.map { PageToken(scope: scope, position: "\($0.sequence)").text })
  }

  /// A page of a list that is in memory, whose elements have names in rising order.
  func page<Element>(
    of elements: [Element], list: String, filter: String?, nextToken: String?, maxResults: Int?,
    name: (Element) -> String
  ) throws(ServiceError) -> Page<Element> {
    let scope = scope(of: list, filter)
    var rest = elements[...]
    if let nextToken {
      let position = try PageToken(nextToken, scope: scope).position
      rest = rest.drop { name($0) <= position }
    }
    let page = rest.prefix(pageSize(maxResults))
    let last = page.count < rest.count ? page.last : nil
    return Page(
      elements: Array(page),
      nextToken: last.map { PageToken(scope: scope, position: name($0)).text })
  }

  /// Checks that a list's filter is an ARN of the right kind; one of nothing has no children.
  func checkParent(_ arn: String, is kind: ResourceKind) throws(ServiceError) {
    guard ResourceARN(arn)?.kind == kind else { throw notAnARN(arn, of: kind) }
  }

  private func pageSize(_ requested: Int?) -> Int {
    max(1, min(requested ?? limits.pageSize, limits.pageSize))
  }

  private func scope(of list: String, _ filter: String?) -> String {
    "\(tenant) \(list) \(filter ?? "")"
  }
}
