import Foundation
import PersonalizeAPI
import Testing

@testable import ControlPlane

@Suite struct PageTokenTests {
  private static let scope = "123456789012/us-east-1 filter arn:aws:personalize:::x"

  @Test func `a token is good for its list alone`() throws {
    let text = PageToken(scope: Self.scope, position: "17").text
    #expect(try PageToken(text, scope: Self.scope).position == "17")
    let error = try #require(throws: ServiceError.self) {
      try PageToken(text, scope: Self.scope + "y")
    }
    #expect(error.kind == .invalidNextToken)
  }

  @Test func `damaged tokens are refused or name a place, never a trap`() {
    let token = Array(PageToken(scope: Self.scope, position: "17").text.utf8)
    var state: UInt64 = 3
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var refused = 0
    for round in 0..<20_000 {
      var bytes = token
      for _ in 0...random(2) {
        let place = random(bytes.count)
        switch random(4) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random(256))
        case 1: bytes.remove(at: place)
        case 2: bytes[place] = token[random(token.count)]
        default: bytes.removeSubrange(place...)
        }
        if bytes.isEmpty { bytes = [UInt8(ascii: "=")] }
      }
      if round % 4 == 0 { bytes = (0..<random(40)).map { _ in UInt8(random(256)) } }
      do throws(ServiceError) {
        let text = String(decoding: bytes, as: UTF8.self)
        let token = try PageToken(text, scope: Self.scope)
        #expect(!token.position.contains("\n"))
      } catch {
        #expect(error.kind == .invalidNextToken)
        refused += 1
      }
    }
    #expect(refused > 15_000)
  }
}
