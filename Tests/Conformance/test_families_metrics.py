"""Metric attributions: their life, and what they may count."""

import pytest
from harness import schemas, waits
from harness.errors import EXISTS, IN_USE, INVALID, LIMIT, NOT_FOUND, refused
from harness.tenant import ROLE

OUTPUT = {"roleArn": ROLE, "s3DataDestination": {"path": "s3://metrics/out/"}}
VIEWS = {"eventType": "view", "metricName": "countViews", "expression": "SAMPLECOUNT()"}
REVENUE = {"eventType": "purchase", "metricName": "revenue", "expression": "SUM(Items.PRICE)"}
VALUE = {
    "eventType": "view", "metricName": "value", "expression": "sum(interactions.EVENT_VALUE)"}


@pytest.fixture
def counted(group):
    """A group with interactions and items."""
    group.dataset("Interactions")
    group.dataset("Items")
    return group


def create(group, *metrics, name="m", output=OUTPUT):
    """CreateMetricAttribution; returns the ARN."""
    return group.api.create_metric_attribution(
        name=name, datasetGroupArn=group.arn, metrics=list(metrics),
        metricsOutputConfig=output)["metricAttributionArn"]


def names(group, arn):
    """The names ListMetricAttributionMetrics tells, sorted."""
    listed = group.api.list_metric_attribution_metrics(metricAttributionArn=arn)["metrics"]
    return sorted(metric["metricName"] for metric in listed)


def changed(group, arn, **changes):
    """UpdateMetricAttribution, and waits until it is ACTIVE again."""
    made = group.api.update_metric_attribution(metricAttributionArn=arn, **changes)
    assert made["metricAttributionArn"] == arn
    return waits.active(group.tenant, "metricAttribution", arn)


def test_an_attribution_from_create_to_delete(counted):
    tenant, api = counted.tenant, counted.api
    arn = create(counted, VIEWS, REVENUE, VALUE)
    assert arn == tenant.arn("metric-attribution", "m")
    found = waits.active(tenant, "metricAttribution", arn)
    assert found["metricsOutputConfig"] == OUTPUT
    assert found["datasetGroupArn"] == counted.arn
    listed = api.list_metric_attribution_metrics(metricAttributionArn=arn)["metrics"]
    assert sorted(listed, key=lambda metric: metric["metricName"]) == [VIEWS, REVENUE, VALUE]
    page = api.list_metric_attribution_metrics(metricAttributionArn=arn, maxResults=2)
    rest = api.list_metric_attribution_metrics(
        metricAttributionArn=arn, maxResults=2, nextToken=page["nextToken"])
    assert len(page["metrics"]) == 2 and len(rest["metrics"]) == 1 and "nextToken" not in rest
    for narrowed in ({}, {"datasetGroupArn": counted.arn}):
        [entry] = api.list_metric_attributions(**narrowed)["metricAttributions"]
        assert entry["metricAttributionArn"] == arn and entry["name"] == "m"

    found = changed(counted, arn, removeMetrics=["value"], addMetrics=[
        VALUE | {"metricName": "second"}])
    assert names(counted, arn) == ["countViews", "revenue", "second"]
    other = {"roleArn": ROLE, "s3DataDestination": {"path": "s3://elsewhere/out/"}}
    found = changed(counted, arn, metricsOutputConfig=other)
    assert found["metricsOutputConfig"] == other
    assert names(counted, arn) == ["countViews", "revenue", "second"]
    # A name may be given away and taken in one request.
    changed(counted, arn, removeMetrics=["revenue"], addMetrics=[REVENUE])
    changed(counted, arn, removeMetrics=["countViews", "revenue", "second"])
    assert names(counted, arn) == []

    with refused(IN_USE, counted.dataset_arn("Interactions")):
        api.delete_dataset(datasetArn=counted.dataset_arn("Interactions"))
    with refused(IN_USE, counted.arn):
        api.delete_dataset_group(datasetGroupArn=counted.arn)
    api.delete_metric_attribution(metricAttributionArn=arn)
    waits.gone(tenant, "metricAttribution", arn)
    create(counted, VIEWS)


def test_an_output_needs_no_destination(counted):
    arn = create(counted, VIEWS, output={"roleArn": ROLE})
    found = waits.active(counted.tenant, "metricAttribution", arn)
    assert found["metricsOutputConfig"] == {"roleArn": ROLE}


@pytest.mark.parametrize("metric,said", [
    ({"expression": "COUNT()"}, "COUNT()"), ({"expression": ""}, "expression"),
    ({"expression": "SUM(Items.GENRES)"}, "GENRES"), ({"expression": "SUM(Items.NONE)"}, "NONE"),
    ({"expression": "SUM(Users.AGE)"}, "Users.AGE"), ({"expression": "SUM(PRICE)"}, "SUM(PRICE)"),
    ({"expression": "SAMPLECOUNT(Items.PRICE)"}, "SAMPLECOUNT"),
    ({"metricName": "x" * 257}, "metricName"), ({"eventType": "x" * 257}, "eventType"),
])
def test_a_metric_that_cannot_be_counted_is_refused(counted, metric, said):
    with refused(INVALID, said):
        create(counted, VIEWS | metric)
    assert counted.api.list_metric_attributions()["metricAttributions"] == []


def test_names_are_given_once_and_ten_metrics_are_the_most(counted):
    with refused(INVALID, "countViews"):
        create(counted, VIEWS, VIEWS)
    ten = [VIEWS | {"metricName": f"m{n}"} for n in range(10)]
    with refused(INVALID):
        create(counted, VIEWS, *ten)
    arn = create(counted, *ten)
    waits.active(counted.tenant, "metricAttribution", arn)
    with refused(INVALID, "10"):
        changed(counted, arn, addMetrics=[VIEWS])
    with refused(EXISTS, "m3"):
        changed(counted, arn, addMetrics=[VIEWS | {"metricName": "m3"}], removeMetrics=["m4"])
    with refused(INVALID, "none"):
        changed(counted, arn, removeMetrics=["none"])
    assert len(names(counted, arn)) == 10
    with refused(LIMIT):
        create(counted, VIEWS, name="second")
    with refused(EXISTS, arn):
        create(counted, VIEWS)


def test_interactions_must_have_event_types(group):
    with refused(INVALID, "EVENT_TYPE"):
        create(group, VIEWS)
    group.dataset("Interactions", schemas.BARE)
    with refused(INVALID, "EVENT_TYPE"):
        create(group, VIEWS)


def test_what_does_not_exist_is_not_found(counted):
    arn = counted.tenant.arn("metric-attribution", "none")
    for call, arguments in (
        ("describe_metric_attribution", {"metricAttributionArn": arn}),
        ("delete_metric_attribution", {"metricAttributionArn": arn}),
        ("update_metric_attribution", {"metricAttributionArn": arn, "removeMetrics": ["m"]}),
    ):
        with refused(NOT_FOUND, arn):
            getattr(counted.api, call)(**arguments)
    with refused(NOT_FOUND, "none"):
        counted.api.create_metric_attribution(
            name="m", datasetGroupArn=counted.tenant.arn("dataset-group", "none"), metrics=[VIEWS],
            metricsOutputConfig=OUTPUT)
    for call in ("update_metric_attribution", "list_metric_attribution_metrics"):
        with refused(INVALID, "metricAttributionArn"):
            getattr(counted.api, call)()
