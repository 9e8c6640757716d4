#!/usr/bin/env bash
# The same story as movielens.py, told with the AWS CLI alone.
#
#   movielens.sh                    starts a Bespoke of its own for as long as it runs
#   movielens.sh ENDPOINT S3_ROOT   uses a server that runs already
#
# Needs the AWS CLI (Tests/run.sh leaves one in .build/venv) and Python 3 for the data.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
case "${1-}" in -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;; esac

work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap finish EXIT

PATH="$root/.build/venv/bin:$PATH"
command -v aws >/dev/null || { echo "The AWS CLI is needed: pip install awscli" >&2; exit 1; }

if [ $# -ge 2 ]; then
  endpoint=$1 s3_root=$2
else
  s3_root=$work/s3
  "$root/.build/release/bespoke" serve --port 0 --data "$work/data" --s3-root "$s3_root" \
    >"$work/ready" 2>"$work/log" &
  server=$!
  until grep -q '^bespoke ready ' "$work/ready"; do
    kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    sleep 0.05
  done
  endpoint=$(sed -n 's/^bespoke ready //p' "$work/ready")
fi

# This is all that tells the AWS CLI where to go, and as whom.
export AWS_ENDPOINT_URL=$endpoint AWS_DEFAULT_REGION=us-east-1 AWS_PAGER= AWS_DEFAULT_OUTPUT=text
export AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=any
role=arn:aws:iam::111122223333:role/personalize
name=movielens-cli-$(date +%s)

# Polls `aws personalize describe-KIND` until the resource is ACTIVE: wait_for KIND MEMBER ARN
wait_for() {
  local status
  while true; do
    status=$(aws personalize "describe-$1" "--$1-arn" "$3" --query "$2.status")
    case "$status" in
      ACTIVE) return ;;
      *FAILED*)
        echo "$3: $status: $(aws personalize "describe-$1" "--$1-arn" "$3" \
          --query "$2.failureReason")" >&2
        exit 1 ;;
    esac
    sleep 0.1
  done
}

# Ten recommendations for a user, an id a line.
recommend() {
  aws personalize-runtime get-recommendations --campaign-arn "$campaign" --user-id "$1" \
    --num-results 10 --query 'itemList[].itemId' | tr '\t' '\n'
}

# Ids on standard input, titles on standard output.
titles() {
  awk -F '\t' 'NR == FNR { title[$1] = $2; next } { print "  " title[$1] }' "$bucket/titles.tsv" -
}

bucket=$s3_root/movielens
python3 "$here/dataset.py" "$bucket"

SECONDS=0
group=$(aws personalize create-dataset-group --name "$name" --query datasetGroupArn)
wait_for dataset-group datasetGroup "$group"
jobs=()
for kind in Interactions Items Users; do
  file=$(echo "$kind" | tr '[:upper:]' '[:lower:]')
  schema=$(aws personalize create-schema --name "$name-$kind" \
    --schema "file://$bucket/$file.json" --query schemaArn)
  dataset=$(aws personalize create-dataset --name "$name-$kind" --dataset-type "$kind" \
    --dataset-group-arn "$group" --schema-arn "$schema" --query datasetArn)
  wait_for dataset dataset "$dataset"
  jobs+=("$(aws personalize create-dataset-import-job --job-name "$name-$kind" \
    --dataset-arn "$dataset" --role-arn "$role" \
    --data-source "dataLocation=s3://movielens/$file.csv" --query datasetImportJobArn)")
done
for job in "${jobs[@]}"; do wait_for dataset-import-job datasetImportJob "$job"; done
imported=$SECONDS

solution=$(aws personalize create-solution --name "$name" --dataset-group-arn "$group" \
  --recipe-arn arn:aws:personalize:::recipe/aws-user-personalization \
  --no-perform-auto-training --query solutionArn)
wait_for solution solution "$solution"
version=$(aws personalize create-solution-version --solution-arn "$solution" \
  --query solutionVersionArn)
wait_for solution-version solutionVersion "$version"
trained=$SECONDS

campaign=$(aws personalize create-campaign --name "$name" --solution-version-arn "$version" \
  --min-provisioned-tps 1 --query campaignArn)
wait_for campaign campaign "$campaign"
tracker=$(aws personalize create-event-tracker --name "$name" --dataset-group-arn "$group" \
  --query '[eventTrackerArn, trackingId]')
wait_for event-tracker eventTracker "${tracker%%[[:space:]]*}"
tracking=${tracker##*[[:space:]]}
deployed=$SECONDS

user=1
before=$(recommend "$user")
printf '\nOffline metrics\n'
aws personalize get-solution-metrics --solution-version-arn "$version" --query metrics --output json
printf '\nRecommended to user %s\n' "$user"
titles <<<"$before"

# Five horror films that the user has not watched become five events.
awk -F , -v user="$user" '
  FILENAME ~ /interactions/ { if ($1 == user) seen[$2] = 1; next }
  $2 ~ /Horror/ && !($1 in seen) && count++ < 5 { print $1 }
' "$bucket/interactions.csv" "$bucket/items.csv" >"$work/films"
printf '\nThe user watches\n'
titles <"$work/films"
now=$(date +%s)
{
  separator="["
  while read -r film; do
    printf '%s{"eventType":"watch","itemId":"%s","sentAt":%d}' "$separator" "$film" $((now++))
    separator=,
  done <"$work/films"
  echo "]"
} >"$work/events.json"
aws personalize-events put-events --tracking-id "$tracking" --user-id "$user" \
  --session-id tonight --event-list "file://$work/events.json"

after=$(recommend "$user")
printf '\nRecommended now\n'
titles <<<"$after"
printf '\nimport %d s, train %d s, deploy %d s (most of it is the AWS CLI starting)\n' \
  "$imported" $((trained - imported)) $((deployed - trained))
[ "$before" != "$after" ] || { echo "The recommendations did not change." >&2; exit 1; }
