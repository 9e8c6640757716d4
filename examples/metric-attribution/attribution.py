#!/usr/bin/env python3
"""Which recommender sells: metric attribution, from events and imports to totals and files in S3.

    attribution.py    starts a Bespoke of its own for as long as it runs, with a folder as S3

With --s3-endpoint URL the server keeps its objects there instead; the usual AWS variables hold the
credentials. Needs boto3 and a release build; the calls are the service's own but for the clock,
which is moved to the end of the quarter of an hour, and the totals, which CloudWatch would have.
"""

import json
import sys
import time
import urllib.request
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from local import ROLE, clients, start, wait  # noqa: E402

BUCKET = "attribution-example"


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
    personalize, events = clients(endpoint)
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
    while len(store.keys("metrics/")) < 2:
        time.sleep(0.1)
    for key in sorted(store.keys("metrics/")):
        print(f"{key.removeprefix('metrics/')}\n{store.get(key)}")
    with urllib.request.urlopen(f"{endpoint}/_bespoke/metrics") as metrics:
        for line in metrics.read().decode().splitlines():
            if line.startswith("bespoke_attribution_value"):
                print(line)


if __name__ == "__main__":
    start(run, BUCKET, __doc__)
