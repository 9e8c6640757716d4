import Platform

/// Reads one object from start to end.
package final class ObjectReader {
  /// Appends up to so many further bytes to a buffer; returns how many, 0 at the object's end.
  package typealias Source = (
    _ count: Int, _ buffer: inout [UInt8]
  ) throws(ObjectStoreError) -> Int

  package let location: ObjectLocation
  /// How many bytes have been read.
  package private(set) var bytesRead: Int64 = 0
  private let source: Source

  /// Reads from where `source` leads.
  package init(location: ObjectLocation, source: @escaping Source) {
    self.location = location
    self.source = source
  }

  convenience init(descriptor: Int32, location: ObjectLocation) {
    let file = FileDescriptor(owning: descriptor)
    self.init(location: location) { count, buffer throws(ObjectStoreError) in
      do {
        return try file.read(upTo: count, into: &buffer)
      } catch {
        throw .failed(location, reason: "reading stopped: \(error)")
      }
    }
  }

  /// Appends up to `count` further bytes to `buffer`; `false` when the object has come to its end.
  package func read(
    upTo count: Int, into buffer: inout [UInt8]
  ) throws(ObjectStoreError) -> Bool {
    let received = try source(count, &buffer)
    bytesRead += Int64(received)
    return received > 0
  }
}
