#!/usr/bin/env bash
# Forgetting a person by OpenDSR 2.0, as privacy software asks its processors, with curl:
#
#   opendsr.sh    starts a Bespoke with a little shop of its own for as long as it runs
#
# Needs Python 3 with boto3 for the shop (Tests/run.sh leaves one in .build/venv), and curl.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
case "${1-}" in -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
if [ -z "${CAMPAIGN-}" ]; then
  PATH="$here/../../.build/venv/bin:$PATH"
  exec python3 "$here/shop.py" "$0"
fi

opendsr=$AWS_ENDPOINT_URL/opendsr/v2
ask() { curl --silent --show-error --fail-with-body "$@"; echo; }

echo "What can be asked for:"
ask "$opendsr/discovery"
"$PYTHON" "$here/shop.py" --recommend anna

id=$(cat /proc/sys/kernel/random/uuid)
echo "The request is received:"
ask "$opendsr/requests" --header 'Content-Type: application/json' --data @- <<REQUEST
{
  "regulation": "gdpr",
  "subject_request_id": "$id",
  "subject_request_type": "erasure",
  "submitted_time": "$(date --utc +%Y-%m-%dT%H:%M:%SZ)",
  "subject_identities": [
    {"identity_type": "controller_customer_id", "identity_format": "raw", "identity_value": "anna"}
  ],
  "extensions": {"bespoke": {"datasetGroupArns": ["$DATASET_GROUP"]}}
}
REQUEST

until status=$(ask "$opendsr/requests/$id") && [[ $status == *'"completed"'* ]]; do sleep 0.2; done
echo "Its status: $status"
"$PYTHON" "$here/shop.py" --recommend anna
