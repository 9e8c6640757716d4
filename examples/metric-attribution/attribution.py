#!/usr/bin/env python3
"""Which recommender sells: metric attribution, from events and imports to totals and files in S3.

    attribution.py    starts a Bespoke of its own for as long as it runs, with a folder as S3

With --s3-endpoint URL the server keeps its objects there instead; the usual AWS variables hold the
credentials. Needs boto3 and a release build; the calls are the service's own but for the clock,
which is moved to the end of the quarter of an hour, and the totals, which CloudWatch would have.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import boto3

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT, BUCKET = "111122223333", "attribution-example"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/personalize"


def schema(name, *fields):
    """An Avro schema."""
    return json.dumps({
        "type": "record", "name": name, "namespace": "com.amazonaws.personalize.schema",
        "version": "1.0", "fields": [{"name": field, "type": kind} for field, kind in fields]})


INTERACTIONS = schema(
    "Interactions", ("USER_ID", "string"), ("ITEM_ID", "string"), ("EVENT_TYPE", "string"),
    ("TIMESTAMP", "long"), ("EVENT_ATTRIBUTION_SOURCE", ["null", "string"]))
ITEMS = schema(
    "Items", ("ITEM_ID", "string"), ("PRICE", "float"), ("CREATION_TIMESTAMP", "long"))


class Folder:
    """A folder that stands for S3."""

    def __init__(self, root):
        self.bucket = Path(root) / BUCKET
        self.bucket.mkdir(parents=True)
        self.options = ["--s3-root", root]

    def put(self, key, text):
        (self.bucket / key).write_text(text)

    def files(self, folder):
        found = self.bucket.glob(f"{folder}*.csv")
        return {path.name: path.read_text() for path in found}


class Endpoint:
    """A server that speaks S3."""

    def __init__(self, url):
        self.client = boto3.client("s3", endpoint_url=url)
        self.client.create_bucket(Bucket=BUCKET)
        self.options = ["--s3-endpoint", url]

    def put(self, key, text):
        self.client.put_object(Bucket=BUCKET, Key=key, Body=text.encode())

    def files(self, folder):
        listed = self.client.list_objects_v2(Bucket=BUCKET, Prefix=folder).get("Contents", [])
        return {entry["Key"].removeprefix(folder): self.client.get_object(
            Bucket=BUCKET, Key=entry["Key"])["Body"].read().decode() for entry in listed}


def wait(describe, **arn):
    """Polls a Describe call until its resource is ACTIVE."""
    while True:
        (resource,) = (v for k, v in describe(**arn).items() if k != "ResponseMetadata")
        if resource["status"] == "ACTIVE":
            return
        if "FAILED" in resource["status"]:
            sys.exit(f"{arn}: {resource.get('failureReason')}")
        time.sleep(0.1)


def load(personalize, store, group, kind, text, rows, **options):
    """Creates a dataset unless it is there, and imports rows."""
    arn = group.replace(":dataset-group/", ":dataset/") + f"/{kind.upper()}"
    if text:
        made = personalize.create_schema(name=kind, schema=text)["schemaArn"]
        personalize.create_dataset(
            name=kind, datasetGroupArn=group, datasetType=kind, schemaArn=made)
        wait(personalize.describe_dataset, datasetArn=arn)
    name = f"{kind}-{'first' if text else 'more'}"
    store.put(f"{name}.csv", "\n".join(rows) + "\n")
    job = personalize.create_dataset_import_job(
        jobName=name, datasetArn=arn, roleArn=ROLE,
        dataSource={"dataLocation": f"s3://{BUCKET}/{name}.csv"}, **options)
    wait(personalize.describe_dataset_import_job,
         datasetImportJobArn=job["datasetImportJobArn"])


def run(store, endpoint):
    """From an attribution to its totals and files."""
    session = boto3.Session(
        aws_access_key_id=ACCOUNT, aws_secret_access_key="any", region_name="us-east-1")
    personalize = session.client("personalize", endpoint_url=endpoint)
    events = session.client("personalize-events", endpoint_url=endpoint)
    group = personalize.create_dataset_group(name="shop")["datasetGroupArn"]
    wait(personalize.describe_dataset_group, datasetGroupArn=group)
    now = int(time.time())
    header = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP,EVENT_ATTRIBUTION_SOURCE"
    lines = [f"person-{n % 40},item-{n % 2},view,{now - n},newsletter" for n in range(1000)]
    load(personalize, store, group, "Interactions", INTERACTIONS, [header, *lines])
    load(personalize, store, group, "Items", ITEMS, [
        "ITEM_ID,PRICE,CREATION_TIMESTAMP", "item-0,10,1", "item-1,12.5,1"])

    arn = personalize.create_metric_attribution(
        name="impact", datasetGroupArn=group,
        metrics=[
            {"metricName": "views", "eventType": "view", "expression": "SAMPLECOUNT()"},
            {"metricName": "revenue", "eventType": "buy", "expression": "SUM(Items.PRICE)"},
        ],
        metricsOutputConfig={
            "roleArn": ROLE, "s3DataDestination": {"path": f"s3://{BUCKET}/metrics/"}},
    )["metricAttributionArn"]
    wait(personalize.describe_metric_attribution, metricAttributionArn=arn)

    tracker = personalize.create_event_tracker(name="shop", datasetGroupArn=group)
    wait(personalize.describe_event_tracker, eventTrackerArn=tracker["eventTrackerArn"])
    for kind, item in (("view", "item-0"), ("view", "item-1"), ("buy", "item-1")):
        events.put_events(
            trackingId=tracker["trackingId"], userId="anna", sessionId="s", eventList=[{
                "eventType": kind, "itemId": item, "sentAt": now,
                "metricAttribution": {"eventAttributionSource": "home page"}}])
    load(personalize, store, group, "Interactions", None, [header, *lines],
         importMode="INCREMENTAL", publishAttributionMetricsToS3=True)

    urllib.request.urlopen(urllib.request.Request(
        f"{endpoint}/_bespoke/clock", b'{"advanceSeconds": 900}')).close()
    while len(store.files("metrics/")) < 2:
        time.sleep(0.1)
    for name, text in sorted(store.files("metrics/").items()):
        print(f"{name}\n{text}")
    with urllib.request.urlopen(f"{endpoint}/_bespoke/metrics") as metrics:
        for line in metrics.read().decode().splitlines():
            if line.startswith("bespoke_attribution_value"):
                print(line)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--s3-endpoint", metavar="URL")
    options = parser.parse_args()
    program = Path(os.environ.get("BESPOKE_BINARY", ROOT / ".build/release/bespoke"))
    if not program.exists():
        sys.exit("Build first: swift build -c release")
    with tempfile.TemporaryDirectory() as folder:
        store = Endpoint(options.s3_endpoint) if options.s3_endpoint else Folder(f"{folder}/s3")
        server = subprocess.Popen(
            [program, "serve", "--port", "0", "--data", f"{folder}/data", *store.options],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            line = server.stdout.readline()
            if not line.startswith("bespoke ready "):
                sys.exit("The server did not start.")
            run(store, line.split()[-1])
        finally:
            server.terminate()
            server.wait()
            server.stdout.close()


if __name__ == "__main__":
    main()
