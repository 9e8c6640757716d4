// swift-tools-version: 6.2
import PackageDescription

/// The Swift runtime goes into release executables: one file to copy, and a quicker start.
///
/// The compiler must know as well as the linker, as modules name the libraries to link.
let staticRuntime = ["-static-stdlib"]

/// Settings every target shares: the strictest language mode, and no warnings.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .unsafeFlags(staticRuntime, .when(platforms: [.linux], configuration: .release)),
]

/// Optimised in debug builds too, so that tests that train, parse or hash a lot stay quick.
let optimised: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let selfContained: [LinkerSetting] = [
  .unsafeFlags(staticRuntime, .when(platforms: [.linux], configuration: .release))
]

func module(
  _ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = strict
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency] = [], _ settings: [SwiftSetting] = strict
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies,
    swiftSettings: settings)
}

let package = Package(
  name: "bespoke",
  products: [
    .executable(name: "bespoke", targets: ["bespoke"]),
    .executable(name: "bespoke-worker", targets: ["bespoke-worker"]),
  ],
  targets: [
    // Floor 0: the system, headers only.
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CSHA256"),

    // Floor 1: tools that know nothing of Personalize.
    module("Platform", ["CLinux"]),
    module("JSON", [], optimised),
    module("HTTP", ["Platform"], optimised),
    module("Transport", ["CLinux", "HTTP", "Platform"]),
    module("SQLite", ["CSQLite"]),
    module("AWSSigning", ["CSHA256", "Platform"], optimised),
    module("Kernels", [], optimised),

    // Floor 2: knowledge, no I/O but model files.
    .target(
      name: "PersonalizeAPI", dependencies: ["JSON", "Platform"],
      swiftSettings: strict, plugins: ["GenerateAPI"]),
    module("Recipes", ["Kernels", "Platform"], optimised),
    module("Filters", ["Platform"], optimised),

    // Floor 3: storage.
    module("Store", ["SQLite", "Platform", "JSON", "PersonalizeAPI", "Kernels"]),
    module("ObjectStore", ["Platform"]),
    // The network half of ObjectStore, for the worker alone: it brings URLSession with it.
    module("S3Store", ["AWSSigning", "ObjectStore", "Platform"]),
    // The deletion service: every plane obeys it.
    module(
      "Privacy",
      [
        "Store", "ObjectStore", "PersonalizeAPI", "Recipes", "Kernels", "AWSSigning", "SQLite",
        "Platform", "JSON",
      ]),

    // Floor 4: the planes; they never import each other.
    module(
      "ControlPlane",
      ["Store", "Privacy", "PersonalizeAPI", "Recipes", "Filters", "Platform", "JSON"]),
    module(
      "DataPlane",
      ["Store", "Privacy", "PersonalizeAPI", "Recipes", "Filters", "Kernels", "Platform", "JSON"]),
    module(
      "Workers",
      ["Store", "ObjectStore", "Privacy", "PersonalizeAPI", "Recipes", "Platform", "JSON"]),

    // Floor 5: assembly.
    // Answers for many at once what DataPlane answers for one, in the worker.
    module(
      "Batch",
      [
        "DataPlane", "Workers", "Store", "ObjectStore", "PersonalizeAPI", "Recipes", "Filters",
        "Kernels", "Platform", "JSON",
      ]),
    .target(
      name: "Server",
      dependencies: [
        "HTTP", "Transport", "AWSSigning", "ControlPlane", "DataPlane", "Workers", "Privacy",
        "Store", "ObjectStore", "PersonalizeAPI", "Platform", "JSON",
      ],
      // The console's page goes into the executable, which stays one file to copy.
      resources: [.embedInCode("Console")], swiftSettings: strict),
    .executableTarget(
      name: "bespoke",
      dependencies: [
        "Server", "Transport", "HTTP", "JSON", "Store", "ObjectStore", "PersonalizeAPI",
        "Platform", "Workers", "Privacy", "Recipes", "AWSSigning",
      ],
      swiftSettings: strict, linkerSettings: selfContained),
    .executableTarget(
      name: "bespoke-worker", dependencies: ["Workers", "Batch", "S3Store", "Platform"],
      swiftSettings: strict, linkerSettings: selfContained),

    // Trains without a server, for Tests/Benchmarks/recipes.
    .executableTarget(
      name: "recipe-trainer", dependencies: ["Recipes", "Kernels"],
      path: "Tests/Benchmarks/recipes/trainer", swiftSettings: optimised),

    // Build tools, for the host: the spec becomes Swift.
    module("Smithy", []),
    module("APIGenerator", ["Smithy", "JSON"]),
    .executableTarget(
      name: "apigen", dependencies: ["APIGenerator", "Smithy"], swiftSettings: strict,
      linkerSettings: selfContained),
    .plugin(
      name: "GenerateAPI", capability: .buildTool(), dependencies: ["apigen"],
      path: "Sources/Plugins/GenerateAPI"),

    // Tests: a target a module.
    tests("Platform"), tests("JSON", [], optimised), tests("HTTP"), tests("Transport"),
    tests("SQLite"), tests("AWSSigning"), tests("Kernels"), tests("PersonalizeAPI", ["JSON"]),
    tests("Recipes", ["Platform"]),
    tests("Filters", [], optimised),
    tests("Store", ["PersonalizeAPI", "Platform", "SQLite"]), tests("ObjectStore", ["Platform"]),
    tests("S3Store", ["AWSSigning", "ObjectStore", "Platform"]),
    tests("Privacy", ["Store", "ObjectStore", "PersonalizeAPI", "Recipes", "Platform", "JSON"]),
    tests("ControlPlane", ["Store", "PersonalizeAPI", "Platform"]),
    tests(
      "DataPlane",
      ["Store", "Privacy", "PersonalizeAPI", "Recipes", "Filters", "Kernels", "Platform"]),
    tests("Workers", ["Store", "ObjectStore", "Privacy", "PersonalizeAPI", "Recipes", "Platform"]),
    tests(
      "Batch",
      ["DataPlane", "Workers", "Store", "ObjectStore", "PersonalizeAPI", "Recipes", "Platform"]),
    tests("Server", ["HTTP", "Transport", "Privacy", "PersonalizeAPI", "Platform"]),
    tests("Smithy"), tests("APIGenerator", ["Smithy"]),
  ]
)
