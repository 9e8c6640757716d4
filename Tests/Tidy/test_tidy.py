"""The house rules that a compiler does not check."""

import re
import subprocess

import pytest
from harness import REPOSITORY

# Floors from the ground up; a module imports only modules of lower floors, or those named here.
FLOORS = [
    ["CSQLite", "CLinux", "CSHA256"],
    ["Platform", "JSON", "HTTP", "Transport", "SQLite", "AWSSigning", "Kernels"],
    ["PersonalizeAPI", "Recipes", "Filters"],
    ["Store", "ObjectStore"],
    ["Privacy", "S3Store"],
    ["ControlPlane", "DataPlane", "Workers"],
    ["Batch", "Server"],
    ["bespoke", "bespoke-worker"],
]
SAME_FLOOR = {
    ("Transport", "HTTP"), ("Transport", "Platform"), ("HTTP", "Platform"),
    ("AWSSigning", "Platform")}
TOOLS = {
    "Smithy": set(), "APIGenerator": {"Smithy", "JSON"}, "apigen": {"APIGenerator", "Smithy"}}
PLUGINS = {"GenerateAPI": {"PackagePlugin"}}
TOOLCHAIN = {
    "Foundation", "FoundationEssentials", "FoundationNetworking", "Dispatch", "Glibc",
    "Synchronization", "Testing",
}
HAS_FOUNDATION_FROM = 3
MAY_NETWORK = {"S3Store"}
TOP_LEVEL = {"Package.swift", "Sources", "Tests", "api-spec", "examples", "README.md", "LICENSE"}
LINES_PER_FILE = 500
COLUMNS = 100
IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)", re.M)
# Spelled in two halves, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b|\bunimpl" r"emented\b")
TRAPS = re.compile(r"\btry!|\bas!|\bfatal" r"Error\(")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:wo" r"rk|fa" r"rm|ro" r"ot|ho" r"me/\w+|opt/sw" r"ift)/")
VAGUE_FILES = re.compile(r"(Utils?|Helpers?|Manager|Common|Misc)\.swift$")


def tracked(*patterns):
    """The files of the repository, as git knows them or would add them."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.splitlines()
    files = [REPOSITORY / name for name in sorted(set(listed))]
    return [path for path in files if path.is_file() and not path.is_symlink()]


def name(path):
    """The path as it is said in a message."""
    return str(path.relative_to(REPOSITORY))


def text(path):
    """A file's text, or nothing where it is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def imports(path):
    """The modules a Swift file imports; what stands in its string literals does not count."""
    return IMPORT.findall(re.sub(r'""".*?"""', "", text(path), flags=re.S))


def found(pattern, paths):
    """Every line of the files that the pattern finds."""
    return [
        f"{name(path)}:{number}: {line.strip()}"
        for path in paths for number, line in enumerate(text(path).splitlines(), 1)
        if pattern.search(line)
    ]


def module(path):
    """The module a source file belongs to."""
    parts = path.relative_to(REPOSITORY / "Sources").parts
    return parts[1] if parts[0] == "Plugins" else parts[0]


def floor(module):
    """A module's floor, or None for the tools."""
    return next((n for n, modules in enumerate(FLOORS) if module in modules), None)


def may_import(importer, imported):
    """Whether the table allows the import."""
    if importer in TOOLS:
        return imported in TOOLS[importer] | TOOLCHAIN - {"FoundationNetworking"}
    if importer in PLUGINS:
        return imported in PLUGINS[importer] | {"Foundation"}
    here = floor(importer)
    if imported == "FoundationNetworking":
        return importer in MAY_NETWORK
    if imported == "FoundationEssentials":
        return here >= HAS_FOUNDATION_FROM
    if imported == "Foundation":
        return importer in MAY_NETWORK  # its tables of all the world's languages make 40 MB
    if imported in TOOLCHAIN:
        return True
    there = floor(imported)
    return there is not None and (there < here or (importer, imported) in SAME_FLOOR)


SWIFT = tracked("Sources/*.swift")
SCRIPTS = tracked("*.py", "*.sh", ".ci/*")


def test_every_module_has_its_floor():
    known = {m for floor in FLOORS for m in floor} | TOOLS.keys() | PLUGINS.keys()
    assert {module(path) for path in SWIFT} <= known


def test_imports_only_go_down():
    wrong = [
        f"{name(path)} imports {imported}"
        for path in SWIFT for imported in imports(path)
        if not may_import(module(path), imported)
    ]
    assert wrong == []


def test_the_table_itself_refuses_what_it_should():
    assert may_import("Store", "SQLite") and may_import("Store", "FoundationEssentials")
    assert not may_import("Store", "Foundation")
    assert not may_import("SQLite", "Store")
    assert not may_import("JSON", "FoundationEssentials")
    assert not may_import("ControlPlane", "DataPlane")
    assert not may_import("Server", "FoundationNetworking")
    assert IMPORT.findall("package import JSON\n@testable import Store\nimport struct A.B\n") == [
        "JSON", "Store", "A"]


def test_files_are_small():
    paths = SWIFT + tracked("Tests/*.swift") + SCRIPTS
    long = {name(p): n for p in paths if (n := len(text(p).splitlines())) > LINES_PER_FILE}
    assert long == {}


def test_lines_are_short():
    assert found(re.compile(rf".{{{COLUMNS + 1}}}"), SCRIPTS) == []


def test_nothing_is_left_unfinished():
    paths = tracked("Sources", "Tests", "examples", "api-spec", "README.md", ".ci")
    assert found(UNFINISHED, paths) == []


def test_sources_do_not_trap_on_purpose():
    assert found(TRAPS, SWIFT) == []


def test_no_file_knows_one_machine():
    assert found(MACHINE_PATHS, [p for p in tracked() if p.suffix != ".smithy"]) == []


def test_files_are_named_for_what_they_hold():
    assert [name(path) for path in SWIFT if VAGUE_FILES.search(path.name)] == []


def test_the_package_depends_on_nothing():
    manifest = text(REPOSITORY / "Package.swift")
    assert not re.search(r"\.package\s*\(", manifest)
    assert not (REPOSITORY / "Package.resolved").exists()


def test_the_top_level_is_fixed():
    top = {path.relative_to(REPOSITORY).parts[0] for path in tracked()}
    assert {entry for entry in top if not entry.startswith(".")} <= TOP_LEVEL


def test_generated_code_is_not_committed():
    assert found(re.compile(r"^// Generated (from|by)"), SWIFT) == []


@pytest.mark.parametrize("path", [p for p in SCRIPTS if p.suffix == ".sh"], ids=name)
def test_scripts_are_readable_by_bash_and_executable(path):
    subprocess.run(["bash", "-n", path], check=True)
    assert path.stat().st_mode & 0o111, f"{name(path)} is not executable"
