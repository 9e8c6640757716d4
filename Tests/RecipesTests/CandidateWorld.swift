import Glibc
import Kernels

@testable import Recipes

/// A blend over a catalogue of any size, and its users' profiles.
enum CandidateWorld {
  /// Users wander about the neighbourhood of one item, with popular ones in between; the last
  /// hundred items are met by nobody, and half of them are like some that are.
  static func make(
    items itemCount: Int, users: Int, dimension: Int, iterations: Int
  ) throws -> (blend: Blend, profiles: [Blend.Profile]) {
    var builder = TrainingDataBuilder()
    var random = SeededRandom(seed: 5)
    for item in 0..<itemCount { builder.items.intern("i\(item)") }
    let met = itemCount - 100
    for user in 0..<users {
      let number = builder.users.intern("u\(user)")
      var place = Int(random.next() % UInt64(met))
      for step in 0..<25 {
        place = (place + Int(random.next() % 60)) % met
        let popular = Int(Float(met) * powf(random.uniform(), 4))
        builder.append(
          user: number, item: UInt32(step % 4 == 3 ? min(popular, met - 1) : place),
          timestamp: Int64(step))
      }
    }
    let sequences = Sequences(try builder.build())
    let occurrences = Occurrences(sequences)
    var weights = Blend.Weights().with(.rules, 0.7).with(.neighbours, 0.3)
    weights = weights.with(.taste, 1).with(.prior, 0.2).with(.seen, -60)
    let counts = (0..<itemCount).map { Float(occurrences.count(ofItem: $0)) }
    let cold = SparseRows.build(rows: itemCount, columns: itemCount, threads: 1) {
      item, row in
      guard item >= itemCount - 50 else { return }
      for step in 0..<10 { row.add(0.1, to: UInt32((item * 97 + step * 3) % met)) }
      row.keep(10, order: .byValue) { _, cell in cell.sum }
    }
    var options = SequentialRules.Options()
    options.maxPerRow = 40
    let blend = Blend(
      rules: SequentialRules.train(
        sequences, occurrences, weights: [], options: options, threads: 2),
      neighbours: CoOccurrence.train(
        sequences, occurrences,
        options: CoOccurrence.Options(window: 20, maxPerRow: 40, order: .byColumn), threads: 2),
      taste: ImplicitFactors.train(
        sequences, occurrences,
        options: ImplicitFactors.Options(dimension: dimension, iterations: iterations),
        seed: 1, threads: 2),
      prior: FlatArray(counts.map { logf($0 + 0.5) }), weights: weights, decay: Blend.Decay(),
      cold: ColdStart.Borrowing(rows: cold))
    let profiles = (0..<sequences.userCount).map { user in
      Blend.Profile(items: sequences.items[sequences.range(ofUser: user)].reversed())
    }
    return (blend, profiles)
  }

  /// The list that scoring every item gives.
  static func exhaustive(
    _ profile: Blend.Profile, _ blend: Blend, limit: Int,
    where isAllowed: (Int) -> Bool = { _ in true }
  ) -> [ScoredItem] {
    var logits = [Float](repeating: 0, count: blend.itemCount)
    var best = TopK(capacity: limit)
    let sum = logits.withUnsafeMutableBufferPointer { logits in
      logits.baseAddress.map { base in
        blend.score(profile, into: base)
        best.offer(UnsafeBufferPointer(logits), where: isAllowed)
        return logits.reduce(0) { $0 + exp(Double($1)) }
      } ?? 0
    }
    return best.sorted().map {
      ScoredItem(item: Int($0.index), score: exp(Double($0.score)) / sum)
    }
  }
}
