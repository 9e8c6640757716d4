"""Metric attribution: what imports add to totals, and the files of those that publish."""

import json

import pytest
from harness import attribution, waits
from harness.attribution import COLUMNS, METRICS, UNDEFINED, WINDOW
from harness.chain import Group
from harness.clock import Clock
from harness.data import table
from harness.errors import INVALID, refused
from harness.tenant import ROLE, Tenant

DAY = 86_400
PUBLISH = {"publishAttributionMetricsToS3": True}


@pytest.fixture(params=["server", "s3_server"])
def place(request):
    """A group whose bucket is a folder or on moto's server, with priced items."""
    group = Group(Tenant(request.getfixturevalue(request.param)))
    group.tenant.server.store.make(group.tenant.bucket)
    group.dataset("Interactions", attribution.INTERACTIONS)
    group.dataset("Items")
    group.load(table(["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"], [
        ["p0", "a", 10, 1], ["p1", "a", 20.25, 1], ["free", "a", "", 1]]), "Items")
    group.now = int(Clock(group.tenant.server).read()["epochSeconds"])
    return group


def rows(group, start, count=1000):
    """CSV of views, 500 to a window from `start` on: every second from `Web`, and a purchase."""
    start -= start % WINDOW
    lines = [
        [f"u{n % 50}", "p0", start + n // 500 * WINDOW + n % 500, "View", "", 2 if n % 2 else "",
         "", "Web" if n % 2 else ""] for n in range(count)]
    lines.append(["u1", "p1", start, "BUY", "", "", "RID-unknown", ""])
    lines.append(["u1", "free", start, "buy", "", "", "", "web"])
    lines.append(["u1", "p1", start, "ignored", "", "", "", "web"])
    return table(COLUMNS, lines)


def wanted(start):
    """The rows of the file of these rows."""
    first = start - start % WINDOW
    found = []
    for time in (first + WINDOW, first):
        found += [
            ["COUNTVIEWS", "VIEW", "250.0", "samplecount", UNDEFINED, str(time)],
            ["COUNTVIEWS", "VIEW", "250.0", "samplecount", "Web", str(time)]]
        if time == first:
            found.append(["REVENUE", "BUY", "20.25", "sum", UNDEFINED, str(time)])
        found.append(["WATCHED", "VIEW", "500.0", "sum", "Web", str(time)])
    return found


def test_a_full_import_that_publishes_has_a_file_and_no_totals(place):
    attribution.create(place)
    old = place.now - 30 * DAY
    place.load(rows(place, old), **PUBLISH)
    # The file is there when the job is.
    ((name, found),) = attribution.files(place).items()
    assert name.startswith("AggregatedAttributionMetrics - FULL - ") and found == wanted(old)
    assert attribution.totals(place) == {}
    place.load(rows(place, old), **PUBLISH)
    assert len(attribution.files(place)) == 2
    place.load(rows(place, old))
    assert len(attribution.files(place)) == 2


def test_an_incremental_import_adds_to_the_totals_what_is_not_too_old(place):
    place.load(rows(place, place.now - 3 * DAY))
    attribution.create(place)
    assert attribution.totals(place) == {}
    recent, old = place.now - 2 * DAY, place.now - 15 * DAY
    place.load(rows(place, recent), importMode="INCREMENTAL")
    totals = {
        ("COUNTVIEWS", "WEB"): 500, ("COUNTVIEWS", UNDEFINED): 500, ("WATCHED", "WEB"): 1000,
        ("REVENUE", UNDEFINED): 20.25}
    assert attribution.totals(place) == totals
    assert attribution.files(place) == {}
    place.load(rows(place, old), importMode="INCREMENTAL", **PUBLISH)
    assert attribution.totals(place) == totals
    ((name, found),) = attribution.files(place).items()
    assert name.startswith("AggregatedAttributionMetrics - INCREMENTAL - ")
    assert found == wanted(old)


def test_answers_named_in_a_file_tell_who_gave_them(place):
    place.load(rows(place, place.now - 3 * DAY))
    campaign = place.campaign("aws-popularity-count")
    answer = place.tenant.runtime.get_recommendations(campaignArn=campaign)["recommendationId"]
    attribution.create(place, METRICS[0])
    text = table(COLUMNS, [
        [f"u{n}", "p0", place.now - 60, "view", "", "", answer, "own" if n < 400 else ""]
        for n in range(1000)])
    place.load(text, importMode="INCREMENTAL", **PUBLISH)
    assert attribution.totals(place) == {
        ("COUNTVIEWS", campaign.upper()): 600, ("COUNTVIEWS", "OWN"): 400}
    (found,) = attribution.files(place).values()
    assert {row[4] for row in found} == {campaign, "own"}


def test_publishing_needs_interactions_and_an_attribution_with_a_destination(place):
    with refused(INVALID, "publishAttributionMetricsToS3"):
        place.start_import("", **PUBLISH)
    arn = attribution.create(place, folder=None)
    with refused(INVALID, "s3DataDestination"):
        place.start_import("", **PUBLISH)
    place.api.update_metric_attribution(metricAttributionArn=arn, metricsOutputConfig={
        "roleArn": ROLE, "s3DataDestination": {"path": place.tenant.folder("metrics")}})
    waits.active(place.tenant, "metricAttribution", arn)
    with refused(INVALID, "publishAttributionMetricsToS3"):
        place.start_import("", "Items", **PUBLISH)
    place.load(rows(place, place.now), **PUBLISH)
    assert len(attribution.files(place)) == 1


def test_a_failed_import_counts_nothing(place):
    attribution.create(place)
    place.load(rows(place, place.now - 3 * DAY), **PUBLISH)
    bad = rows(place, place.now) + "u,p0,no time,view,,,,\n"
    job = place.start_import(bad, importMode="INCREMENTAL", **PUBLISH)
    waits.failed(place.tenant, "datasetImportJob", job)
    assert attribution.totals(place) == {} and len(attribution.files(place)) == 1


def test_grants_hold_for_files_of_metrics(own_server):
    server = own_server()
    group = Group(Tenant(server))
    assert server.stop() == 0
    role = "arn:aws:iam::123456789012:role/metrics"
    bucket = group.tenant.bucket
    (server.data / "grants.json").write_text(json.dumps({"*": {
        ROLE: {"read": [f"s3://{bucket}/"], "write": []},
        role: {"read": [], "write": [f"s3://{bucket}/metrics/"]}}}))
    server.start()
    group.dataset("Interactions", attribution.INTERACTIONS)
    group.dataset("Items")
    arn = attribution.create(group, METRICS[0])
    group.now = int(Clock(server).read()["epochSeconds"])
    # The import's role may read; the file is the attribution's matter, and its role may not write.
    group.load(rows(group, group.now), **PUBLISH)
    reason = group.tenant.describe("metricAttribution", arn)["failureReason"]
    assert "Insufficient privileges" in reason
    assert attribution.files(group) == {}
    group.api.update_metric_attribution(metricAttributionArn=arn, metricsOutputConfig={
        "roleArn": role, "s3DataDestination": {"path": group.tenant.folder("metrics")}})
    attribution.written(group, 1)
