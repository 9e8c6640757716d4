/// Objects of a server that speaks S3, as whoever links the network half opened it.
///
/// Closures rather than the client itself: only the worker executable carries what it needs.
package struct RemoteStore: Sendable {
  /// The objects at a location, by key.
  package typealias List =
    @Sendable (ObjectLocation, ListExtent) throws(ObjectStoreError) -> [ObjectSummary]

  let list: List
  let read: @Sendable (ObjectLocation) throws(ObjectStoreError) -> ObjectReader
  let write: @Sendable (ObjectLocation) throws(ObjectStoreError) -> ObjectWriter

  package init(
    list: @escaping List,
    read: @escaping @Sendable (ObjectLocation) throws(ObjectStoreError) -> ObjectReader,
    write: @escaping @Sendable (ObjectLocation) throws(ObjectStoreError) -> ObjectWriter
  ) {
    self.list = list
    self.read = read
    self.write = write
  }
}
