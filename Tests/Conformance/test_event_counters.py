"""/_bespoke/events and `bespoke events`: why events do nothing."""

import json
import subprocess
from urllib.parse import urlencode

import pytest
from harness import wire
from harness.data import START
from harness.errors import INVALID, NOT_FOUND, refused
from harness.server import binary, clean_environment
from harness.tenant import Tenant


def report(tenant, **query):
    """The account of a group's events."""
    reply = wire.send(tenant, f"/_bespoke/events?{urlencode(query)}", b"", method="GET")
    assert reply.status == 200, reply
    return reply.json


def view(tenant, tracking, item, user="u1-1", session="s1", **members):
    """Streams one view."""
    event = {"eventType": "view", "itemId": item, "sentAt": START + 9_000_000, **members}
    who = {"userId": user} if user else {}
    tenant.events.put_events(trackingId=tracking, sessionId=session, eventList=[event], **who)


@pytest.fixture
def streamed(loaded):
    """A group with a campaign and a tracker, and events with all kinds of fates."""
    campaign = loaded.campaign("aws-user-personalization")
    tracking = loaded.tracker()
    known = loaded.recommend(campaign, userId="u1-1", numResults=1)[0]
    view(loaded.tenant, tracking, known, eventId="once")
    view(loaded.tenant, tracking, known, eventId="once")
    view(loaded.tenant, tracking, "unheard-of")
    view(loaded.tenant, tracking, known, user=None, session="passer-by")
    with refused(INVALID):
        view(loaded.tenant, tracking, known, properties="[]")
    return loaded, campaign, tracking


def test_events_are_accounted_for(streamed):
    group, campaign, tracking = streamed
    found = report(group.tenant, trackingId=tracking)
    assert found == report(group.tenant, datasetGroupArn=group.arn)
    [tracker] = found["trackers"]
    assert tracker["trackingId"] == tracking and tracker["lastRefusal"]
    counts = {name: tracker[name] for name in ("requests", "refusedRequests", "received", "stored",
                                               "duplicates", "failed")}
    assert counts == {"requests": 5, "refusedRequests": 1, "received": 4, "stored": 3,
                      "duplicates": 1, "failed": 0}
    assert found["log"]["events"] == 3 and found["log"]["anonymous"] == 1
    [target] = found["targets"]
    assert target["targetArn"] == campaign
    assert (target["used"], target["unknownItem"], target["anonymousSession"]) == (1, 1, 1)


def test_metrics_have_the_counts_and_no_users(streamed):
    group, _, tracking = streamed
    text = wire.send(group.tenant, "/_bespoke/metrics", b"", method="GET").body.decode()
    lines = [line for line in text.splitlines() if tracking in line]
    assert any(line.startswith("bespoke_events_total") and 'outcome="duplicate"} 1' in line
               for line in lines)
    assert not any("u1-1" in line or "passer-by" in line for line in lines)


def test_the_command_prints_it(streamed):
    group, campaign, _ = streamed
    command = [str(binary()), "events", "--dataset-group", group.arn,
               "--endpoint", group.tenant.server.endpoint]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env=clean_environment())
    assert done.returncode == 0, done.stderr
    assert campaign in done.stdout and "1 duplicates" in done.stdout
    done = subprocess.run(
        [*command, "--format", "json"], capture_output=True, text=True, timeout=60,
        env=clean_environment())
    assert json.loads(done.stdout)["log"]["events"] == 3


def test_other_tenants_find_nothing(streamed, server):
    group, _, tracking = streamed
    for query in ({"trackingId": tracking}, {"datasetGroupArn": group.arn}):
        reply = wire.send(
            Tenant(server), f"/_bespoke/events?{urlencode(query)}", b"", method="GET")
        assert reply.error == NOT_FOUND
    assert wire.send(group.tenant, "/_bespoke/events", b"", method="GET").status == 400
