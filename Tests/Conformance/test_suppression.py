"""What comes of events, records and requests of people who are forgotten or suppressed."""

import json
import time

import pytest
from harness import privacy, wire
from harness.data import START

LATER = START + 9_000_000


def view(group, tracking, item, user="u1-1", session="s1", sent=LATER, **members):
    event = {"eventType": "view", "itemId": item, "sentAt": sent, **members}
    who = {"userId": user} if user else {}
    group.tenant.events.put_events(
        trackingId=tracking, sessionId=session, eventList=[event], **who)


def counts(group, tracking):
    reply = wire.send(
        group.tenant, f"/_bespoke/events?trackingId={tracking}", b"", method="GET")
    [tracker] = reply.json["trackers"]
    return tracker


@pytest.fixture
def served(loaded):
    """A group with a campaign that explores nothing, and a tracker."""
    campaign = loaded.deploy(
        loaded.train("aws-user-personalization"),
        campaignConfig={"itemExplorationConfig": {"explorationWeight": "0"}})
    return loaded, campaign, loaded.tracker()


def suppress(group, *users, **where):
    return privacy.ask(group.tenant, "suppressions", {"userIds": list(users), **where})


def test_a_suppressed_person_is_not_taken_in_and_is_answered_as_a_stranger(served):
    group, campaign, tracking = served
    stranger = group.recommend(campaign, userId="nobody-knows")
    assert group.recommend(campaign, userId="u1-1") != stranger
    item = group.recommend(campaign, userId="u1-1", numResults=1)[0]
    view(group, tracking, item, session="theirs")
    assert counts(group, tracking)["stored"] == 1
    suppress(group, "u1-1")
    for user in ("u1-1", "theirs"):
        assert group.recommend(campaign, userId=user) == stranger
    view(group, tracking, item, sent=int(time.time()) + 90_000_000)
    view(group, tracking, item, user=None, session="theirs")
    found = counts(group, tracking)
    assert (found["received"], found["stored"], found["dropped"]) == (3, 1, 2)
    assert found["droppedByReason"] == {"suppressed": 2}
    [suppression] = privacy.look(group.tenant, "suppressions")["suppressions"]
    assert suppression["dropped"] == 2 and "u1-1" not in json.dumps(suppression)
    metrics = wire.send(group.tenant, "/_bespoke/metrics", b"", method="GET").body.decode()
    assert f'tracking_id="{tracking}",outcome="dropped"}} 2' in metrics
    privacy.ask(group.tenant, "unsuppress", {"userIds": ["u1-1"]})
    view(group, tracking, item)
    assert counts(group, tracking)["stored"] == 2
    assert group.recommend(campaign, userId="u1-1") != stranger


def test_a_suppression_in_another_group_changes_nothing(served):
    group, campaign, tracking = served
    known = group.recommend(campaign, userId="u1-1")
    other = group.tenant.arn("dataset-group", "another")
    group.api.create_dataset_group(name="another")
    suppress(group, "u1-1", datasetGroupArns=[other])
    assert group.recommend(campaign, userId="u1-1") == known
    view(group, tracking, known[0])
    assert counts(group, tracking)["stored"] == 1


def test_a_forgotten_person_is_somebody_new(served):
    group, campaign, tracking = served
    stranger = group.recommend(campaign, userId="nobody-knows")
    known = group.recommend(campaign, userId="u1-1", numResults=2)
    for item in known:
        view(group, tracking, item, session="theirs")
    view(group, tracking, known[0], user="u1-4", session="other")
    privacy.forget(group.tenant, "u1-1")
    now = int(time.time())
    stranger = group.recommend(campaign, userId="nobody-knows")
    for user in ("u1-1", "theirs"):
        assert group.recommend(campaign, userId=user) == stranger
    # A late batch, and the same from a clock that runs ahead.
    view(group, tracking, known[0], sent=now - 3600)
    assert group.recommend(campaign, userId="u1-1") == stranger
    view(group, tracking, known[0], sent=now + 86_400)
    found = counts(group, tracking)
    assert (found["stored"], found["droppedByReason"]) == (4, {"erased": 1})
    assert group.recommend(campaign, userId="u1-1") != stranger
