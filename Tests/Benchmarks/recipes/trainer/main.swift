// Trains recipes without a server, for the benchmark beside it.
//
//   recipe-trainer lists RECIPE SEED TRAIN QUERIES
//     TRAIN has lines `user TAB item TAB seconds`, QUERIES `user TAB live items, oldest first`,
//     separated by blanks. Writes `seconds N`, then a line of the ten best items a query.
//   recipe-trainer time RECIPE INTERACTIONS USERS ITEMS
//     Trains on generated data and writes `name value` lines: seconds, processor_seconds of all
//     threads, peak_megabytes and, where there is one, the processor seconds of an `iteration` of
//     the factorization.

import Glibc
import Kernels
import Recipes

let arguments = CommandLine.arguments
let clock = ContinuousClock()

/// Lines of a file; none when it cannot be read.
func lines(_ path: String) -> [Substring] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    guard count > 0 else { break }
    bytes.append(contentsOf: buffer[..<count])
  }
  return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
}

func seconds(since start: ContinuousClock.Instant) -> Double {
  let parts = start.duration(to: clock.now).components
  return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
}

/// Writes a line to standard error.
func note(_ text: String) {
  let bytes = Array((text + "\n").utf8)
  _ = write(2, bytes, bytes.count)
}

/// The processor time of all threads so far, which other processes disturb less.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The most memory the process has held so far.
func peakMegabytes() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss / 1024
}

/// Writes the lists of a recipe for the queries of a file.
func writeLists(recipe: String, seed: UInt64, train: String, queries: String) throws {
  var builder = TrainingDataBuilder()
  for line in lines(train) {
    let fields = line.split(separator: "\t")
    guard fields.count == 3, let time = Int64(fields[2]) else { continue }
    builder.append(user: String(fields[0]), item: String(fields[1]), timestamp: time)
  }
  let data = try builder.build()
  let configuration = TrainingConfiguration(minimums: .relaxed)
  let start = clock.now
  let trained = try Recipes.train(
    recipe: recipe, data: data, configuration: configuration, seed: seed, threads: 2)
  print("seconds", seconds(since: start))
  for line in trained.log { note(line) }
  let isRelated = trained.model.recipe.capabilities.itemID == .required
  for line in lines(queries) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    var query = Query(user: trained.model.userIndex(String(fields[0])))
    let live = fields.count < 2 ? [] : fields[1].split(separator: " ")
    query.events = live.compactMap { trained.model.itemIndex(String($0)) }
      .map { Query.Event(item: $0, timestamp: trained.model.newestTimestamp + 1) }
    if isRelated { query.seedItem = query.events.last?.item }
    let list = trained.model.recommend(query, limit: 25)
    print(list.map { trained.model.items[$0.item] }.joined(separator: " "))
  }
}

/// Users walk among items of a few tastes; items are popular by a power law.
func generate(interactions: Int, users: Int, items: Int) throws -> TrainingData {
  var builder = TrainingDataBuilder()
  var random = SeededRandom(seed: 7)
  builder.reserveCapacity(interactions)
  for user in 0..<users { builder.users.intern("u\(user)") }
  for item in 0..<items { builder.items.intern("i\(item)") }
  let tastes = 50
  for user in 0..<users {
    let own = UInt64(user % tastes)
    var place = random.uniform()
    let length = interactions * (user + 1) / users - interactions * user / users
    for step in 0..<length {
      let taste = random.uniform() < 0.8 ? own : random.next() % UInt64(tastes)
      place = random.uniform() < 0.6 ? fmodf(place + 0.01, 1) : random.uniform()
      let rank = Int(powf(place, 2.5) * Float(items / tastes))
      let item = min(rank * tastes + Int(taste), items - 1)
      builder.append(user: UInt32(user), item: UInt32(item), timestamp: Int64(step * 60))
    }
  }
  return try builder.build()
}

func timeTraining(recipe: String, interactions: Int, users: Int, items: Int) throws {
  let data = try generate(interactions: interactions, users: users, items: items)
  print("interactions", data.count)
  print("data_megabytes", peakMegabytes())
  var stamps: [(stage: String, second: Double)] = []
  let processorStart = processorSeconds()
  let start = clock.now
  _ = try Recipes.train(
    recipe: recipe, data: data, configuration: TrainingConfiguration(), seed: 1, threads: 2
  ) { stamps.append(($0.stage, processorSeconds())) }
  print("seconds", seconds(since: start))
  print("processor_seconds", processorSeconds() - processorStart)
  print("peak_megabytes", peakMegabytes())
  // Every half of an iteration reports.
  let steps = zip(stamps, stamps.dropFirst())
    .filter { $0.stage.hasPrefix("factoriz") && $1.stage == $0.stage }.map { $1.second - $0.second }
  if !steps.isEmpty { print("iteration", 2 * steps.reduce(0, +) / Double(steps.count)) }
}

switch (arguments.dropFirst().first, arguments.count) {
case ("lists", 6):
  try writeLists(
    recipe: arguments[2], seed: UInt64(arguments[3]) ?? 1, train: arguments[4],
    queries: arguments[5])
case ("time", 6):
  let numbers = arguments[3...].compactMap { Int($0) }
  guard numbers.count == 3 else { exit(2) }
  try timeTraining(
    recipe: arguments[2], interactions: numbers[0], users: numbers[1], items: numbers[2])
default:
  note("usage: recipe-trainer lists|time ...")
  exit(2)
}
