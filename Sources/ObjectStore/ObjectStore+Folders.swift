import FoundationEssentials
import Glibc

extension ObjectStore {
  /// The objects of a folder, with those of all folders in it when it is recursive, by location.
  ///
  /// - Throws: `noSuchBucket`, `noSuchObject`.
  package func objects(
    at location: ObjectLocation, isRecursive: Bool
  ) throws(ObjectStoreError) -> [ObjectSummary] {
    guard isRecursive else { return try objects(at: location) }
    return switch self {
    case .directory(let store): try store.allObjects(below: location)
    }
  }
}

extension DirectoryStore {
  /// Links are not followed, and hidden files and folders passed over.
  func allObjects(below location: ObjectLocation) throws(ObjectStoreError) -> [ObjectSummary] {
    var found = try objects(at: location)
    for folder in try folders(in: location) { found += try allObjects(below: folder) }
    return found.sorted { $0.location.key < $1.location.key }
  }

  private func folders(
    in location: ObjectLocation
  ) throws(ObjectStoreError) -> [ObjectLocation] {
    let path = "\(root)/\(location.bucket)/\(location.key)"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    var folders: [ObjectLocation] = []
    for name in names where name.utf8.first != UInt8(ascii: ".") {
      var status = stat()
      guard lstat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        continue
      }
      folders.append(try location.appending(name + "/"))
    }
    return folders
  }
}
