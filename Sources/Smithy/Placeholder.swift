enum SmithyPlaceholder {}
