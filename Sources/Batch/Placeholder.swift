// Holds the module's place in the package.
