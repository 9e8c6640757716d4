import Testing

@testable import Privacy

struct PlaceTests {
  @Test(arguments: [
    ("lock", Place.instanceSettings), ("limits.json", .instanceSettings),
    ("bespoke.sqlite-wal", .instanceSettings), ("privacy.sqlite", .privacyLedger),
    ("privacy.key", .privacyKey), ("privacy/pending/0011.ids", .pendingRequests),
    ("tenants/000000000000/us-east-1/control.sqlite-shm", .controlDatabase),
    ("tenants/000000000000/us-east-1/groups/shop/data.sqlite", .groupDatabase),
    ("tenants/000000000000/us-east-1/groups/shop/segments/USERS-job-1.segment", .segmentFiles),
    (
      "tenants/000000000000/us-east-1/groups/shop/segments/USERS-job-1.segment.tmp", .temporaryFiles
    ),
    ("tenants/000000000000/us-east-1/groups/shop/models/v-1.model", .models),
    ("tenants/000000000000/us-east-1/groups/shop/models/v-1.model.tmp", .temporaryFiles),
    ("s3/bucket/users.csv", .objects),
  ])
  func `every file of the data folder has its place`(path: String, place: Place) {
    #expect(Place.of(path: path) == place)
  }

  @Test(arguments: [
    "notes.txt", "privacy/other", "tenants/000000000000/us-east-1/notes",
    "tenants/000000000000/us-east-1/groups/shop/segments/odd", "tenants/x/y/control.sqlite", "",
    "tenants/000000000000/us-east-1/groups/shop/other/a.model",
  ])
  func `a file that nobody has listed has none`(path: String) {
    #expect(Place.of(path: path) == nil)
  }

  @Test func `each place says what it is`() {
    for place in Place.allCases { #expect(place.sentence.hasSuffix(".")) }
    #expect(Set(Place.allCases.map(\.sentence)).count == Place.allCases.count)
  }

  @Test func `certificates say what is not erased in each place of the customer's`() {
    let words: [Place: String] = [
      .resources: "Names, ARNs and settings", .objects: "S3 root", .backups: "backup",
    ]
    #expect(Set(Place.allCases.filter { $0.kind == .customer }) == Set(words.keys))
    for includesS3 in [true, false] {
      let notes = CertificateNotes.notErased(includesS3: includesS3, areObjectsKnown: true)
      for word in words.values { #expect(notes.contains { $0.contains(word) }, "\(word)") }
    }
  }
}
