/// Writes one object, whole or not at all: nobody sees it until `finish` has returned.
package final class ObjectWriter {
  /// Where the bytes go.
  package struct Sink {
    let append: ([UInt8]) throws(ObjectStoreError) -> Void
    let complete: () throws(ObjectStoreError) -> Void
    let finish: () throws(ObjectStoreError) -> Void
    let abandon: () -> Void

    /// - Parameters:
    ///   - complete: brings over what is still held back, as nothing more comes.
    ///   - finish: makes the object appear, in place of an earlier one.
    ///   - abandon: removes what has been written, when it is not to be finished.
    package init(
      append: @escaping ([UInt8]) throws(ObjectStoreError) -> Void,
      complete: @escaping () throws(ObjectStoreError) -> Void,
      finish: @escaping () throws(ObjectStoreError) -> Void, abandon: @escaping () -> Void
    ) {
      self.append = append
      self.complete = complete
      self.finish = finish
      self.abandon = abandon
    }
  }

  package let location: ObjectLocation
  private let sink: Sink
  private var isFinished = false

  package init(location: ObjectLocation, sink: Sink) {
    self.location = location
    self.sink = sink
  }

  deinit {
    if !isFinished { sink.abandon() }
  }

  package func append(_ bytes: [UInt8]) throws(ObjectStoreError) {
    try sink.append(bytes)
  }

  /// Says that nothing more comes, so that little is left for `finish` to fail at, and little
  /// memory is held until then; for who has several objects appear together.
  package func complete() throws(ObjectStoreError) {
    try sink.complete()
  }

  /// Brings the object to the disk and gives it its name, in place of an earlier object.
  package func finish() throws(ObjectStoreError) {
    try sink.finish()
    isFinished = true
  }
}
