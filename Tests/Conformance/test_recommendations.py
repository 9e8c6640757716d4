"""GetRecommendations: how many, for whom, of what, with which scores."""

import re

import pytest
from harness.errors import INVALID, NOT_FOUND, refused

RID = re.compile(r"^RID-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


def ask(group, campaign, **request):
    """The whole answer of GetRecommendations."""
    return group.tenant.runtime.get_recommendations(campaignArn=campaign, **request)


def ids(answer):
    """The item ids of an answer."""
    return [entry["itemId"] for entry in answer["itemList"]]


@pytest.fixture(params=["personal", "similar", "sims", "popular"])
def recommending(request):
    """Each campaign that GetRecommendations may ask, with the id it needs."""
    needs = {"personal": {"userId": "u2-2"}, "popular": {}}
    return request.getfixturevalue(request.param), needs.get(request.param, {"itemId": "i1-1"})


def test_twenty_five_is_the_default_and_zero_means_it_too(shop, recommending):
    campaign, who = recommending
    assert len(ids(ask(shop, campaign, **who))) == 25
    assert len(ids(ask(shop, campaign, numResults=0, **who))) == 25


@pytest.mark.parametrize("count", [1, 10, 50])
def test_as_many_come_as_were_asked_for_each_once(shop, world, recommending, count):
    campaign, who = recommending
    found = ids(ask(shop, campaign, numResults=count, **who))
    assert len(found) == len(set(found)) == count
    assert set(found) <= set(world.items)


def test_five_hundred_is_the_most(shop, recommending):
    campaign, who = recommending
    assert 50 < len(ids(ask(shop, campaign, numResults=500, **who))) <= 100
    for count in (501, -1):
        with refused(INVALID):
            ask(shop, campaign, numResults=count, **who)


def test_every_answer_has_an_id_of_its_own(shop, recommending):
    campaign, who = recommending
    found = [ask(shop, campaign, **who)["recommendationId"] for _ in range(3)]
    assert len(set(found)) == 3
    assert all(RID.match(rid) for rid in found)


def test_personal_scores_sum_to_one_over_the_catalogue(shop, personal):
    scores = [e["score"] for e in ask(shop, personal, userId="u1-1", numResults=500)["itemList"]]
    assert all(0 <= score <= 1 for score in scores)
    assert 0.95 < sum(scores) < 1.001
    page = [e["score"] for e in ask(shop, personal, userId="u1-1", numResults=5)["itemList"]]
    assert sum(page) < 1


@pytest.mark.parametrize("campaign", ["similar", "sims", "popular"])
def test_related_and_popular_items_have_no_score(shop, campaign, request):
    answer = ask(shop, request.getfixturevalue(campaign), itemId="i1-1")
    assert not any("score" in entry for entry in answer["itemList"])


def test_people_see_their_own_taste(shop, world, personal):
    shares = []
    for user in world.users[:40]:
        found = ids(ask(shop, personal, userId=user, numResults=10))
        shares.append(world.share(found, world.kind(user)))
    assert sum(shares) / len(shares) > 0.6, shares


@pytest.mark.parametrize("campaign", ["similar", "sims"])
def test_related_items_are_of_the_seeds_kind_and_never_the_seed(shop, world, campaign, request):
    arn, shares = request.getfixturevalue(campaign), []
    for seed in ("i0-1", "i1-1", "i2-1", "i3-1", "i4-1"):
        found = ids(ask(shop, arn, itemId=seed, numResults=10))
        assert seed not in found
        shares.append(world.share(found, world.kind(seed)))
    assert sum(shares) / len(shares) > 0.6, shares


def test_an_unknown_seed_gets_popular_items(shop, similar, sims, popular):
    best = set(ids(ask(shop, popular, numResults=30)))
    for campaign in (similar, sims):
        found = ids(ask(shop, campaign, itemId="never-seen", numResults=10))
        assert len(found) == 10 and len(set(found) & best) >= 5, found


def test_an_unknown_user_gets_a_list_like_any_new_user(shop, personal):
    found = [e["itemId"] for e in ask(shop, personal, userId="nobody", numResults=10)["itemList"]]
    assert len(found) == 10


def test_popularity_is_the_same_for_everyone(shop, popular):
    wanted = ids(ask(shop, popular))
    assert ids(ask(shop, popular, userId="u1-1")) == wanted
    assert ids(ask(shop, popular, userId="u1-1", itemId="i1-1")) == wanted


def test_popularity_is_the_order_of_distinct_users(ranked):
    campaign = ranked.campaign("aws-popularity-count")
    assert ranked.recommend(campaign) == ranked.items


def test_the_same_question_has_the_same_answer(shop, similar):
    assert ids(ask(shop, similar, itemId="i1-1")) == ids(ask(shop, similar, itemId="i1-1"))


def test_the_id_a_recipe_needs_must_be_there(shop, personal, similar, sims):
    for campaign, given in (
        (personal, {}), (personal, {"itemId": "i1-1"}), (similar, {"userId": "u1-1"}), (sims, {}),
    ):
        with refused(INVALID):
            ask(shop, campaign, **given)


def test_what_a_recipe_does_not_use_is_ignored(shop, personal):
    answer = ask(shop, personal, userId="u1-1", itemId="i2-2", context={"DEVICE": "phone"})
    assert len(answer["itemList"]) == 25


def test_overlong_ids_are_refused(shop, personal):
    with refused(INVALID, "userId"):
        ask(shop, personal, userId="x" * 257)


def test_an_unknown_campaign_is_not_found(shop, personal):
    with refused(NOT_FOUND, personal + "x"):
        ask(shop, personal + "x", userId="u1-1")


def test_one_target_must_be_named(shop, personal):
    runtime = shop.tenant.runtime
    with refused(INVALID):
        runtime.get_recommendations(userId="u1-1")
    with refused(INVALID):
        runtime.get_recommendations(
            userId="u1-1", campaignArn=personal,
            recommenderArn=shop.tenant.arn("recommender", "r"))
    with refused(INVALID):
        ask(shop, "no arn at all", userId="u1-1")


def test_a_ranking_campaign_recommends_nothing(shop, ranking):
    with refused(INVALID):
        ask(shop, ranking, userId="u1-1")


def test_a_filter_is_never_silently_ignored(shop, personal):
    with pytest.raises(shop.tenant.runtime.exceptions.ClientError):
        ask(shop, personal, userId="u1-1", filterArn=shop.tenant.arn("filter", "none"))
