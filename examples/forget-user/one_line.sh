#!/usr/bin/env bash
# Forgetting a person with one command, which ends when it is done and proven:
#
#   one_line.sh    starts a Bespoke with a little shop of its own for as long as it runs
#
# Needs Python 3 with boto3 for the shop (Tests/run.sh leaves one in .build/venv).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
case "${1-}" in -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
if [ -z "${CAMPAIGN-}" ]; then
  PATH="$here/../../.build/venv/bin:$PATH"
  exec python3 "$here/shop.py" "$0"
fi

"$PYTHON" "$here/shop.py" --recommend anna

# Where she occurs, and everything that is held about her, as files.
"$BESPOKE" discover-user --user-id anna
"$BESPOKE" export-user --user-id anna --output "$S3_ROOT/../package"

# The one line. It exits with 0 only when the certificate is there and genuine.
"$BESPOKE" forget-user --dataset-group all --user-id anna --certificate "$S3_ROOT/../c.json"

"$BESPOKE" privacy verify "$S3_ROOT/../c.json"
"$PYTHON" "$here/shop.py" --recommend anna
