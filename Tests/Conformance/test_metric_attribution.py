"""Metric attribution: what streamed events add to totals and to files, window by window."""

import json

import pytest
from harness import attribution, schemas, waits
from harness.attribution import METRICS, UNDEFINED, WINDOW
from harness.chain import Group
from harness.clock import Clock
from harness.data import HEADER, Tastes, table
from harness.errors import INVALID, refused
from harness.tenant import ROLE, Tenant

DAY = 86_400
LEFT_OUT, FILES = "bespoke_attribution_left_out_total", "bespoke_attribution_files_total"


def shop(tenant, name="shop"):
    """A group with priced items p0 (10), p1 (20) and free ones, that takes events."""
    group = Group(tenant, name)
    tenant.server.store.make(tenant.bucket)
    group.dataset("Interactions", attribution.INTERACTIONS)
    group.dataset("Items")
    group.load(table(["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"], [
        ["p0", "a", 10, 1], ["p1", "a", 20, 1], ["free", "a", "", 1]]), "Items")
    group.tracking = group.tracker()
    group.events = 0
    return group


def put(group, kind="view", source=None, item="p0", sent=None, properties=None, **more):
    """One event."""
    group.events += 1
    event = {
        "eventType": kind, "itemId": item, "eventId": f"e{group.events}",
        "sentAt": sent or Clock(group.tenant.server).read()["epochSeconds"], **more}
    if source is not None:
        event["metricAttribution"] = {"eventAttributionSource": source}
    if properties:
        event["properties"] = json.dumps(properties)
    group.tenant.events.put_events(
        trackingId=group.tracking, userId="u1", sessionId="s1", eventList=[event])


@pytest.fixture
def timed(own_server):
    """A shop on a server whose clock only this test moves, just after a window's start."""
    group = shop(Tenant(own_server()))
    clock = Clock(group.tenant.server)
    now = clock.read()["epochSeconds"]
    clock.advance(int(WINDOW - now % WINDOW) + 5)
    return group, clock


def window(clock):
    """The start of the window the clock is in."""
    now = int(clock.read()["epochSeconds"])
    return now - now % WINDOW


def test_events_are_counted_by_type_and_source(group):
    group = shop(group.tenant, "counted")
    put(group, "view", "early")
    attribution.create(group)
    assert attribution.totals(group) == {}
    put(group, "view", "Web")
    put(group, "VIEW", "wEB", properties={"minutes": 7})
    put(group, "View", properties={"minutes": 5})
    put(group, "buy", "mail", "p0")
    put(group, "BUY", "mail", "p1")
    put(group, "buy", "mail", "free")
    put(group, "buy", "mail", "nobody-knows")
    put(group, "click", "mail")
    assert attribution.totals(group) == {
        ("COUNTVIEWS", "WEB"): 2, ("COUNTVIEWS", UNDEFINED): 1, ("REVENUE", "MAIL"): 30,
        ("WATCHED", "WEB"): 7, ("WATCHED", UNDEFINED): 5}
    # PutItems gives a new price; an event sent twice counts once.
    group.tenant.events.put_items(datasetArn=group.dataset_arn("Items"), items=[
        {"itemId": "p0", "properties": json.dumps(
            {"genres": "a", "price": 0.5, "creationTimestamp": 1})}])
    for _ in range(2):
        put(group, "buy", "mail", eventId="the-same")
    assert attribution.totals(group)["REVENUE", "MAIL"] == 30.5


def test_the_giver_of_the_answer_is_the_source_unless_one_is_named(group):
    group = shop(group.tenant, "given")
    group.load(table(attribution.COLUMNS, [
        [*row, "", "", ""] for row in Tastes(per_user=12).rows()]))
    campaign = group.campaign("aws-popularity-count")
    attribution.create(group, METRICS[0])
    answer = group.tenant.runtime.get_recommendations(campaignArn=campaign)["recommendationId"]
    put(group, recommendationId=answer)
    put(group, recommendationId=answer, source="own words")
    put(group, recommendationId="RID-of-nobody")
    assert attribution.totals(group) == {
        ("COUNTVIEWS", campaign.upper()): 1, ("COUNTVIEWS", "OWN WORDS"): 1,
        ("COUNTVIEWS", UNDEFINED): 1}


def test_old_events_and_the_hundred_and_first_source_are_left_out(group):
    group = shop(group.tenant, "limits")
    attribution.create(group, METRICS[0])
    now = Clock(group.tenant.server).read()["epochSeconds"]
    put(group, source="a", sent=now - 14 * DAY - 60)
    put(group, source="a", sent=now - 14 * DAY + 60)
    for number in range(104):
        put(group, source=f"source-{number}")
    put(group)
    totals = attribution.totals(group)
    assert totals["COUNTVIEWS", "A"] == 1 and totals["COUNTVIEWS", UNDEFINED] == 1
    assert len(totals) == 101
    labels = {"dataset_group": "limits"}
    assert attribution.count(group.tenant, LEFT_OUT, reason="too_old", **labels) == 1
    assert attribution.count(group.tenant, LEFT_OUT, reason="too_many_sources", **labels) == 5


def test_each_window_with_events_has_its_file(timed):
    group, clock = timed
    attribution.create(group)
    first = window(clock)
    put(group, "view", "Web", properties={"minutes": 7})
    put(group, "view", "web")
    put(group, "buy", item="p1")
    assert attribution.files(group) == {}
    clock.advance(WINDOW)
    found = attribution.written(group, 1)
    assert found == {f"AggregatedAttributionMetrics - PutEvents - {first}.csv": [
        ["COUNTVIEWS", "VIEW", "2.0", "samplecount", "Web", str(first)],
        ["REVENUE", "BUY", "20.0", "sum", UNDEFINED, str(first)],
        ["WATCHED", "VIEW", "7.0", "sum", "Web", str(first)]]}
    # Windows without events have none; a day later the next one that has.
    clock.advance(DAY)
    second = window(clock)
    put(group, "view", 'odd, "quoted" \\ one')
    with refused(INVALID, "eventAttributionSource"):
        put(group, "view", "of two\nlines")
    clock.advance(WINDOW)
    found = attribution.written(group, 2)
    assert found[f"AggregatedAttributionMetrics - PutEvents - {second}.csv"] == [
        ["COUNTVIEWS", "VIEW", "1.0", "samplecount", 'odd, "quoted" \\ one', str(second)]]
    assert attribution.totals(group)["COUNTVIEWS", "WEB"] == 2
    assert attribution.count(group.tenant, FILES, outcome="written") == 2


def test_changes_hold_for_what_comes_later(timed):
    group, clock = timed
    arn = attribution.create(group, *METRICS[:2])
    first = window(clock)
    put(group, "view", "a")
    group.api.update_metric_attribution(
        metricAttributionArn=arn, removeMetrics=["countViews"], addMetrics=[
            {"eventType": "click", "metricName": "clicks", "expression": "SAMPLECOUNT()"}])
    waits.active(group.tenant, "metricAttribution", arn)
    put(group, "view", "a")
    put(group, "click", "a")
    put(group, "buy", "a", "p0")
    assert attribution.totals(group) == {
        ("COUNTVIEWS", "A"): 1, ("CLICKS", "A"): 1, ("REVENUE", "A"): 10}
    clock.advance(WINDOW)
    (rows,) = attribution.written(group, 1).values()
    assert [row[0] for row in rows] == ["CLICKS", "COUNTVIEWS", "REVENUE"]
    assert {row[5] for row in rows} == {str(first)}
    group.api.update_metric_attribution(metricAttributionArn=arn, metricsOutputConfig={
        "roleArn": ROLE, "s3DataDestination": {"path": group.tenant.folder("elsewhere")}})
    waits.active(group.tenant, "metricAttribution", arn)
    put(group, "click", "b")
    clock.advance(WINDOW)
    attribution.written(group, 1, "elsewhere")
    assert len(attribution.files(group)) == 1


def test_deleting_stops_the_counting_and_leaves_what_was_counted(timed):
    group, clock = timed
    arn = attribution.create(group, METRICS[0])
    put(group, "view", "a")
    clock.advance(WINDOW)
    attribution.written(group, 1)
    put(group, "view", "a")
    group.api.delete_metric_attribution(metricAttributionArn=arn)
    waits.gone(group.tenant, "metricAttribution", arn)
    put(group, "view", "a")
    clock.advance(2 * WINDOW)
    assert attribution.totals(group) == {("COUNTVIEWS", "A"): 2}
    # Another attribution goes on with the totals, and has files of its own.
    attribution.create(group, METRICS[0])
    put(group, "view", "a")
    clock.advance(WINDOW)
    found = attribution.written(group, 2)
    assert [row[2] for rows in found.values() for row in rows] == ["1.0", "1.0"]
    assert attribution.totals(group) == {("COUNTVIEWS", "A"): 3}


def test_a_place_that_cannot_be_written_to_shows_and_can_be_put_right(timed):
    group, clock = timed
    arn = attribution.create(group, METRICS[0], s3DataDestination={"path": "s3://no-bucket/m/"},
                             folder=None)
    put(group, "view", "a")
    clock.advance(WINDOW)
    found = waits.until(
        lambda: group.tenant.describe("metricAttribution", arn).get("failureReason"),
        "the failure shows")
    assert "no-bucket" in found
    assert group.tenant.describe("metricAttribution", arn)["status"] == "ACTIVE"
    assert attribution.count(group.tenant, FILES, outcome="failed") >= 1
    assert "files of metrics cannot be written" in group.tenant.server.log.read_text()
    group.api.update_metric_attribution(metricAttributionArn=arn, metricsOutputConfig={
        "roleArn": ROLE, "s3DataDestination": {"path": group.tenant.folder("metrics")}})
    waits.active(group.tenant, "metricAttribution", arn)
    (rows,) = attribution.written(group, 1).values()
    assert [row[2] for row in rows] == ["1.0"]
    assert "failureReason" not in group.tenant.describe("metricAttribution", arn)


def test_without_a_destination_there_are_totals_only(timed):
    group, clock = timed
    attribution.create(group, METRICS[0], folder=None)
    put(group, "view", "a")
    clock.advance(3 * WINDOW)
    assert attribution.totals(group) == {("COUNTVIEWS", "A"): 1}
    with refused(INVALID, "publishAttributionMetricsToS3"):
        group.start_import("", publishAttributionMetricsToS3=True)
    assert attribution.files(group) == {}


def test_totals_of_tenants_and_groups_never_mix(server):
    groups = [shop(Tenant(server)), shop(Tenant(server))]
    groups.append(shop(groups[0].tenant, "second"))
    for number, group in enumerate(groups):
        attribution.create(group, METRICS[0])
        for _ in range(number + 1):
            put(group, "view", "web")
    assert [attribution.totals(group) for group in groups] == [
        {("COUNTVIEWS", "WEB"): number + 1} for number in range(3)]


def test_a_group_without_event_types_or_attribution_counts_nothing(group):
    group.dataset("Interactions", schemas.INTERACTIONS)
    group.load(table(HEADER, Tastes(per_user=12).rows()))
    group.tracking, group.events = group.tracker(), 0
    put(group, "view", "a")
    assert attribution.totals(group) == {}
