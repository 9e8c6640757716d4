import Glibc

/// Keeps a second server away from a data folder; the system lets go of it when the process ends.
final class FolderLock: Sendable {
  let descriptor: Int32

  /// - Throws: when another process holds the folder.
  init(directory: String) throws(StoreError) {
    let path = directory + "/lock"
    // Not handed on to worker processes, which would hold it after the server's end.
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .file(path: path, reason: "cannot open it: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .inUse(directory: directory)
    }
  }

  deinit {
    // To close it would not do at once: a process that is just being started holds a copy of it
    // until its program runs.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
