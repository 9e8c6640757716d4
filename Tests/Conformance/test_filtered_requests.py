"""Filters and promotions in requests for recommendations and rankings."""

import pytest
from harness.data import Tastes
from harness.errors import INVALID, NOT_FOUND, refused


def ids(answer):
    """The items of an answer, in order."""
    return [item["itemId"] for item in answer["itemList"]]


@pytest.fixture(scope="module")
def of_genre(shop):
    """INCLUDE by a genre that each request names."""
    return shop.filter("INCLUDE ItemID WHERE Items.GENRES IN ($GENRE)", name="of-genre")


@pytest.fixture(scope="module")
def cheap(shop):
    """INCLUDE with a fixed price."""
    return shop.filter("INCLUDE ItemID WHERE Items.PRICE < 20", name="cheap")


def test_an_include_filter_keeps_what_its_value_names(shop, personal, of_genre, world):
    found = ids(shop.tenant.runtime.get_recommendations(
        campaignArn=personal, userId="u1-1", numResults=20, filterArn=of_genre,
        filterValues={"GENRE": '"kind3"'}))
    assert found and all(world.kind(item) == 3 for item in found)


def test_both_values_of_a_list_count(shop, personal, of_genre, world):
    found = ids(shop.tenant.runtime.get_recommendations(
        campaignArn=personal, userId="u1-1", numResults=40, filterArn=of_genre,
        filterValues={"GENRE": '"kind2","kind3"'}))
    assert {world.kind(item) for item in found} == {2, 3}


def test_what_a_user_has_just_bought_is_excluded_at_once(group):
    group.dataset()
    group.load(Tastes().interactions())
    campaign = group.campaign("aws-user-personalization")
    bought = group.filter(
        'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("purchase")', name="bought")
    tracker = group.tracker()
    ask = dict(campaignArn=campaign, userId="newcomer", numResults=10, filterArn=bought)
    first = ids(group.tenant.runtime.get_recommendations(**ask))
    group.tenant.events.put_events(
        trackingId=tracker, userId="newcomer", sessionId="s",
        eventList=[{"eventType": "purchase", "itemId": first[0], "sentAt": 1_795_219_200}])
    assert first[0] not in ids(group.tenant.runtime.get_recommendations(**ask))


def test_a_ranking_leaves_out_what_the_filter_does(shop, ranking, cheap, world):
    prices = {row[0]: row[2] for row in world.item_rows()}
    answer = shop.tenant.runtime.get_personalized_ranking(
        campaignArn=ranking, userId="u1-1", inputList=world.items[:30], filterArn=cheap)
    kept = {item["itemId"] for item in answer["personalizedRanking"]}
    assert kept == {i for i in world.items[:30] if prices[i] != "" and prices[i] < 20}


def test_promoted_items_take_their_share_and_carry_its_name(shop, personal, of_genre, world):
    answer = shop.tenant.runtime.get_recommendations(
        campaignArn=personal, userId="u1-1", numResults=20, promotions=[{
            "name": "third-kind", "percentPromotedItems": 25, "filterArn": of_genre,
            "filterValues": {"GENRE": '"kind3"'}}])
    promoted = [i for i in answer["itemList"] if i.get("promotionName") == "third-kind"]
    assert len(answer["itemList"]) == 20 and len(promoted) == 5
    assert all(world.kind(item["itemId"]) == 3 for item in promoted)


def test_values_must_be_given_and_fit(shop, personal, of_genre):
    for values in ({}, {"GENRE": "kind3"}, {"GENRE": '"kind3"', "OTHER": '"x"'}):
        with refused(INVALID):
            shop.tenant.runtime.get_recommendations(
                campaignArn=personal, userId="u1-1", filterArn=of_genre, filterValues=values)


def test_an_unknown_filter_is_not_found(shop, personal):
    arn = shop.tenant.arn("filter", "none")
    with refused(NOT_FOUND, arn):
        shop.tenant.runtime.get_recommendations(
            campaignArn=personal, userId="u1-1", filterArn=arn)
