"""PutEvents and PutActionInteractions, rule by rule where the other files have no case."""

import json
import uuid

import pytest
from harness import schemas, waits
from harness.chain import Group
from harness.data import HEADER, START, Tastes, ladder, table
from harness.errors import INVALID, refused
from harness.tenant import Tenant

NOW = START + 9_000_000
YEAR = 365 * 86_400


def event(item="i4-0", at=NOW, **members):
    """One event as a client builds it."""
    return {"eventType": "view", "itemId": item, "sentAt": at, **members}


def put(group, tracking, *events, session="s1", **request):
    """PutEvents of the events."""
    group.tenant.events.put_events(
        trackingId=tracking, sessionId=session, eventList=list(events), **request)


@pytest.fixture(scope="module")
def streamed(server):
    """Sixty people and twenty items, the n-th of which fewer people met than the one before."""
    group = Group(Tenant(server), "streamed")
    group.items = [f"p{n}" for n in range(20)]
    group.dataset()
    group.load(table(HEADER, ladder(group.items)))
    group.tracking = group.tracker()
    return group


def most_viewed(group, name):
    """The items by the number of their people, after a training of now."""
    return group.recommend(group.campaign("aws-popularity-count", name=name), numResults=100)


# Which events count


def test_the_second_event_with_an_id_is_accepted_and_dropped(streamed):
    for number in range(80):
        put(streamed, streamed.tracking, event("twice", NOW + number, eventId="one-id"),
            userId=f"t{number}", session=f"t{number}")
    put(streamed, streamed.tracking, event("in-a-call", eventId="two"),
        event("in-a-call-2", eventId="two"), userId="t", session="t")
    found = most_viewed(streamed, "dropped")
    assert found.index("twice") > 10
    assert "in-a-call" in found and "in-a-call-2" not in found


def test_an_id_that_was_used_does_not_change_the_next_answer(shop, personal, tracking):
    put(shop, tracking, event("i4-1", eventId="a-used-id"), userId="one-event")
    before = shop.recommend(personal, userId="one-event")
    for item in ("i3-1", "i3-2", "i3-3"):
        put(shop, tracking, event(item, NOW + 9, eventId="a-used-id"), userId="one-event")
    assert shop.recommend(personal, userId="one-event") == before


def test_events_without_an_id_get_one_each(shop, personal, tracking):
    put(shop, tracking, event("i4-1"), userId="no-ids")
    before = shop.recommend(personal, userId="no-ids")
    put(shop, tracking, *(event(f"i3-{n}") for n in range(5)), userId="no-ids")
    assert shop.recommend(personal, userId="no-ids") != before


def test_the_same_event_at_the_same_moment_counts_once(shop, personal, tracking):
    for user in ("repeated", "single"):
        put(shop, tracking, event("i4-1", eventValue=2), event("i3-1", NOW + 1), userId=user,
            session=user)
    for _ in range(5):
        put(shop, tracking, event("i4-1", eventValue=2), userId="repeated", session="repeated")
    assert (shop.recommend(personal, userId="repeated")
            == shop.recommend(personal, userId="single"))


def test_an_empty_answer(shop, tracking):
    answer = shop.tenant.events.put_events(
        trackingId=tracking, sessionId="s", eventList=[event()])
    assert set(answer) == {"ResponseMetadata"}
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


# When they happened


@pytest.mark.parametrize("when", [0, 1, START - 20 * YEAR, NOW + 10 * YEAR, NOW + 0.25])
def test_events_may_be_late_or_of_the_future(shop, personal, tracking, when):
    user = f"at-{when}"
    before = shop.recommend(personal, userId=user)
    put(shop, tracking, *(event(f"i4-{n}", when) for n in range(5)), userId=user, session=user)
    assert shop.recommend(personal, userId=user) != before


def test_a_late_event_stands_where_its_time_puts_it(shop, personal, tracking):
    first = [event(f"i3-{n}", NOW + n) for n in range(4)]
    late = event("i4-0", NOW - 50)
    for user, events in (("in-order", [late, *first]), ("out-of-order", [*first, late])):
        for one in events:
            put(shop, tracking, one, userId=user, session=user)
    assert (shop.recommend(personal, userId="in-order")
            == shop.recommend(personal, userId="out-of-order"))


# What an event says


def test_the_type_is_asked_for_even_where_the_schema_has_none(group):
    group.dataset(text=schemas.BARE)
    tracking = group.tracker()
    put(group, tracking, event(), userId="u")
    raw = group.tenant.client("personalize-events", parameter_validation=False)
    with refused(INVALID, "eventType"):
        raw.put_events(trackingId=tracking, sessionId="s", eventList=[
            {"itemId": "i", "sentAt": NOW}])


@pytest.mark.parametrize("missing", ["trackingId", "sessionId", "eventList", "sentAt"])
def test_required_members_must_be_there(shop, tracking, missing):
    raw = shop.tenant.client("personalize-events", parameter_validation=False)
    one = event()
    request = {"trackingId": tracking, "sessionId": "s", "eventList": [one]}
    (one if missing == "sentAt" else request).pop(missing)
    with refused(INVALID, missing):
        raw.put_events(**request)


def test_no_events_are_none(shop, tracking):
    raw = shop.tenant.client("personalize-events", parameter_validation=False)
    with refused(INVALID, "eventList"):
        raw.put_events(trackingId=tracking, sessionId="s", eventList=[])


@pytest.mark.parametrize("properties", [
    {"numberOfRatings": 12}, {"numberOfRatings": "12"}, {"NUMBER_OF_RATINGS": 12},
    {"number-of-ratings": "12"}, {},
])
def test_columns_are_found_however_they_are_spelled(wide, properties):
    put(wide, wide.tracking, event(properties=json.dumps({**properties, "deviceType": "tv"})),
        userId="u")


@pytest.mark.parametrize("properties, said", [
    ({"numberOfRatings": "many"}, "numberOfRatings"), ({"numberOfRatings": [1]}, "numberOfRatings"),
    ({"deviceType": None}, "DEVICE_TYPE"), ({"deviceType": ""}, "DEVICE_TYPE"),
    ({"eventValue": "much"}, "eventValue"), ({"itemId": ["i"]}, "itemId"),
])
def test_columns_of_another_type_are_refused(wide, properties, said):
    with refused(INVALID, said):
        put(wide, wide.tracking,
            event(properties=json.dumps({"deviceType": "tv", **properties})), userId="u")


@pytest.mark.parametrize("key", [
    "userId", "USER_ID", "sessionid", "EVENT_TYPE", "Timestamp", "recommendation_id", "IMPRESSION"])
def test_members_must_not_stand_in_the_properties_in_any_case(wide, key):
    with refused(INVALID, key):
        put(wide, wide.tracking,
            event(properties=json.dumps({"deviceType": "tv", key: "x"})), userId="u")


def test_the_member_wins_over_the_property(shop, personal, tracking):
    for user, members in (("member", {}), ("both", {"properties": json.dumps({"itemId": "i1-1"})})):
        put(shop, tracking, *(event(f"i4-{n}", NOW + n, **members) for n in range(5)),
            userId=user, session=user)
    assert shop.recommend(personal, userId="member") == shop.recommend(personal, userId="both")


@pytest.fixture(scope="module")
def wide(server):
    """A group whose interactions have more columns."""
    group = Group(Tenant(server), "wide")
    group.dataset(text=schemas.schema(
        "Interactions", *schemas.KEYS, ("EVENT_TYPE", "string"),
        ("EVENT_VALUE", ["float", "null"]), ("DEVICE_TYPE", "string", {"categorical": True}),
        ("NUMBER_OF_RATINGS", ["int", "null"]), ("IMPRESSION", ["string", "null"]),
        ("RECOMMENDATION_ID", ["string", "null"])))
    group.tracking = group.tracker()
    return group


def test_the_source_of_metrics_may_be_named(shop, tracking):
    source = {"eventAttributionSource": "a-source"}
    put(shop, tracking, event(metricAttribution=source), userId="u")
    with refused(INVALID, "eventAttributionSource"):
        put(shop, tracking, event(metricAttribution={"eventAttributionSource": "x" * 1025}))
    raw = shop.tenant.client("personalize-events", parameter_validation=False)
    with refused(INVALID, "eventAttributionSource"):
        raw.put_events(trackingId=tracking, sessionId="s", eventList=[event(metricAttribution={})])


# How large


def test_properties_have_1024_characters(shop, tracking):
    def text(length):
        return json.dumps({"a": "x" * (length - 9)})

    assert len(text(1024)) == 1024
    put(shop, tracking, event(properties=text(1024)))
    with refused(INVALID, "properties"):
        put(shop, tracking, event(properties=text(1025)))


def test_an_event_has_ten_kilobytes(shop, tracking):
    shown = ["ж" * 200] * 25
    put(shop, tracking, event(impression=shown))
    with refused(INVALID, "10240"):
        put(shop, tracking, event(impression=["ж" * 250] * 25))


# Whose it is


def test_a_session_is_linked_at_once_and_for_good(shop, personal, tracking):
    put(shop, tracking, *(event(f"i4-{n}", NOW + n) for n in range(5)), session="to-be-named")
    session = shop.recommend(personal, userId="to-be-named")
    put(shop, tracking, event("not-an-item", NOW + 9), session="to-be-named", userId="named")
    assert shop.recommend(personal, userId="named") == session
    put(shop, tracking, *(event(f"i2-{n}", NOW + 20 + n) for n in range(5)),
        session="to-be-named")
    assert shop.recommend(personal, userId="named") != session


def test_a_session_nobody_owned_is_forgotten_by_a_training(server):
    group = Group(Tenant(server), "trained-again")
    group.dataset()
    group.load(Tastes(per_user=18).interactions())
    tracking = group.tracker()
    put(group, tracking, *(event(f"i4-{n}", NOW + n) for n in range(5)), session="lost")
    campaign = group.campaign("aws-user-personalization", name="trained-again")
    assert (group.recommend(campaign, userId="lost")
            == group.recommend(campaign, userId="never-seen"))


# Where they go


def test_a_deleted_trackers_id_is_refused(group):
    group.dataset()
    made = group.api.create_event_tracker(name="short", datasetGroupArn=group.arn)
    waits.active(group.tenant, "eventTracker", made["eventTrackerArn"])
    put(group, made["trackingId"], event(), userId="u")
    group.api.delete_event_tracker(eventTrackerArn=made["eventTrackerArn"])
    waits.gone(group.tenant, "eventTracker", made["eventTrackerArn"])
    with refused(INVALID, made["trackingId"]):
        put(group, made["trackingId"], event(), userId="u")


def test_a_filter_sees_an_event_at_once(shop, popular, tracking):
    seen = shop.filter('EXCLUDE ItemID WHERE Interactions.event_type IN ("bought")',
                       f"bought-{uuid.uuid4().hex[:6]}")
    first = shop.recommend(popular, userId="buyer", filterArn=seen)[0]
    put(shop, tracking, {**event(first), "eventType": "bought"}, userId="buyer")
    assert first not in shop.recommend(popular, userId="buyer", filterArn=seen)
    assert first in shop.recommend(popular, userId="another-buyer", filterArn=seen)


def test_events_outlive_the_server_once_they_are_answered(own_server):
    server = own_server()
    group = Group(Tenant(server))
    group.dataset()
    group.load(Tastes(per_user=18).interactions())
    tracking = group.tracker()
    campaign = group.deploy(
        group.train("aws-user-personalization"),
        campaignConfig={"itemExplorationConfig": {"explorationWeight": "0"}})
    for number in range(5):
        put(group, tracking, event(f"i4-{number}", NOW + number, eventId=f"e{number}"),
            userId="kept")
    before = group.recommend(campaign, userId="kept")
    server.kill()
    server.start()
    group.tenant = Tenant(server, group.tenant.account)
    assert group.recommend(campaign, userId="kept") == before
    put(group, tracking, event("i1-1", NOW + 99, eventId="e0"), userId="kept")
    assert group.recommend(campaign, userId="kept") == before
