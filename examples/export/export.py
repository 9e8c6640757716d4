#!/usr/bin/env python3
"""Exporting a dataset to S3, and importing the export into another dataset group.

    export.py    starts a Bespoke of its own for as long as it runs, with a folder as S3

With --s3-endpoint URL the server keeps its objects there instead; the usual AWS variables hold the
credentials. Needs boto3 and a release build; the calls are the service's own.
"""

import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from local import ROLE, clients, start, wait  # noqa: E402

BUCKET = "export-example"
SCHEMA = json.dumps({
    "type": "record", "name": "Interactions", "namespace": "com.amazonaws.personalize.schema",
    "version": "1.0", "fields": [
        {"name": "USER_ID", "type": "string"}, {"name": "ITEM_ID", "type": "string"},
        {"name": "EVENT_TYPE", "type": "string"}, {"name": "TIMESTAMP", "type": "long"}]})


def dataset(personalize, name, schema, key):
    """A dataset group with the interactions of a CSV file; returns the dataset's ARN."""
    group = personalize.create_dataset_group(name=name)["datasetGroupArn"]
    wait(personalize.describe_dataset_group, datasetGroupArn=group)
    arn = personalize.create_dataset(
        name=name, datasetGroupArn=group, datasetType="Interactions",
        schemaArn=schema)["datasetArn"]
    wait(personalize.describe_dataset, datasetArn=arn)
    job = personalize.create_dataset_import_job(
        jobName=f"{name}-import", datasetArn=arn, roleArn=ROLE,
        dataSource={"dataLocation": f"s3://{BUCKET}/{key}"})["datasetImportJobArn"]
    wait(personalize.describe_dataset_import_job, datasetImportJobArn=job)
    return arn


def export(personalize, name, dataset_arn):
    """Exports everything the dataset has; returns the key of the file."""
    job = personalize.create_dataset_export_job(
        jobName=name, datasetArn=dataset_arn, roleArn=ROLE, ingestionMode="ALL",
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/"}})["datasetExportJobArn"]
    wait(personalize.describe_dataset_export_job, datasetExportJobArn=job)
    return f"{name}.csv"


def run(store, endpoint):
    """From a file to a dataset, to an export, to another dataset, to its export."""
    personalize, events = clients(endpoint)
    lines = [f"person-{n % 40},item-{n % 17},view,{1_700_000_000 + n}" for n in range(1000)]
    store.put("in.csv", "\n".join(["USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP", *lines]) + "\n")
    schema = personalize.create_schema(name="export", schema=SCHEMA)["schemaArn"]
    shop = dataset(personalize, "shop", schema, "in.csv")
    group = shop.replace(":dataset/", ":dataset-group/").removesuffix("/INTERACTIONS")
    tracker = personalize.create_event_tracker(name="shop", datasetGroupArn=group)
    wait(personalize.describe_event_tracker, eventTrackerArn=tracker["eventTrackerArn"])
    events.put_events(
        trackingId=tracker["trackingId"], userId="anna, of the garden", sessionId="s",
        eventList=[{"eventType": "buy", "itemId": "item-3", "sentAt": 1_700_001_000}])
    first = store.get(export(personalize, "exported", shop))
    copy = dataset(personalize, "copy", schema, "exported.csv")
    second = store.get(export(personalize, "again", copy))
    print(f"Exported {first.count(chr(10)) - 1} rows, the last one: {first.splitlines()[-1]}")
    if sorted(first.splitlines()) != sorted(second.splitlines()):
        sys.exit("The copy differs.")
    print("Imported into another dataset group and exported from there: the same.")


if __name__ == "__main__":
    start(run, BUCKET, __doc__)
