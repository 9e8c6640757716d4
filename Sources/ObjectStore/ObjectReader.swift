import Platform

/// Reads one object from start to end.
package final class ObjectReader {
  package let location: ObjectLocation
  /// How many bytes have been read.
  package private(set) var bytesRead: Int64 = 0
  private let file: FileDescriptor

  init(descriptor: Int32, location: ObjectLocation) {
    file = FileDescriptor(owning: descriptor)
    self.location = location
  }

  /// Appends up to `count` further bytes to `buffer`; `false` when the object has come to its end.
  package func read(
    upTo count: Int, into buffer: inout [UInt8]
  ) throws(ObjectStoreError) -> Bool {
    do {
      let received = try file.read(upTo: count, into: &buffer)
      bytesRead += Int64(received)
      return received > 0
    } catch {
      throw .failed(location, reason: "reading stopped at byte \(bytesRead): \(error)")
    }
  }
}
