import FoundationEssentials

/// The files below a folder.
enum FileTree {
  /// Paths relative to the folder, sorted; links are not followed.
  ///
  /// - Parameter isWanted: told the relative path of a file or folder; what is below a folder that
  ///   is not wanted is left out.
  static func files(below folder: String, where isWanted: (String) -> Bool) -> [String] {
    var found: [String] = []
    var waiting = [""]
    while let relative = waiting.popLast() {
      let path = relative.isEmpty ? folder : "\(folder)/\(relative)"
      for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
        let child = relative.isEmpty ? name : "\(relative)/\(name)"
        guard isWanted(child),
          let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(child)")
        else { continue }
        switch attributes[.type] as? FileAttributeType {
        case .typeDirectory: waiting.append(child)
        case .typeRegular: found.append(child)
        default: break
        }
      }
    }
    return found.sorted()
  }
}
