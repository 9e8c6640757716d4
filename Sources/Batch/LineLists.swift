import DataPlane
import JSON
import Kernels
import ObjectStore
import PersonalizeAPI
import Platform
import Recipes
import Store
import Synchronization
import Workers

/// Makes the output line of an input line.
struct LineLists: Sendable {
  /// The most lines of one object for recommendations.
  private static let lineLimit = 50_000_000
  /// The most lines of one object for segments.
  private static let itemLineLimit = 500
  private static let attributeLineLimit = 10
  /// The most lines of one object for themes.
  private static let themeLineLimit = 100

  private let task: BatchTask
  private let maker: Maker
  private let store: Store
  private let key: TenantKey

  private enum Maker: Sendable {
    case recommender(OfflineRecommender)
    case themes(OfflineRecommender, Themes)
    case segments(OfflineSegments)
  }

  /// An output line, with its end.
  struct Answer: Sendable {
    var bytes: [UInt8]
    /// Why it has no list.
    var error: String?
    var isWithheld = false
  }

  init(_ task: BatchTask) throws {
    self.task = task
    guard let key = TenantKey(account: task.account, region: task.region) else {
      throw BatchError("There is no tenant \(task.account)/\(task.region).")
    }
    self.key = key
    let plane = try DataPlane(
      besideServerAt: task.dataDirectory, now: Timestamp(milliseconds: task.time))
    store = try Store(directory: task.dataDirectory, isServer: false)
    let version = OfflineVersion(tenant: key, group: task.group, arn: task.versionARN)
    if task.output == .segments {
      maker = .segments(
        try OfflineSegments(
          version, plane, filterARN: task.filterARN, count: task.count,
          isHeld: { task.isHeld($0) }))
      return
    }
    let recommender = try OfflineRecommender(
      version, plane, filterARN: task.filterARN, count: task.count,
      itemExploration: task.itemExploration, rankingInfluence: task.rankingInfluence)
    maker =
      task.output == .themes
      ? .themes(
        recommender, try Themes(version, plane, nameColumn: task.nameColumn ?? ""))
      : .recommender(recommender)
  }

  /// Whether nobody's rows were erased since the job began.
  func isCurrent() throws -> Bool {
    try store.tenant(key).group(named: task.group).erasureEpoch() == task.epoch
  }

  /// - Throws: `BatchError` when an object has more lines than its kind of job takes.
  func check(lineCount: Int, in location: ObjectLocation) throws {
    let limit: Int
    switch maker {
    case .recommender: limit = Self.lineLimit
    case .themes: limit = Self.themeLineLimit
    case .segments(let segments):
      limit =
        segments.recipe.name == "aws-item-affinity" ? Self.itemLineLimit : Self.attributeLineLimit
    }
    guard lineCount <= limit else {
      throw BatchError("\(location) has more than \(limit) lines, the most for such a job.")
    }
  }

  /// The answers in the order of the lines.
  func answers(to lines: [ArraySlice<UInt8>], threads: Int) -> [Answer] {
    let answers = Mutex([Answer?](repeating: nil, count: lines.count))
    Parallel.forEachBlock(count: lines.count, blockSize: 16, threads: threads) { _, range in
      let made = range.map { answer(to: lines[$0]) }
      answers.withLock { answers in
        for (index, answer) in zip(range, made) { answers[index] = answer }
      }
    }
    return answers.withLock { $0.compactMap(\.self) }
  }

  private func answer(to line: ArraySlice<UInt8>) -> Answer {
    var writer = JSONWriter()
    do throws(LineError) {
      let input = try InputLine(line)
      writer.raw("{\"input\":")
      writer.raw(String(decoding: line, as: UTF8.self))
      try append(input, to: &writer)
      writer.raw("}\n")
      return Answer(bytes: writer.bytes)
    } catch {
      return Self.failure(line, error)
    }
  }

  private static func failure(_ line: ArraySlice<UInt8>, _ error: LineError) -> Answer {
    var writer = JSONWriter()
    let text = String(decoding: line, as: UTF8.self)
    writer.raw("{\"input\":")
    if (try? JSONValue(parsing: Array(line))) != nil {
      writer.raw(text)
    } else {
      writer.string(text)
    }
    writer.raw(",\"output\":null,\"error\":")
    writer.string(error.message)
    writer.raw("}\n")
    return Answer(bytes: writer.bytes, error: error.message, isWithheld: error.isWithheld)
  }
}

// MARK: - Lists

extension LineLists {
  private func append(_ line: InputLine, to writer: inout JSONWriter) throws(LineError) {
    switch maker {
    case .recommender(let recommender):
      let list = try list(of: line, recommender)
      writer.raw(",\"output\":{")
      append(list, recommender.recipe, to: &writer)
      writer.raw("}")
      if recommender.recipe.type == .userPersonalization { writer.raw(",\"error\":null") }
    case .themes(let recommender, let themes):
      let list = try list(of: line, recommender)
      let theme = themes.theme(of: list.compactMap(\.itemId))
      writer.raw(",\"output\":{")
      append("recommendedItems", theme.items, to: &writer)
      writer.raw(",\"theme\":")
      writer.string(theme.name)
      writer.raw(",\"itemsThemeRelevanceScores\":[")
      for (index, score) in theme.scores.enumerated() {
        if index > 0 { writer.raw(",") }
        writer.double(score)
      }
      writer.raw("]}")
    case .segments(let segments):
      try append(line, segments, to: &writer)
    }
  }

  private func list(
    of line: InputLine, _ recommender: OfflineRecommender
  ) throws(LineError) -> [PredictedItem] {
    var request = OfflineRecommender.Request()
    let type = recommender.recipe.type
    if type == .relatedItems {
      request.itemID = try line.identifier("itemId")
    } else {
      let user = try line.identifier("userId")
      if task.isHeld(user) {
        throw LineError("There is no list for this user.", isWithheld: true)
      }
      request.userID = user
    }
    if type == .personalizedRanking { request.items = try line.identifiers("itemList") }
    request.context = try line.texts("context")
    request.filterValues = try line.texts("filterValues")
    do {
      return try recommender.list(request)
    } catch {
      throw LineError(error.message)
    }
  }

  private func append(
    _ line: InputLine, _ segments: OfflineSegments, to writer: inout JSONWriter
  ) throws(LineError) {
    let values = try line.texts("filterValues")
    let users: [String]
    var attributes: String?
    do {
      if segments.recipe.name == "aws-item-affinity" {
        users = try segments.users(for: .item(try line.identifier("itemId")), filterValues: values)
      } else {
        let text = try line.text("itemAttributes")
        attributes = text
        users = try segments.users(
          for: .attributes(try AttributeExpression(parsing: text)), filterValues: values)
      }
    } catch let error as LineError {
      throw error
    } catch let error as ServiceError {
      throw LineError(error.message)
    } catch {
      throw LineError("\(error)")
    }
    if let attributes {
      writer.raw(",\"itemAttributes\":")
      writer.string(attributes)
    }
    writer.raw(",\"output\":{")
    append("recommendedUsers", users, to: &writer)
    writer.raw("}")
  }

  /// The members of `output`: scores for recipes of users, reasons for the one that gives them.
  private func append(
    _ list: [PredictedItem], _ recipe: Recipes.Recipe, to writer: inout JSONWriter
  ) {
    append("recommendedItems", list.compactMap(\.itemId), to: &writer)
    guard recipe.type == .userPersonalization || recipe.type == .personalizedRanking else { return }
    writer.raw(",\"scores\":[")
    for (index, item) in list.enumerated() {
      if index > 0 { writer.raw(",") }
      if let score = item.score { writer.double(score) } else { writer.null() }
    }
    writer.raw("]")
    guard recipe.name == "aws-user-personalization-v2" else { return }
    writer.raw(",\"reasons\":[")
    for (index, item) in list.enumerated() {
      if index > 0 { writer.raw(",") }
      writer.raw("[")
      for (place, reason) in (item.reason ?? []).enumerated() {
        if place > 0 { writer.raw(",") }
        writer.string(reason)
      }
      writer.raw("]")
    }
    writer.raw("]")
  }

  private func append(_ name: String, _ ids: [String], to writer: inout JSONWriter) {
    writer.raw("\"\(name)\":[")
    for (index, id) in ids.enumerated() {
      if index > 0 { writer.raw(",") }
      writer.string(id)
    }
    writer.raw("]")
  }
}
