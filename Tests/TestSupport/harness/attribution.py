"""Metric attributions: their totals in the metrics of the server, and their files."""

import csv
import io
import re

from . import schemas, waits, wire
from .tenant import ROLE

WINDOW = 900
SAMPLE = re.compile(r"^(\w+)\{(.*)\} (\S+)$")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
HEADER = [
    "METRIC_NAME", "EVENT_TYPE", "VALUE", "MATH_FUNCTION", "EVENT_ATTRIBUTION_SOURCE", "TIMESTAMP"]
UNDEFINED = "SOURCE_NAME_UNDEFINED"
INTERACTIONS = schemas.schema(
    "Interactions", *schemas.KEYS, ("EVENT_TYPE", "string"), ("EVENT_VALUE", ["float", "null"]),
    ("MINUTES", ["null", "int"]), ("RECOMMENDATION_ID", ["null", "string"]),
    ("EVENT_ATTRIBUTION_SOURCE", ["null", "string"]))
COLUMNS = ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE", "MINUTES",
           "RECOMMENDATION_ID", "EVENT_ATTRIBUTION_SOURCE"]
METRICS = [
    {"eventType": "View", "metricName": "countViews", "expression": "SAMPLECOUNT()"},
    {"eventType": "buy", "metricName": "revenue", "expression": "SUM(Items.price)"},
    {"eventType": "view", "metricName": "watched", "expression": "sum(interactions.MINUTES)"},
]


def samples(tenant, name):
    """The samples of a metric of the server that are the tenant's: [(labels, value)]."""
    reply = wire.send(tenant, "/_bespoke/metrics", b"", method="GET", signed=False)
    assert reply.status == 200
    found = []
    for line in reply.body.decode().splitlines():
        match = SAMPLE.match(line)
        if not match or match[1] != name:
            continue
        labels = {key: re.sub(r"\\(.)", r"\1", text) for key, text in LABEL.findall(match[2])}
        if (labels["account"], labels["region"]) == (tenant.account, tenant.region):
            found.append((labels, float(match[3])))
    return found


def totals(group):
    """{(metric, source): value} as the metrics of the server tell."""
    return {
        (labels["metric"], labels["event_attribution_source"]): value
        for labels, value in samples(group.tenant, "bespoke_attribution_value")
        if labels["dataset_group_arn"] == group.arn}


def count(tenant, name, **wanted):
    """The value of one sample with these labels; 0 when there is none."""
    return sum(v for labels, v in samples(tenant, name) if wanted.items() <= labels.items())


def create(group, *metrics, folder="metrics", **output):
    """An ACTIVE metric attribution that writes to the folder; returns its ARN."""
    output.setdefault("roleArn", ROLE)
    if folder:
        output["s3DataDestination"] = {"path": group.tenant.folder(folder)}
    arn = group.api.create_metric_attribution(
        name=f"{group.name}-impact", datasetGroupArn=group.arn, metrics=list(metrics or METRICS),
        metricsOutputConfig=output)["metricAttributionArn"]
    waits.active(group.tenant, "metricAttribution", arn)
    return arn


def files(group, folder="metrics"):
    """{name: rows without the header} of the files of metrics."""
    store, bucket = group.tenant.server.store, group.tenant.bucket
    store.make(bucket)
    found = {}
    for key in store.keys(bucket, f"{folder}/"):
        if "/." in key:
            continue
        text = store.get(bucket, key).decode()
        rows = list(csv.reader(io.StringIO(text), escapechar="\\", doublequote=False))
        assert rows[0] == HEADER
        found[key.removeprefix(f"{folder}/")] = rows[1:]
    return found


def written(group, number, folder="metrics", within=30):
    """The files once there are so many."""

    def there():
        found = files(group, folder)
        assert len(found) <= number, found
        return found if len(found) == number else None

    return waits.until(there, f"{number} files of metrics are there", within)
