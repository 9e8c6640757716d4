#!/usr/bin/env bash
# Installs what Bespoke needs of Debian's packages and this machine does not have yet:
#   examples/install-packages.sh libsqlite3-dev python3-venv
# Asks nothing; uses sudo when it is not run by root; touches nothing when all is there.
set -euo pipefail

missing=()
for package in "$@"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "These packages are needed, and apt-get is not here to install them: ${missing[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "Run as root: apt-get install ${missing[*]}" >&2; exit 1; }
  as_root=(sudo --non-interactive)
fi
echo "Installing ${missing[*]}" >&2
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 --yes "$@" >&2; }
apt update
apt install --no-install-recommends "${missing[@]}"
