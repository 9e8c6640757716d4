import Glibc
import Store

/// The file with the instance's key, readable by its owner alone.
enum KeyFile {
  private static let length = 32

  /// Reads the key, and makes one first if there is none; on the disk when it returns.
  static func key(in dataDirectory: String) throws -> SubjectKey {
    let path = dataDirectory + "/privacy.key"
    if access(path, F_OK) == 0 {
      let bytes = try Files.read(path)
      guard bytes.count == length else {
        throw StoreError.corrupt(
          path: path,
          reason: "it has \(bytes.count) bytes in place of \(length). Put back the key that this "
            + "data folder was used with: without it, certificates cannot be checked and erased "
            + "people cannot be recognised")
      }
      return SubjectKey(bytes: bytes)
    }
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    try PrivateFile.write(bytes, to: path)
    return SubjectKey(bytes: bytes)
  }
}
