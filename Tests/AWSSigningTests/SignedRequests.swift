/// Requests signed by botocore 1.43.11, an independent implementation, at 2026-11-21T11:40:12Z.
enum SignedRequests {
  static let secret = "bespoke/Test+Secret/0123456789abcdefghij"
  static let accessKey = "111122223333"
  static let epochSeconds: Int64 = 1_795_261_212

  static let all: [String] = [
    // control plane
    """
    POST / HTTP/1.1
    Host: localhost:8900
    Content-Type: application/x-amz-json-1.1
    X-Amz-Target: AmazonPersonalize.CreateSchema
    X-Amz-Date: 20261121T114012Z
    Authorization: AWS4-HMAC-SHA256 Credential=111122223333/20261121/us-east-1/personalize/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=8685fd58608317a055d0574c51372701295721ea9f47c4f8a919e5ded21f90eb

    {"name":"shop"}
    """,
    // runtime
    """
    POST /recommendations HTTP/1.1
    Host: 127.0.0.1:8900
    Content-Type: application/json
    X-Amz-Date: 20261121T114012Z
    Authorization: AWS4-HMAC-SHA256 Credential=111122223333/20261121/eu-west-1/personalize/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=8dafb479f3827f79e29cf0b0cbcf7b25158b4f209602e6dca3a88dc80a489b56

    {"campaignArn":"arn:aws:personalize:eu-west-1:111122223333:campaign/c","userId":"1"}
    """,
    // session token
    """
    POST /events HTTP/1.1
    Host: localhost:8900
    Content-Type: application/json
    X-Amz-Date: 20261121T114012Z
    X-Amz-Security-Token: Token//abc==
    Authorization: AWS4-HMAC-SHA256 Credential=111122223333/20261121/us-east-1/personalize/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=aab688ab20ec2c997c13d192b228d9252da582f46eac2213e87644d23032bde5

    {}
    """,
    // no content, blanks in a value, a query
    """
    GET /_bespoke/clock?b=2&a=1&a=0&c=%20x&d= HTTP/1.1
    Host: localhost:8900
    X-Note:   several   blanks\tand a tab
    X-Amz-Date: 20261121T114012Z
    Authorization: AWS4-HMAC-SHA256 Credential=111122223333/20261121/us-east-1/personalize/aws4_request, SignedHeaders=host;x-amz-date;x-note, Signature=80694f6391c8ced574a38357488f59807c5403317515ed5b7871a1fa2cf2c9ab


    """,
    // a path to normalize
    """
    GET /a%20b//c/./d/../e%C3%A9/ HTTP/1.1
    Host: localhost:8900
    X-Amz-Date: 20261121T114012Z
    Authorization: AWS4-HMAC-SHA256 Credential=111122223333/20261121/us-east-1/personalize/aws4_request, SignedHeaders=host;x-amz-date, Signature=a08edc7660dc517d9f2d53e388e48afb336c4f547cae92d9d2b56b93f2bb6a67


    """,
    // S3, listing
    """
    GET /bucket?list-type=2&prefix=data%2Fa%20b&delimiter=%2F HTTP/1.1
    Host: localhost:9000
    X-Amz-Date: 20261121T114012Z
    X-Amz-Content-SHA256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    Authorization: AWS4-HMAC-SHA256 Credential=111122223333/20261121/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=1c2106f15c85b43b4bea6351a0d9d0fbfe5a2e7d56e65f3453194da9576ce393


    """,
    // S3, key with odd characters
    """
    PUT /bucket/a%20b/%C3%A9%2B~//x.csv HTTP/1.1
    Host: localhost:9000
    Content-Type: text/csv
    X-Amz-Date: 20261121T114012Z
    X-Amz-Content-SHA256: 1eb7c54d52831bbfe8942af0b1c56b7409523a59ed6ca99c1174fef7eb32c1b5
    Authorization: AWS4-HMAC-SHA256 Credential=111122223333/20261121/us-west-2/s3/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=e99f935f633a8020880a299fa4442e5937400276a91b1b59ae6159b348287e03

    a,b
    """,
    // S3, content not signed
    """
    PUT /bucket/key HTTP/1.1
    Host: localhost:9000
    X-Amz-Date: 20261121T114012Z
    X-Amz-Content-SHA256: UNSIGNED-PAYLOAD
    Authorization: AWS4-HMAC-SHA256 Credential=111122223333/20261121/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=fb985d0e8fcd725a434670e0d229ab49c9f6b713767e67dd67de6eea6edc61b1

    anything
    """,
  ]
}
