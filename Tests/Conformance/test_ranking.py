"""GetPersonalizedRanking."""

import random

import pytest
from harness.errors import INVALID, NOT_FOUND, refused


def rank(group, campaign, items, user="u2-2", **request):
    """The ranked entries."""
    return group.tenant.runtime.get_personalized_ranking(
        campaignArn=campaign, userId=user, inputList=items, **request)


def ids(answer):
    """The item ids of an answer."""
    return [entry["itemId"] for entry in answer["personalizedRanking"]]


def mixed(world, seed=1, each=5):
    """The popular items of every kind in random order."""
    items = [f"i{k}-{n}" for k in range(world.kinds) for n in range(each)]
    random.Random(seed).shuffle(items)
    return items


def test_every_input_item_comes_back_once_own_taste_first(shop, world, ranking):
    shares = []
    for user in world.users[:30]:
        items = mixed(world)
        found = ids(rank(shop, ranking, items, user))
        assert sorted(found) == sorted(items)
        shares.append(world.share(found[:5], world.kind(user)))
    assert sum(shares) / len(shares) > 0.6, shares


def test_scores_fall_and_sum_to_one_over_the_input(shop, world, ranking):
    answer = rank(shop, ranking, mixed(world))
    scores = [entry["score"] for entry in answer["personalizedRanking"]]
    assert scores == sorted(scores, reverse=True)
    assert abs(sum(scores) - 1) < 0.001
    assert answer["recommendationId"].startswith("RID-") and len(answer["recommendationId"]) == 40


def test_the_order_of_the_input_does_not_matter(shop, world, ranking):
    assert ids(rank(shop, ranking, mixed(world, 1))) == ids(rank(shop, ranking, mixed(world, 2)))


def test_unknown_items_come_last_without_score_in_input_order(shop, ranking):
    answer = rank(shop, ranking, ["new-b", "i2-0", "new-a", "i1-0"])
    entries = answer["personalizedRanking"]
    assert {entry["itemId"] for entry in entries[:2]} == {"i2-0", "i1-0"}
    assert [entry["itemId"] for entry in entries[2:]] == ["new-b", "new-a"]
    assert all("score" in entry for entry in entries[:2])
    assert not any("score" in entry for entry in entries[2:])


def test_an_unknown_user_gets_popular_items_first(shop, world, ranking):
    rare = [f"i{k}-{world.per_kind - 1}" for k in range(world.kinds)]
    common = [f"i{k}-0" for k in range(world.kinds)]
    found = ids(rank(shop, ranking, rare + common, user="nobody"))
    assert len(set(found[:5]) & set(common)) >= 4, found


@pytest.mark.parametrize("items", [[], [f"i{n}" for n in range(501)]], ids=["none", "501"])
def test_the_input_has_one_to_five_hundred_items(shop, ranking, items):
    with refused(INVALID):
        rank(shop, ranking, items)


def test_five_hundred_items_are_ranked(shop, ranking):
    assert len(ids(rank(shop, ranking, [f"n{n}" for n in range(499)] + ["i1-1"]))) == 500


def test_other_campaigns_rank_nothing(shop, personal, similar, popular):
    for campaign in (personal, similar, popular):
        with refused(INVALID):
            rank(shop, campaign, ["i1-1", "i2-2"])


def test_an_unknown_campaign_is_not_found(shop, ranking):
    with refused(NOT_FOUND, ranking + "x"):
        rank(shop, ranking + "x", ["i1-1"])
