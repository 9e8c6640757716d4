import JSON
import Platform

extension JSONReader {
  /// Epoch seconds as a number, or as a string holding such a number or an ISO 8601 date.
  mutating func timestamp() throws(JSONError) -> Timestamp {
    let start = offset
    guard nextKind == .string else {
      guard let timestamp = Timestamp(epochSeconds: try double()) else {
        throw wrongType(at: start, "a timestamp in epoch seconds")
      }
      return timestamp
    }
    let text = try string()
    if let seconds = Double(text), let timestamp = Timestamp(epochSeconds: seconds) {
      return timestamp
    }
    guard let timestamp = Timestamp(iso8601: text) else {
      throw wrongType(at: start, "a timestamp")
    }
    return timestamp
  }
}

extension JSONWriter {
  /// Epoch seconds, with the milliseconds as up to three decimals.
  mutating func timestamp(_ value: Timestamp) { thousandths(value.milliseconds) }
}
