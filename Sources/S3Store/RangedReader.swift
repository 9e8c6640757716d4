import ObjectStore

/// Reads an object in pieces, some of which are under way before they are needed, so that memory
/// stays the same whatever the size of the object.
///
/// A piece that breaks off is asked for again from where it broke off. The object must stay what it
/// was when it was opened, which its entity tag tells.
final class RangedReader {
  private struct Piece {
    let start: Int64
    let length: Int
    let exchange: HTTPExchange?
  }

  private let client: S3Client
  private let location: ObjectLocation
  private let size: Int64
  private let entityTag: String?
  /// Under way, in the order of the object.
  private var ahead: [Piece] = []
  /// Where the next piece to be asked for starts.
  private var nextStart: Int64 = 0
  /// What has come, and how much of it has been handed on.
  private var current: [UInt8] = []
  private var used = 0

  init(client: S3Client, location: ObjectLocation, size: Int64, entityTag: String?) {
    self.client = client
    self.location = location
    self.size = size
    self.entityTag = entityTag
  }

  deinit {
    for piece in ahead { piece.exchange?.cancel() }
  }

  /// Appends up to `count` further bytes to `buffer`, and returns how many; 0 at the end.
  func read(_ count: Int, _ buffer: inout [UInt8]) throws(ObjectStoreError) -> Int {
    if used == current.count {
      while ahead.count <= client.settings.piecesAhead, nextStart < size { ask() }
      guard !ahead.isEmpty else { return 0 }
      current = try receive(ahead.removeFirst())
      used = 0
    }
    let taken = min(count, current.count - used)
    buffer.append(contentsOf: current[used..<used + taken])
    used += taken
    return taken
  }

  private func ask() {
    let length = Int(min(Int64(client.settings.pieceBytes), size - nextStart))
    ahead.append(
      Piece(
        start: nextStart, length: length,
        exchange: client.start(request(start: nextStart, length: length))))
    nextStart += Int64(length)
  }

  private func request(start: Int64, length: Int) -> S3Request {
    var request = S3Request(method: "GET", location: location)
    request.headers = [("Range", "bytes=\(start)-\(start + Int64(length) - 1)")]
    if let entityTag { request.headers.append(("If-Match", entityTag)) }
    // An error's text may be longer than what is left of a small object.
    request.bodyLimit = max(length, 1 << 16)
    return request
  }

  /// Waits for a piece, and asks again for what of it does not come.
  private func receive(_ piece: Piece) throws(ObjectStoreError) -> [UInt8] {
    var bytes: [UInt8] = []
    var patience = client.patience
    var exchange = piece.exchange
    while true {
      guard let answer = exchange?.wait(idle: client.settings.idleNanoseconds) else {
        throw .failed(location, reason: "the endpoint is no address")
      }
      let missing = piece.length - bytes.count
      let isWhole = answer.status == 200 && Int64(piece.length) == size && bytes.isEmpty
      if answer.status == 206 || isWhole, answer.body.count <= missing {
        if !answer.body.isEmpty { patience.noteProgress() }
        bytes += answer.body
        if bytes.count == piece.length { return bytes }
      } else if S3Failure.passing(answer) == nil {
        throw S3Failure.isSuccess(answer)
          ? .failed(location, reason: "the server sent another range than was asked for")
          : S3Failure.error(answer, at: location)
      }
      let offset = piece.start + Int64(bytes.count)
      guard patience.waits() else {
        let problem = S3Failure.passing(answer) ?? "the server sent less than it should"
        throw .failed(location, reason: "reading stopped at byte \(offset): \(problem)")
      }
      exchange = client.start(request(start: offset, length: piece.length - bytes.count))
    }
  }
}
