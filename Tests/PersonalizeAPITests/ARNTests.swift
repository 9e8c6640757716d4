import PersonalizeAPI
import Testing

@Suite struct ARNTests {
  @Test func `a name is taken apart and put together again`() throws {
    let text = "arn:aws:personalize:us-east-1:111122223333:dataset/shop/ITEMS"
    let arn = try #require(ARN(text))
    #expect(arn.partition == "aws")
    #expect(arn.region == "us-east-1")
    #expect(arn.account == "111122223333")
    #expect(arn.resourceType == "dataset")
    #expect(arn.resourceID == "shop/ITEMS")
    #expect(arn.description == text)
  }

  @Test func `names of what the service provides have neither region nor account`() {
    let arn = ARN(serviceResourceType: "recipe", resourceID: "aws-sims")
    #expect(arn.description == "arn:aws:personalize:::recipe/aws-sims")
    #expect(ARN(arn.description) == arn)
  }

  @Test(arguments: [
    "", "arn", "arn:aws:s3:::bucket/key", "arn:aws:personalize:r:a", "arn:aws:personalize:r:a:x",
    "arn:aws:personalize:r:a:campaign/", "arn:aws:personalize:r:a:/x", "arn::personalize:r:a:c/x",
    "urn:aws:personalize:r:a:campaign/x",
  ])
  func `what names no resource is no ARN`(text: String) {
    #expect(ARN(text) == nil)
  }
}
