import PersonalizeAPI
import Testing
import Transport

@testable import Server

@Suite struct CallbackHostsTests {
  private let hosts = CallbackHosts(["controller.example", "10.0.0.7:8080", "[::1]:9000"])

  @Test(arguments: [
    "https://controller.example/done", "http://controller.example", "https://Controller.Example/?a",
    "http://10.0.0.7:8080/x", "http://[::1]:9000/x", "https://controller.example:443/",
  ])
  func `hosts that are listed may be called`(url: String) throws {
    #expect(try hosts.target(url).url == url)
  }

  @Test(arguments: [
    "https://other.example/", "https://controller.example.other.example/",
    "https://controller.example:8443/", "http://10.0.0.7/", "http://10.0.0.8:8080/",
    "https://controller.example@other.example/", "https://other.example#@controller.example/",
    "https://user@controller.example/", "file://controller.example/x", "ftp://controller.example",
    "https:///x", "https://controller.example\\@other.example/", "https://controller.example /",
    "https://controller.example:0/", "https://controller.example:99999/", "controller.example", "",
    "http://[::1/", "http://[::1]9000/", "http://167772167:8080/",
  ])
  func `others may not, however they are written`(url: String) {
    #expect(throws: ServiceError.self) { try hosts.target(url) }
  }

  @Test func `a name that leads to a private address is followed only if that is listed`() throws {
    let local = CallbackHosts(["localhost:80", "127.0.0.2:80"])
    let named = try local.target("http://localhost/")
    #expect(local.address(of: named) == nil)
    let listed = try local.target("http://127.0.0.2/")
    #expect(local.address(of: listed) == IPAddress("127.0.0.2"))
  }

  @Test(arguments: [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::",
    "fe80::1", "fc00::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00::1",
    "2001:db8::1", "64:ff9b::7f00:1",
  ])
  func `addresses of networks of one's own are not public`(text: String) throws {
    #expect(try #require(IPAddress(text)).isPublic == false)
  }

  @Test(arguments: ["1.1.1.1", "172.32.0.1", "192.1.0.1", "2606:4700::1111", "::ffff:1.1.1.1"])
  func `others are`(text: String) throws {
    let address = try #require(IPAddress(text))
    #expect(address.isPublic)
    #expect(IPAddress("\(address)") == address)
  }

  @Test func `names are no addresses`() {
    #expect(IPAddress("localhost") == nil)
    #expect(IPAddress("1.2.3") == nil)
  }
}
