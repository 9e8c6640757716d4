import Glibc

/// An address of a machine, without a port.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// 4 or 16, the most significant first.
  package let bytes: [UInt8]

  /// Reads `192.0.2.1` or `2001:db8::1`; `nil` for names.
  package init?(_ text: String) {
    var four = in_addr()
    var sixteen = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: &four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
      bytes = withUnsafeBytes(of: &sixteen) { Array($0) }
    } else {
      return nil
    }
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The addresses that the system knows for a name, or the address that the text is.
  package static func resolve(_ host: String) throws(TransportError) -> [IPAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let result = getaddrinfo(host, nil, &hints, &found)
    defer { if let found { freeaddrinfo(found) } }
    guard result == 0 else {
      throw TransportError("getaddrinfo", code: result == EAI_SYSTEM ? errno : EADDRNOTAVAIL)
    }
    var addresses: [IPAddress] = []
    // The list ends with a null pointer and stays valid until it is freed above.
    var entry = found
    while let current = entry {
      if let address = current.pointee.ai_addr {
        // The addresses lie at these places in `sockaddr_in` and `sockaddr_in6`.
        let raw = UnsafeRawBufferPointer(start: address, count: Int(current.pointee.ai_addrlen))
        switch current.pointee.ai_family {
        case AF_INET where raw.count >= 8: addresses.append(IPAddress(bytes: Array(raw[4..<8])))
        case AF_INET6 where raw.count >= 24:
          addresses.append(IPAddress(bytes: Array(raw[8..<24])))
        default: break
        }
      }
      entry = current.pointee.ai_next
    }
    return addresses
  }

  /// Whether it is one that the whole internet can reach (RFC 6890); not a private, local or
  /// reserved one.
  package var isPublic: Bool {
    guard bytes.count == 4 else { return isPublicV6 }
    return switch (bytes[0], bytes[1]) {
    case (0, _), (10, _), (127, _), (224..., _): false
    case (100, 64...127), (169, 254), (172, 16...31), (192, 168), (198, 18...19): false
    case (192, 0): bytes[2] != 0 && bytes[2] != 2
    case (198, 51): bytes[2] != 100
    case (203, 0): bytes[2] != 113
    default: true
    }
  }

  private var isPublicV6: Bool {
    if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) {
      return IPAddress(bytes: Array(bytes[12...])).isPublic
    }
    // Global unicast, without documentation and without what embeds addresses of version 4.
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    return !bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8]) && !bytes.starts(with: [0x20, 0x02])
      && !bytes.starts(with: [0x20, 0x01, 0, 0])
  }

  package var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    let result = inet_ntop(family, bytes, &text, socklen_t(text.count))
    return result.map { String(cString: $0) } ?? ""
  }
}
