import Testing

@Suite struct S3StorePlaceholderTests {}
