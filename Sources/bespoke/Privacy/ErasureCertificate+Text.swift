import PersonalizeAPI

extension ErasureCertificate {
  /// The certificate for people; its JSON alone can be checked.
  var text: String {
    var lines = ["CERTIFICATE OF ERASURE", ""]
    let facts: [(String, String?)] = [
      ("request", requestId), ("ticket", ticket), ("requested by", requestedBy),
      ("people", subjects.count == 1 ? "1 person" : "\(subjects.count) people"),
      ("received", receivedTime), ("started", startedTime), ("completed", completedTime),
      ("software", softwareVersion),
    ]
    lines += facts.compactMap { name, value in
      value.map { "\("\(name):".padded(to: 14))\($0)" }
    }
    for group in groups { lines += [""] + Self.lines(of: group) }
    if !notErased.isEmpty {
      lines += ["", "Not erased:"] + notErased.map { "  \($0)" }
    }
    lines += [
      "", "Signed with \(signatureAlgorithm), key \(keyId):", "  \(signature)",
      "After the ledger's entry:", "  \(previousLedgerHash)",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of group: CertifiedGroup) -> [String] {
    var lines = [group.datasetGroupArn, "  \("before".aligned(to: 8)) \("after".aligned(to: 8))"]
    for place in group.places where place.before > 0 || place.after > 0 {
      lines.append(
        "  \("\(place.before)".aligned(to: 8)) \("\(place.after)".aligned(to: 8))  "
          + place.description)
      lines += (place.locations ?? []).map { "                       \($0)" }
    }
    lines += group.models.map { "  model \($0.arn): \($0.action)" }
    lines.append(
      "  searched afterwards: \(group.filesSearched) files, \(group.bytesSearched) bytes, for "
        + group.encodings.joined(separator: ", "))
    if group.idsTooShortToSearch > 0 {
      lines.append(
        "  ids too short to be told from others' bytes, looked for in the places alone: "
          + "\(group.idsTooShortToSearch)")
    }
    return lines
  }
}
