"""Impressions, by the event's own word or by the answer it names."""

import pytest
from harness import schemas
from harness.chain import Group
from harness.data import HEADER, table
from harness.errors import INVALID, refused
from harness.tenant import Tenant
from test_exploration import EVENT, new_items, rows


@pytest.fixture(scope="module")
def shop(server):
    """Old and new items, and nothing but new ones in the first places."""
    group = Group(Tenant(server), "seen")
    group.dataset()
    group.load(table(HEADER, rows()))
    group.dataset("Items")
    group.load(table(["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"], new_items()), "Items")
    group.version = group.train("aws-user-personalization", name="seen")
    group.exploring = group.deploy(group.version, name="seen", campaignConfig={
        "itemExplorationConfig": {"explorationWeight": "1"}})
    group.tracking = group.tracker()
    return group


def ask(group, user, count=20):
    """A list and the id of the answer."""
    answer = group.tenant.runtime.get_recommendations(
        campaignArn=group.exploring, userId=user, numResults=count)
    return [entry["itemId"] for entry in answer["itemList"]], answer["recommendationId"]


def put(group, *events, user="someone", session="s"):
    """PutEvents."""
    group.tenant.events.put_events(
        trackingId=group.tracking, userId=user, sessionId=session, eventList=list(events))


def test_an_answer_that_is_named_counts_as_shown(shop):
    """What is shown and not chosen makes way for others, and they for others again."""
    shown = set()
    for number in range(40):
        items, answer = ask(shop, "u11", count=1)
        shown |= set(items)
        put(shop, {**EVENT, "itemId": "old1", "recommendationId": answer}, user=f"a{number}")
    assert len(shown) > 3


def test_an_answer_counts_once_however_often_it_is_named(shop):
    first, answer = ask(shop, "u12", count=1)
    for number in range(40):
        put(shop, {**EVENT, "itemId": "old1", "recommendationId": answer}, user=f"b{number}")
    once, _ = ask(shop, "u12")
    assert once.index(first[0]) < 6


def test_the_own_impression_wins_over_the_answer_named(shop):
    before, _ = ask(shop, "u13")
    for number in range(40):
        _, answer = ask(shop, "u13", count=1)
        put(shop, {**EVENT, "itemId": "old1", "recommendationId": answer,
                   "impression": ["old1", "old2"]}, user=f"c{number}")
    assert ask(shop, "u13")[0] == before


def test_what_is_chosen_was_not_passed_over(shop):
    before, _ = ask(shop, "u14")
    for number in range(40):
        put(shop, {**EVENT, "itemId": before[9], "impression": [before[9]]}, user=f"d{number}")
    after, _ = ask(shop, "u14")
    assert after[0] == before[9]


def test_an_answer_of_nobodys_is_passed_over(shop):
    before, _ = ask(shop, "u15")
    put(shop, {**EVENT, "itemId": "old1",
               "recommendationId": "RID-00000000-0000-4000-8000-000000000000"}, user="e")
    put(shop, {**EVENT, "itemId": "old1", "recommendationId": "what I call it"}, user="e")
    assert ask(shop, "u15")[0] == before


def test_impressions_need_no_column(shop):
    assert "IMPRESSION" not in schemas.INTERACTIONS
    put(shop, {**EVENT, "itemId": "old1", "impression": ["old1", "unknown"]})


@pytest.mark.parametrize("impression", [["i"] * 26, ["x" * 257], [""], []])
def test_impressions_have_their_bounds(shop, impression):
    raw = shop.tenant.client("personalize-events", parameter_validation=False)
    with refused(INVALID, "impression"):
        raw.put_events(trackingId=shop.tracking, sessionId="s", eventList=[
            {**EVENT, "itemId": "old1", "impression": impression}])


def test_a_ranking_is_an_answer_too(shop):
    ranking = shop.campaign("aws-personalized-ranking", name="seen-ranking")
    before, _ = ask(shop, "u16")
    for number in range(40):
        answer = shop.tenant.runtime.get_personalized_ranking(
            campaignArn=ranking, userId="u16", inputList=before[:1])["recommendationId"]
        put(shop, {**EVENT, "itemId": "old1", "recommendationId": answer}, user=f"f{number}")
    assert ask(shop, "u16")[0][0] != before[0]


def test_impressions_outlive_the_server(own_server):
    server = own_server()
    group = Group(Tenant(server), "kept")
    group.dataset()
    group.load(table(HEADER, rows()))
    group.dataset("Items")
    group.load(table(["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"], new_items()), "Items")
    group.exploring = group.campaign("aws-user-personalization", name="kept")
    group.exploring = group.deploy(
        group.tenant.arn("solution", "kept") + "/$LATEST", name="kept-all", campaignConfig={
            "itemExplorationConfig": {"explorationWeight": "1"}})
    group.tracking = group.tracker()
    for number in range(20):
        _, answer = ask(group, "u17", count=5)
        put(group, {**EVENT, "itemId": "old1", "recommendationId": answer}, user=f"g{number}")
    after, _ = ask(group, "u17")
    server.kill()
    server.start()
    group.tenant = Tenant(server, group.tenant.account)
    assert ask(group, "u17")[0] == after
