import Workers

/// `bespoke evaluate`: how good recipes are on data that was held out.
enum EvaluateCommand: Command {
  static let name = "evaluate"
  static let summary = "Measure a solution version, or every recipe on a dataset group."
  static let details = """
    TARGET is the ARN of a solution version, of a recommender, or the ARN or name of a dataset
    group. A version or recommender is trained once more on the rows it was trained on, so that its
    metrics are those GetSolutionMetrics reports; of a group every recipe it has the datasets for is
    trained with its defaults. Beside each stand the same metrics of plain popularity. The data
    folder is only read: a server may be working on it.

    With --export it writes interactions.csv (what was trained on), held-out.csv (what the test
    users did then), recommendations.csv (what was recommended to them) and items.csv.
    """
  static let operands = ["TARGET"]

  static let options: [Option] = [
    .value("data", "DIR", "the folder for all data", default: "./.bespoke"),
    .value("export", "DIR", "a folder to write the split and the lists to"),
    .value("seed", "N", "another choice of test users"),
    .value("format", "text|json", "the form of the result", default: "text"),
  ]

  enum Format: String, CaseIterable {
    case text
    case json
  }

  static func run(_ values: OptionValues) throws -> Int32 {
    guard let target = values.operands.first, values.operands.count == 1 else {
      throw UsageError(message: "Give one TARGET to evaluate.")
    }
    let format = try values.choice("format", of: Format.self) ?? .text
    var options = EvaluationPlan.Options()
    options.seed = try values.integer("seed", in: 0...Int.max).map(UInt64.init)
    options.exportDirectory = values.string("export")
    let plan = try EvaluationPlan.find(
      target, inData: values.string("data") ?? "./.bespoke", options: options)
    let worker = Supervisor.workerBesideExecutable()
    var results: [EvaluationResult] = []
    for entry in plan.entries {
      let isAlone = plan.entries.count == 1
      if !isAlone { Bespoke.complain("evaluating \(entry.recipe)") }
      do {
        results.append(EvaluationResult(entry, try entry.task.run(worker: worker)))
      } catch let error as EvaluationError where !isAlone {
        // The others can still be measured.
        results.append(EvaluationResult(entry, problem: "\(error)"))
      }
    }
    switch format {
    case .text: Bespoke.say(EvaluationTable(results).text)
    case .json: Bespoke.say(try EvaluationTable(results).json)
    }
    return ExitCode.success
  }
}
