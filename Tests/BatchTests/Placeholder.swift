import Testing

@Suite struct BatchPlaceholderTests {}
