import HTTP
import PersonalizeAPI
import Platform
import Store

/// `/_bespoke/clock`: what time it is, and moving that forwards.
extension AdminEndpoints {
  func clockState(_ call: Call) -> HTTPResponse {
    let now = clock.now()
    let state = ClockState(
      now: now.iso8601, epochSeconds: now.epochSeconds,
      offsetSeconds: Double(clock.offsetMilliseconds) / 1000)
    return HTTPResponse(
      .ok, contentType: "application/json", headers: call.headers, body: state.encoded())
  }

  /// Moves the clock and remembers it; writes to the disk.
  func advanceClock(_ body: [UInt8], _ call: Call) -> HTTPResponse {
    do throws(ServiceError) {
      let request = try AdvanceClockRequest.request(in: body)
      let (milliseconds, overflow) = request.advanceSeconds.multipliedReportingOverflow(by: 1000)
      guard !overflow else { throw Self.tooFar }
      // Remembered first: the clock must not go back when the server starts again.
      let offset = clock.offsetMilliseconds.addingReportingOverflow(milliseconds)
      guard !offset.overflow, offset.partialValue <= Clock.largestOffsetMilliseconds else {
        throw Self.tooFar
      }
      do {
        try store.setClockOffset(offset.partialValue)
      } catch {
        log.error("the clock's offset cannot be stored", ["reason": "\(error)"])
        throw ServiceError(.internalFailure, "The clock's offset cannot be stored: \(error)")
      }
      guard clock.advance(milliseconds: milliseconds) else { throw Self.tooFar }
      log.info("clock moved", ["seconds": "\(request.advanceSeconds)"])
      return clockState(call)
    } catch {
      return HTTPResponse(call: call, error, in: .bespoke)
    }
  }

  private static let tooFar = ServiceError(
    .invalidInput, "The clock can be moved a hundred years ahead in all, and no further.")
}
