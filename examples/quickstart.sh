#!/usr/bin/env bash
# From a fresh clone to personal recommendations: builds Bespoke and runs its demo.
#
#   examples/quickstart.sh          in a terminal, leaves the server running until Ctrl-C
#   examples/quickstart.sh --once   stops it when the demo has been shown
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1-}" in
  "" | --once) ;;
  -h | --help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) echo "Unknown option $1; there is --once" >&2; exit 2 ;;
esac

if ! command -v swift >/dev/null; then
  echo "Swift 6.2 or later is needed: https://www.swift.org/install" >&2
  exit 1
fi
examples/install-packages.sh libsqlite3-dev libcurl4-openssl-dev

echo "Building (the first time takes some minutes) ..."
swift build -c release --quiet --product bespoke
swift build -c release --quiet --product bespoke-worker

# Without a terminal nobody could press Ctrl-C.
[ -t 0 ] && [ -t 1 ] || set -- --once
exec .build/release/bespoke demo "$@"
