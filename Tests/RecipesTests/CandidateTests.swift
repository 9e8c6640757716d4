import Glibc
import Kernels
import Testing

@testable import Recipes

/// What the lists of large catalogues lose by looking at candidates only.
struct CandidateTests {
  private static let itemCount = 6_000
  private static let blend = Result {
    try CandidateWorld.make(items: itemCount, users: 2_000, dimension: 16, iterations: 4)
  }

  /// Weights under which no sparse member names candidates.
  private static let tasteAlone = Blend.Weights().with(.taste, 2).with(.prior, 0.2)
    .with(.seen, -60)

  /// Weights under which popular items are wanted less.
  private static let unpopular = Blend.Weights().with(.rules, 0.5).with(.taste, 2)
    .with(.prior, -0.2).with(.seen, -60)

  private static func index(_ blend: Blend, _ profiles: [Blend.Profile], threads: Int = 2) throws
    -> CandidateIndex
  {
    let trained = CandidateIndex.train(
      blend, profiles: (0..<64).map { profiles[$0 * 7] }, seed: 3, threads: threads, limit: 1_000)
    return try #require(trained).index
  }

  @Test(arguments: [25, 100], [nil, tasteAlone, unpopular])
  func `candidates hold nearly all of the best items, with their scores`(
    limit: Int, weights: Blend.Weights?
  ) throws {
    var (blend, profiles) = try Self.blend.get()
    if let weights { blend.weights = weights }
    let index = try Self.index(blend, profiles)
    #expect(index.probes < index.clusterCount)
    let search = CandidateSearch(blend, index)
    var (hits, total) = (0, 0)
    for number in 0..<100 {
      let profile = profiles[number * 19 + 1]
      let exact = CandidateWorld.exhaustive(profile, blend, limit: limit)
      let found = search.recommend(profile, limit: limit, givesScores: true)
      #expect(found.count == limit)
      let scores = Dictionary(uniqueKeysWithValues: found.map { ($0.item, $0.score ?? 0) })
      for entry in exact {
        total += 1
        guard let score = scores[entry.item] else { continue }
        hits += 1
        #expect(abs(score / (entry.score ?? 1) - 1) < 0.05)
      }
      #expect(zip(found, found.dropFirst()).allSatisfy { ($0.score ?? 0) >= ($1.score ?? 0) })
    }
    #expect(Double(hits) / Double(total) >= 0.95)
  }

  @Test func `attributes and the weights of events count as in the whole catalogue`() throws {
    var (blend, profiles) = try Self.blend.get()
    let index = try Self.index(blend, profiles)
    var encoding = AttributeEncoding()
    var values = IdentifierTable()
    values.intern("few")
    values.intern("most")
    encoding.append(name: "KIND", source: .context, values: .categories(values))
    let itemCount = Self.itemCount
    let lifts = SparseRows.build(rows: 2, columns: itemCount, threads: 1) { feature, row in
      for item in stride(from: 0, to: itemCount, by: feature == 0 ? 100 : 2) {
        row.add(Float(item % 7), to: UInt32(item))
      }
      row.keep(itemCount, order: .byColumn) { _, cell in cell.sum }
    }
    var weights = BlendAttributes.Weights(columnCount: 1)
    weights.known = [1]
    blend.attributes = BlendAttributes(
      encoding: encoding, lifts: lifts, users: .none, weights: weights)
    let search = CandidateSearch(blend, index)
    var (hits, total) = (0, 0)
    for number in 0..<50 {
      var profile = profiles[number * 19 + 1]
      profile.weights = profile.items.indices.map { Float(1 + $0 % 3) }
      profile.features = [0]
      #expect(search.pays(for: profile))
      let exact = CandidateWorld.exhaustive(profile, blend, limit: 25)
      let found = Set(search.recommend(profile, limit: 25, givesScores: false).map(\.item))
      hits += exact.count { found.contains($0.item) }
      total += exact.count
      profile.features = [1]
      #expect(!search.pays(for: profile))
    }
    #expect(Double(hits) / Double(total) >= 0.95)
  }

  @Test func `single items get the logits they have in the whole catalogue`() throws {
    var (blend, profiles) = try Self.blend.get()
    blend.objective = (0..<Self.itemCount).map { Float($0 % 5) }
    let sample = Array(stride(from: 3, to: Self.itemCount, by: 7))
    for profile in [profiles[4], profiles[99], Blend.Profile(items: [])] {
      var exact = [Float](repeating: 0, count: Self.itemCount)
      exact.withUnsafeMutableBufferPointer { logits in
        if let base = logits.baseAddress { blend.score(profile, into: base) }
      }
      let scores = ProfileScores(blend, profile)
      for item in sample + profile.items.map({ Int($0) }) {
        #expect(abs(scores.logit(UInt32(item)) - exact[item]) < 1e-3 * max(abs(exact[item]), 1))
      }
    }
  }

  @Test func `a sample is scored beside the candidates`() throws {
    let (blend, profiles) = try Self.blend.get()
    let search = CandidateSearch(blend, try Self.index(blend, profiles))
    let sample = Array(stride(from: 0, to: Self.itemCount, by: 9))
    let plain = search.recommend(profiles[4], limit: 25, givesScores: true)
    let (list, sampled) = search.recommend(
      profiles[4], limit: 25, givesScores: true, sampling: sample
    ) { _ in true }
    #expect(list == plain)
    let exact = ProfileScores(blend, profiles[4])
    #expect(sampled == sample.map { exact.logit(UInt32($0)) })
  }

  @Test(arguments: [2, 10, 60, 3_000])
  func `a filter leaves nearly all of the best that pass, however few they are`(
    one share: Int
  ) throws {
    let (blend, profiles) = try Self.blend.get()
    let search = CandidateSearch(blend, try Self.index(blend, profiles))
    // Every so many items in a row, so that it is much or little of what users are near to.
    func isAllowed(_ item: Int) -> Bool { item / 20 % share == 0 }
    var (hits, total) = (0, 0)
    for number in 0..<100 {
      let profile = profiles[number * 19 + 1]
      let exact = CandidateWorld.exhaustive(profile, blend, limit: 25, where: isAllowed)
      let found = search.recommend(
        profile, limit: 25, givesScores: true, sampling: [], where: isAllowed
      ).list
      #expect(found.allSatisfy { isAllowed($0.item) })
      #expect(found.count == exact.count)
      let scores = Dictionary(uniqueKeysWithValues: found.map { ($0.item, $0.score ?? 0) })
      for entry in exact {
        total += 1
        guard let score = scores[entry.item] else { continue }
        hits += 1
        #expect(abs(score / (entry.score ?? 1) - 1) < 0.05)
      }
    }
    #expect(Double(hits) / Double(total) >= 0.95)
    let none = search.recommend(
      profiles[1], limit: 25, givesScores: true, sampling: []
    ) { _ in false }
    #expect(none.list.isEmpty)
  }

  @Test func `cold items, short profiles and new users are found as well`() throws {
    let (blend, _) = try Self.blend.get()
    let index = try Self.index(blend, try Self.blend.get().profiles)
    let search = CandidateSearch(blend, index)
    var (hits, cold) = (0, 0)
    for item in stride(from: 0, to: 5_900, by: 59) {
      let profile = Blend.Profile(items: [UInt32(item)])
      let exact = CandidateWorld.exhaustive(profile, blend, limit: 25)
      let found = Set(
        search.recommend(profile, limit: 25, givesScores: false).map(\.item))
      cold += exact.count { $0.item >= 5_950 }
      hits += exact.count { found.contains($0.item) }
    }
    #expect(cold > 0)
    #expect(Double(hits) / 2_500 >= 0.95)
  }

  @Test func `an index does not depend on threads, and is stored with its model`() throws {
    let (plain, profiles) = try Self.blend.get()
    let index = try Self.index(plain, profiles)
    #expect(try Self.index(plain, profiles, threads: 1) == index)
    #expect(Set(index.order).count == Self.itemCount)
    var blend = plain
    blend.candidates = index
    var file = ModelFileWriter()
    blend.encode(to: &file)
    let read = try Blend(from: ModelFileReader(file.finish()), itemCount: Self.itemCount)
    #expect(read == blend)
  }

  @Test func `small catalogues and members it does not know have no index`() throws {
    let (blend, profiles) = try Self.blend.get()
    #expect(
      CandidateIndex.train(blend, profiles: profiles, seed: 1, threads: 1) == nil)
    var odd = blend
    odd.objective = Array(blend.prior)
    #expect(
      CandidateIndex.train(odd, profiles: profiles, seed: 1, threads: 1, limit: 10) == nil)
  }
}

extension CandidateTests {
  /// Does nothing unless BENCH_SIZES names catalogues: `Tests/Benchmarks/serving` asks for them.
  @Test func `recall and time at the sizes a benchmark asks for`() throws {
    let sizes = getenv("BENCH_SIZES").map { String(cString: $0) } ?? ""
    for size in sizes.split(separator: ",").compactMap({ Int($0) }) {
      let (blend, profiles) = try CandidateWorld.make(
        items: size, users: max(20_000, size / 10), dimension: 64, iterations: 5)
      try Self.measure(blend, profiles, "blend")
      var alone = blend
      alone.weights = Self.tasteAlone
      try Self.measure(alone, profiles, "taste")
    }
  }

  private static func measure(
    _ blend: Blend, _ profiles: [Blend.Profile], _ name: String
  ) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let some = (0..<96).map { profiles[$0 * profiles.count / 96] }
    let trained = CandidateIndex.train(blend, profiles: some, seed: 3, threads: 2)
    let index = try #require(trained).index
    let training = clock.now - start
    let search = CandidateSearch(blend, index)
    var (hits, error, quick, slow) = (0, 0.0, Duration.zero, Duration.zero)
    for number in 0..<100 {
      let profile = profiles[number * profiles.count / 100 + 5]
      var (exact, found): ([ScoredItem], [ScoredItem]) = ([], [])
      slow += clock.measure { exact = CandidateWorld.exhaustive(profile, blend, limit: 25) }
      quick += clock.measure {
        found = search.recommend(profile, limit: 25, givesScores: true)
      }
      let scores = Dictionary(uniqueKeysWithValues: found.map { ($0.item, $0.score ?? 0) })
      for entry in exact {
        guard let score = scores[entry.item] else { continue }
        hits += 1
        error = max(error, abs(score / (entry.score ?? 1) - 1))
      }
    }
    print(
      "candidates", name, blend.itemCount, Double(hits) / 2_500,
      quick / 100 / .microseconds(1), slow / 100 / .microseconds(1), error,
      training / .seconds(1), index.probes, index.clusterCount)
  }
}
