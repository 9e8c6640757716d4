import Glibc
import Kernels

/// Turns texts into short vectors whose cosine says how alike the texts are.
///
/// Features weighted by rarity (TF-IDF) are projected on random signs that follow from the buckets
/// alone (Achlioptas 2003), so equal texts have equal vectors everywhere and new texts need no
/// training.
struct TextEmbedding: Sendable, Equatable {
  static let dimension = 128

  /// Inverse document frequency by bucket; 0 where no text has the bucket.
  let rarity: [Float]

  /// How much a title counts beside a description of the same item.
  static let titleFactor: Float = 2

  init(rarity: [Float]) { self.rarity = rarity }

  /// Learns the rarity of each bucket.
  init(_ texts: [[TextFeatures.Entry]], bucketCount: Int) {
    var counts = [Int32](repeating: 0, count: bucketCount)
    for entry in texts.joined() { counts[Int(entry.bucket)] += 1 }
    let total = Float(texts.count { !$0.isEmpty })
    rarity = counts.map { $0 == 0 ? 0 : logf((total + 1) / (Float($0) + 0.5)) }
  }

  /// The features with their rarity, at unit length; features of unknown rarity are rare.
  func weighted(_ entries: [TextFeatures.Entry]) -> [TextFeatures.Entry] {
    let unknown = rarity.max() ?? 1
    var weighted = entries
    var squares: Float = 0
    for index in weighted.indices {
      let known = rarity[Int(weighted[index].bucket)]
      weighted[index].weight *= max(known > 0 ? known : unknown, 0.01)
      squares += weighted[index].weight * weighted[index].weight
    }
    guard squares > 0 else { return [] }
    let factor = 1 / squares.squareRoot()
    for index in weighted.indices { weighted[index].weight *= factor }
    return weighted
  }

  /// Writes the projection of weighted features, at unit length; zeros for none.
  /// - Parameter target: `dimension` elements.
  static func project(
    _ entries: [TextFeatures.Entry], into target: UnsafeMutablePointer<Float>
  ) {
    target.update(repeating: 0, count: dimension)
    for entry in entries {
      var random = SeededRandom(seed: UInt64(entry.bucket))
      for block in stride(from: 0, to: dimension, by: 64) {
        let signs = random.next()
        for lane in stride(from: 0, to: 64, by: 8) {
          let bits = UInt32(truncatingIfNeeded: signs >> UInt64(lane))
          let shifts = SIMD8<UInt32>(31, 30, 29, 28, 27, 26, 25, 24)
          let flips = (SIMD8(repeating: bits) &<< shifts) & 0x8000_0000
          let weight = SIMD8<UInt32>(repeating: entry.weight.bitPattern) ^ flips
          let signed = unsafeBitCast(weight, to: SIMD8<Float>.self)
          // Sound: block + lane + 8 is at most `dimension`.
          let place = UnsafeMutableRawPointer(target + block + lane)
          place.storeBytes(
            of: place.loadUnaligned(as: SIMD8<Float>.self) + signed, as: SIMD8<Float>.self)
        }
      }
    }
    normalize(target)
  }

  /// Brings a vector to unit length; zeros stay.
  static func normalize(_ vector: UnsafeMutablePointer<Float>) {
    let squares = Vector.dot(vector, vector, dimension)
    guard squares > 0 else { return }
    let factor = 1 / squares.squareRoot()
    for index in 0..<dimension { vector[index] *= factor }
  }
}
