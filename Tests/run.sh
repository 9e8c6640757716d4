#!/usr/bin/env bash
# Everything the project checks, from a fresh clone on a Debian machine with the Swift toolchain:
# formatting, unit tests, the house rules, the conformance suite and the faults. Installs its own
# needs (Python packages into .build/venv), and ends with one line of totals.
#
#   Tests/run.sh              everything
#   Tests/run.sh -k events    the same, with options for pytest
set -uo pipefail
cd "$(dirname "$0")/.."

command -v swift >/dev/null || {
  echo "Swift 6.2 or later is needed: https://www.swift.org/install" >&2
  exit 1
}
examples/install-packages.sh git libsqlite3-dev libcurl4-openssl-dev python3 python3-venv \
  chromium curl openssl || exit 1

results=.build/test-results
rm -rf "$results" && mkdir -p "$results"
passed=0 failed=0 skipped=0

section() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }

# One check that has no tests of its own to count: it counts as one.
check() {
  section "$1"
  shift
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# Adds what a JUnit file counts; a run that failed or left nothing, without a failed test, is one.
count() {
  local file=$1 status=$2 line
  line=$(python3 - "$file" <<'PYTHON'
import sys
from pathlib import Path
from xml.etree import ElementTree

path, totals = Path(sys.argv[1]), [0, 0, 0]
if path.exists():
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        outcomes = {child.tag for child in case}
        totals[1 if outcomes & {"failure", "error"} else 2 if "skipped" in outcomes else 0] += 1
print(*totals)
PYTHON
  )
  read -r good bad left <<<"${line:-0 0 0}"
  if [ "$bad" = 0 ] && { [ "$status" != 0 ] || [ "$good" = 0 ]; }; then bad=1; fi
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
}

python_environment() {
  local stamp=.build/venv/requirements.txt
  if ! cmp -s Tests/requirements.txt "$stamp"; then
    python3 -m venv --clear .build/venv &&
      .build/venv/bin/pip install --quiet --disable-pip-version-check \
        --requirement Tests/requirements.txt &&
      cp Tests/requirements.txt "$stamp"
  fi
}

check "python environment" python_environment
check "formatting" swift format lint --strict --recursive --parallel Package.swift Sources Tests
check "release build" swift build -c release

section "unit tests"
swift test --disable-xctest --xunit-output "$results/unit.xml"
status=$?
count "$results/unit.xml" "$status"

section "house rules, conformance, faults"
.build/venv/bin/python -m pytest -c Tests/pytest.ini --rootdir Tests \
  --junit-xml "$results/clients.xml" Tests/Tidy Tests/Conformance Tests/Faults "$@"
status=$?
count "$results/clients.xml" "$status"

printf '\nAll of it took %d s.\n' "$SECONDS"
if [ "$skipped" -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
[ "$failed" = 0 ]
