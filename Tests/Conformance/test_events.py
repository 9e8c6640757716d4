"""PutEvents: what is accepted, what is refused, and what it changes."""

import json

import pytest
from harness import schemas
from harness.data import START, Tastes
from harness.errors import INVALID, refused
from harness.schemas import KEYS, schema

NOW = START + 9_000_000


def event(item="i4-0", at=NOW, **members):
    """One event as a client builds it."""
    return {"eventType": "view", "itemId": item, "sentAt": at, **members}


def put(group, tracking, *events, session="s1", **request):
    """PutEvents of the events."""
    return group.tenant.events.put_events(
        trackingId=tracking, sessionId=session, eventList=list(events), **request)


def share(group, campaign, user, kind):
    """How much of the user's first ten is of the kind."""
    return Tastes().share(group.recommend(campaign, userId=user, numResults=10), kind)


def test_a_new_person_is_known_from_the_first_events_on(shop, personal, tracking):
    before = share(shop, personal, "newcomer", 3)
    for number in range(4):
        put(shop, tracking, event(f"i3-{number}", NOW + number), userId="newcomer")
    assert share(shop, personal, "newcomer", 3) > max(before, 0.5)


def test_a_change_of_taste_shows_in_the_next_request(shop, personal, tracking):
    before = share(shop, personal, "u1-1", 4)
    put(shop, tracking, *(event(f"i4-{n}", NOW + n) for n in range(8)), userId="u1-1")
    assert share(shop, personal, "u1-1", 4) > before


def test_ranking_follows_events_too(shop, ranking, tracking):
    put(shop, tracking, *(event(f"i3-{n}", NOW + n) for n in range(1, 9)), userId="ranked")
    answer = shop.tenant.runtime.get_personalized_ranking(
        campaignArn=ranking, userId="ranked", inputList=["i0-0", "i1-0", "i2-0", "i3-0", "i4-0"])
    assert answer["personalizedRanking"][0]["itemId"] == "i3-0"


def test_popularity_does_not_move_until_it_is_trained_again(shop, popular, tracking):
    before = shop.recommend(popular)
    for number in range(20):
        put(shop, tracking, event("i4-19"), userId=f"crowd{number}")
    assert shop.recommend(popular) == before


def test_a_visitor_without_a_name_is_known_by_the_session(shop, personal, tracking):
    put(shop, tracking, *(event(f"i4-{n}", NOW + n) for n in range(5)), session="visit-1")
    assert share(shop, personal, "visit-1", 4) > 0.5


def test_a_session_that_names_its_user_is_linked_and_trained_on(group):
    world = Tastes(per_user=18)
    group.dataset()
    group.load(world.interactions())
    tracking = group.tracker()
    for number in range(0, 90):
        put(group, tracking, event("linked", NOW + number), session=f"visit-{number}")
        put(group, tracking, event("linking", NOW + 100 + number), session=f"visit-{number}",
            userId=f"named-{number}")
        put(group, tracking, event("anonymous", NOW + number), session=f"lost-{number}")
    found = group.recommend(group.campaign("aws-popularity-count"), numResults=200)
    assert set(found[:2]) == {"linked", "linking"}
    assert "anonymous" not in found


def test_every_member_is_accepted(shop, tracking):
    put(shop, tracking, event(
        eventId="e-1", eventValue=4.5, recommendationId="RID-" + "0" * 36,
        impression=["i1-1", "i2-2"], properties=json.dumps({"device": "phone", "count": 3}),
        metricAttribution={"eventAttributionSource": "campaign-a"}), userId="everything")


def test_ten_events_a_call_are_the_most(shop, tracking):
    put(shop, tracking, *(event(at=NOW + n) for n in range(10)), userId="ten")
    with refused(INVALID, "eventList"):
        put(shop, tracking, *(event(at=NOW + n) for n in range(11)), userId="eleven")


def test_the_item_may_stand_in_the_properties(shop, personal, tracking):
    for number in range(5):
        put(shop, tracking, {
            "eventType": "view", "sentAt": NOW + number,
            "properties": json.dumps({"itemId": f"i4-{number}", "eventValue": 2}),
        }, userId="by-properties")
    assert share(shop, personal, "by-properties", 4) > 0.5


@pytest.mark.parametrize("properties", [
    "not json", "[1]", '"text"', json.dumps(json.dumps({"a": 1})), "{", "null",
])
def test_properties_must_be_the_text_of_an_object(shop, tracking, properties):
    with refused(INVALID, "Error parsing properties json"):
        put(shop, tracking, event(properties=properties), userId="u")


@pytest.mark.parametrize("key", [
    "userId", "sessionId", "eventType", "timestamp", "recommendationId", "impression", "USERID"])
def test_properties_may_not_repeat_members(shop, tracking, key):
    with refused(INVALID):
        put(shop, tracking, event(properties=json.dumps({key: "x"})), userId="u")


def test_keys_that_the_schema_does_not_know_are_ignored(shop, tracking):
    put(shop, tracking, event(properties=json.dumps({"colour": "blue"})), userId="u-ignored")


def test_a_required_column_must_be_given(group):
    group.dataset(text=schema("Interactions", *KEYS, ("DEVICE_TYPE", "string")))
    tracking = group.tracker()
    put(group, tracking, event(properties=json.dumps({"deviceType": "tv"})), userId="u")
    with refused(INVALID, "DEVICE_TYPE"):
        put(group, tracking, event(), userId="u")


def test_one_bad_event_refuses_the_whole_call(shop, personal, tracking):
    good = [event(f"i4-{n}", NOW + n) for n in range(5)]
    with refused(INVALID):
        put(shop, tracking, *good, event(properties="oops"), userId="all-or-nothing")
    assert share(shop, personal, "all-or-nothing", 4) < 0.5


def test_an_event_needs_an_item(shop, tracking):
    with refused(INVALID):
        put(shop, tracking, {"eventType": "view", "sentAt": NOW}, userId="u")


@pytest.mark.parametrize("change", [
    {"eventId": "x" * 257}, {"itemId": "x" * 257}, {"eventType": "x" * 257},
    {"impression": ["i"] * 26}, {"properties": json.dumps({"a": "x" * 1100})},
], ids=["eventId", "itemId", "eventType", "impression", "properties"])
def test_lengths_are_checked(shop, tracking, change):
    with refused(INVALID, next(iter(change))):
        put(shop, tracking, event() | change, userId="u")


def test_an_unknown_tracking_id_is_refused(shop, tracking):
    with refused(INVALID):
        put(shop, "00000000-0000-0000-0000-000000000000", event(), userId="u")


def test_a_tracker_of_another_account_is_unknown(shop, tracking, group):
    with refused(INVALID):
        put(group, tracking, event(), userId="u")


def test_a_group_without_interactions_takes_no_events(group):
    with refused(INVALID):
        put(group, group.tracker(), event(), userId="u")


def test_a_session_called_null_loses_nothing(shop, personal, tracking):
    put(shop, tracking, *(event(f"i4-{n}", NOW + n) for n in range(5)), session="null",
        userId="in-null")
    assert share(shop, personal, "in-null", 4) > 0.5


def test_streamed_events_alone_are_enough_to_train(group):
    group.dataset(text=schemas.INTERACTIONS)
    tracking, count = group.tracker(), 0
    for number in range(60):
        for start in (0, 10):
            put(group, tracking, *(event(f"i{(number + n) % 30}", NOW + n)
                                   for n in range(start, start + 10)), userId=f"u{number}")
            count += 10
    assert count >= 1000
    campaign = group.campaign("aws-user-personalization")
    assert len(group.recommend(campaign, userId="u1", numResults=10)) == 10
