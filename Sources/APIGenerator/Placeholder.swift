enum APIGeneratorPlaceholder {}
