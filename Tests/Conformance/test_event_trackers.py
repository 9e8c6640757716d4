"""Event trackers: create, describe, list, delete."""

import re

from harness import waits
from harness.errors import EXISTS, INVALID, NOT_FOUND, refused

UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


def test_a_tracker_has_an_id_of_its_own_and_a_tracking_id(group):
    made = group.api.create_event_tracker(name="clicks", datasetGroupArn=group.arn)
    arn = made["eventTrackerArn"]
    assert re.fullmatch(group.tenant.arn("event-tracker", "[0-9a-f]{8}"), arn)
    assert UUID.match(made["trackingId"])
    found = waits.active(group.tenant, "eventTracker", arn)
    assert found["name"] == "clicks"
    assert found["trackingId"] == made["trackingId"]
    assert found["accountId"] == group.tenant.account
    assert found["datasetGroupArn"] == group.arn
    (entry,) = group.api.list_event_trackers(datasetGroupArn=group.arn)["eventTrackers"]
    assert entry["eventTrackerArn"] == arn and "trackingId" not in entry


def test_a_group_has_one_tracker(group):
    group.tracker()
    with refused(EXISTS):
        group.api.create_event_tracker(name="second", datasetGroupArn=group.arn)


def test_an_unknown_group_is_not_found(group):
    with refused(NOT_FOUND, group.arn + "x"):
        group.api.create_event_tracker(name="t", datasetGroupArn=group.arn + "x")


def test_a_deleted_tracker_takes_no_events_and_makes_room_for_another(group):
    group.dataset()
    tracking = group.tracker()
    (entry,) = group.api.list_event_trackers()["eventTrackers"]
    group.api.delete_event_tracker(eventTrackerArn=entry["eventTrackerArn"])
    waits.gone(group.tenant, "eventTracker", entry["eventTrackerArn"])
    event = {"eventType": "view", "itemId": "i", "sentAt": 1_700_000_000}
    with refused(INVALID):
        group.tenant.events.put_events(trackingId=tracking, sessionId="s", eventList=[event])
    assert group.tracker("next") != tracking
