import Glibc
import Transport

/// One server's claim on a data folder: two servers would do the same jobs twice.
///
/// The system lets go of it with the process, however that ends.
final class DataFolderClaim: Sendable {
  private let file: Descriptor

  /// Claims an existing folder.
  init(directory: String) throws(StartError) {
    let path = directory + "/lock"
    let number = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard number >= 0 else {
      throw StartError("Cannot write to the data folder \(directory) (error \(errno)).")
    }
    file = Descriptor(adopting: number)
    guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
      throw StartError(
        "The data folder \(directory) is in use by another server. Stop that one first, or name "
          + "another folder with --data.")
    }
  }
}

/// What keeps the server from starting, told to whoever started it.
package struct StartError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}
