import Foundation

/// Reads one object from start to end.
package final class ObjectReader {
  package let location: ObjectLocation
  /// How many bytes have been read.
  package private(set) var bytesRead: Int64 = 0
  private let file: FileHandle

  init(descriptor: Int32, location: ObjectLocation) {
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.location = location
  }

  /// Appends up to `count` further bytes to `buffer`; `false` when the object has come to its end.
  package func read(
    upTo count: Int, into buffer: inout [UInt8]
  ) throws(ObjectStoreError) -> Bool {
    do {
      guard let data = try file.read(upToCount: count), !data.isEmpty else { return false }
      buffer.append(contentsOf: data)
      bytesRead += Int64(data.count)
      return true
    } catch {
      throw .failed(location, reason: "reading stopped at byte \(bytesRead)")
    }
  }
}
