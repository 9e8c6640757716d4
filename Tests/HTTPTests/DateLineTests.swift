import HTTP
import Testing

struct DateLineTests {
  @Test(arguments: [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
    (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
    (1_795_219_212, "Sat, 21 Nov 2026 00:00:12 GMT"),
    (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
    (-5, "Thu, 01 Jan 1970 00:00:00 GMT"),
    (.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
  ])
  func `dates are written as HTTP wants them`(second: Int64, text: String) {
    var line = DateLine(epochSeconds: 1)
    line.update(epochSeconds: second)
    #expect(String(decoding: line.bytes, as: UTF8.self) == "Date: \(text)\r\n")
  }
}
