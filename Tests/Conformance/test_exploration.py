"""Exploration: how many new items a list has, and what moves them."""

import random
from contextlib import contextmanager

import pytest
from harness import schemas, waits
from harness.chain import Group
from harness.data import HEADER, START, table
from harness.tenant import Tenant

DAY = 86_400
NOW = START + 1000
EVENT = {"eventType": "view", "sentAt": NOW}
SHOP = schemas.schema(
    "Interactions", *schemas.KEYS, ("EVENT_TYPE", "string"), ("EVENT_VALUE", ["float", "null"]),
    ("IMPRESSION", ["string", "null"]))


def rows(event="view"):
    """Sixty people and forty items that all of them have met for a hundred days."""
    chance = random.Random(3)
    for person in range(60):
        for step in range(20):
            item = f"old{chance.randrange(40)}"
            yield [f"u{person}", item, START - (19 - step) * 600, event, 1.0]
    yield ["u0", "old0", START, event, 1.0]


def new_items():
    """ITEM_ID ... CREATION_TIMESTAMP: the old ones, and new0 to new19, a day apart.

    Of new4, new9 and so on nothing else is known.
    """
    def row(item, age):
        kind = "" if item.startswith("new") and age % 5 == 4 else "kind"
        return [item, kind, "", START - age * DAY]
    yield from (row(f"old{number}", 100) for number in range(40))
    yield from (row(f"new{number}", number) for number in range(20))


@pytest.fixture(scope="module")
def fresh(server):
    """A group of old and new items; campaigns of it differ in what they explore."""
    group = Group(Tenant(server), "fresh")
    group.dataset(text=SHOP)
    group.load(table([*HEADER, "IMPRESSION"], ([*row, ""] for row in rows())))
    group.dataset("Items")
    group.load(table(["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"], new_items()), "Items")
    group.version = group.train("aws-user-personalization", name="fresh")
    group.tracking = group.tracker()
    group.weights = {
        weight: group.deploy(group.version, name=f"fresh-{number}", campaignConfig={
            "itemExplorationConfig": {"explorationWeight": weight}})
        for number, weight in enumerate(("0", "0.6", "1"))}
    return group


def news(items):
    """How many of the items are new."""
    return sum(item.startswith("new") for item in items)


@contextmanager
def deployed(group, version, name, **exploration):
    """A campaign that goes away again, because a group may have five."""
    campaign = group.deploy(version, name=name, campaignConfig={
        "itemExplorationConfig": exploration} if exploration else {})
    yield campaign
    group.api.delete_campaign(campaignArn=campaign)
    waits.gone(group.tenant, "campaign", campaign)


@pytest.fixture(scope="module")
def second(fresh):
    """A campaign of the second version, which explores by itself whatever it is told."""
    return fresh.deploy(
        fresh.train("aws-user-personalization-v2", name="second"), campaignConfig={
            "itemExplorationConfig": {"explorationWeight": "1"}})


def lists(group, campaign, people=40, **request):
    """The lists of the first people."""
    return [group.recommend(campaign, userId=f"u{n}", **request) for n in range(people)]


def test_the_weight_says_how_many_new_items_come(fresh):
    shares = [
        sum(news(items) for items in lists(fresh, campaign, numResults=20))
        for campaign in fresh.weights.values()]
    assert shares[0] < shares[1] < shares[2]
    assert shares[2] == 40 * 20


def test_without_a_configuration_a_few_are_explored(fresh):
    with deployed(fresh, fresh.version, "by-default") as campaign:
        found = lists(fresh, campaign)
    assert 0 < sum(map(news, found)) < 0.3 * sum(map(len, found))


def test_scores_go_down_and_sum_to_one_however_much_is_explored(fresh):
    for campaign in fresh.weights.values():
        answer = fresh.tenant.runtime.get_recommendations(
            campaignArn=campaign, userId="u1", numResults=500)["itemList"]
        scores = [entry["score"] for entry in answer]
        assert len(answer) == len({entry["itemId"] for entry in answer}) == 60
        assert scores == sorted(scores, reverse=True)
        assert 0.99 < sum(scores) < 1.001


def test_items_beyond_the_age_limit_are_not_explored(fresh):
    with deployed(fresh, fresh.version, "five-days", explorationWeight="1",
                  explorationItemAgeCutOff="5") as campaign:
        for items in lists(fresh, campaign, people=10, numResults=6):
            assert set(items) == {f"new{n}" for n in range(6)}


def test_the_same_question_has_the_same_answer_and_pages_agree(fresh):
    campaign = fresh.weights["0.6"]
    found = lists(fresh, campaign, numResults=50)
    assert lists(fresh, campaign, numResults=50) == found
    assert lists(fresh, campaign, numResults=10) == [items[:10] for items in found]


def test_a_filter_holds_for_explored_items_too(fresh):
    arn = fresh.filter('EXCLUDE ItemID WHERE Items.CREATION_TIMESTAMP > %d' % (START - 9.5 * DAY),
                       "no-latest")
    for items in lists(fresh, fresh.weights["1"], people=10, numResults=10, filterArn=arn):
        assert set(items) == {f"new{n}" for n in range(10, 20)}


def test_an_update_takes_effect_and_serves_meanwhile(fresh):
    def found():
        return news(fresh.recommend(campaign, userId="u1", numResults=20))

    with deployed(fresh, fresh.version, "changing", explorationWeight="0") as campaign:
        assert found() == 0
        fresh.api.update_campaign(campaignArn=campaign, campaignConfig={
            "itemExplorationConfig": {"explorationWeight": "1"}})
        waits.until(lambda: found() == 20, "the update takes effect")


def test_what_is_shown_and_passed_over_falls_behind(fresh):
    campaign = fresh.weights["1"]
    before = fresh.recommend(campaign, userId="u7", numResults=20)
    for number in range(40):
        fresh.tenant.events.put_events(
            trackingId=fresh.tracking, userId=f"w{number}", sessionId=f"w{number}",
            eventList=[{**EVENT, "itemId": "old1", "impression": [before[0], "old1"]}])
    after = fresh.recommend(campaign, userId="u7", numResults=20)
    assert after.index(before[0]) > 8
    assert [i for i in after if i != before[0]] == before[1:]


def test_what_is_chosen_comes_forward(fresh):
    campaign = fresh.weights["1"]
    chosen = fresh.recommend(campaign, userId="u8", numResults=20)[10]
    for number in range(60):
        fresh.tenant.events.put_events(
            trackingId=fresh.tracking, userId=f"c{number}", sessionId=f"c{number}",
            eventList=[{**EVENT, "itemId": chosen}])
    assert fresh.recommend(campaign, userId="u8", numResults=20)[0] == chosen


def test_impressions_of_an_import_count(server):
    group = Group(Tenant(server), "shown")
    group.dataset(text=SHOP)
    shown = [["u1", "old1", START - n, "view", 1.0, "new0|new1|new2|old1"] for n in range(50)]
    group.load(table([*HEADER, "IMPRESSION"], [*([*row, ""] for row in rows()), *shown]))
    group.dataset("Items")
    group.load(table(["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"], new_items()), "Items")
    campaign = group.deploy(group.train("aws-user-personalization"), campaignConfig={
        "itemExplorationConfig": {"explorationWeight": "1"}})
    for items in lists(group, campaign, people=10, numResults=20):
        assert {items.index(f"new{n}") for n in range(3)} <= set(range(12, 20))


def test_the_second_version_explores_by_itself_and_gives_the_reason(fresh, second):
    found = 0
    for person in range(40):
        answer = fresh.tenant.runtime.get_recommendations(
            campaignArn=second, userId=f"u{person}")["itemList"]
        assert len(answer) == 25
        for entry in answer:
            if entry["itemId"].startswith("new"):
                found += 1
                assert entry["reason"] == ["Exploration"]
            else:
                assert "reason" not in entry
    assert 0 < found < 100


def test_the_second_version_fills_up_with_popular_items(fresh, second):
    """When a filter leaves items that nobody has met and that are like no others."""
    unmet = fresh.filter(f"INCLUDE ItemID WHERE Items.CREATION_TIMESTAMP > {START - 9.5 * DAY:.0f}",
                         "latest")
    fillers = []
    for person in range(10):  # one of the two may be explored instead
        answer = fresh.tenant.runtime.get_recommendations(
            campaignArn=second, userId=f"u{person}", filterArn=unmet)["itemList"]
        assert {entry["itemId"] for entry in answer} == {f"new{n}" for n in range(10)}
        fillers += [entry for entry in answer if entry.get("reason") == ["Popular item"]]
    assert fillers and not any("score" in entry for entry in fillers)
    assert {entry["itemId"] for entry in fillers} <= {"new4", "new9"}


def test_promoted_items_say_so_in_the_second_version(fresh, second):
    old = fresh.filter(f"INCLUDE ItemID WHERE Items.CREATION_TIMESTAMP < {START - 50 * DAY}", "old")
    answer = fresh.tenant.runtime.get_recommendations(
        campaignArn=second, userId="u3", numResults=10, promotions=[
            {"name": "sale", "percentPromotedItems": 30, "filterArn": old}])["itemList"]
    promoted = [entry for entry in answer if entry.get("promotionName") == "sale"]
    assert len(promoted) == 3
    assert all(entry["reason"] == ["Promoted item"] for entry in promoted)


@pytest.mark.parametrize("domain, recipe, event", [
    ("ECOMMERCE", "aws-ecomm-recommended-for-you", "View"),
    ("VIDEO_ON_DEMAND", "aws-vod-top-picks", "Click"),
])
def test_recommenders_explore_as_they_are_told(server, domain, recipe, event):
    """Without creation times an item is as old as its first interaction."""
    group = Group(Tenant(server), "domain", domain)
    group.dataset()
    first = [["u0", f"old{n}", START - 100 * DAY, event, 1.0] for n in range(40)]
    late = [[f"u{n}", f"new{n}", START - 60 * n, event, 1.0] for n in range(10)]
    group.load(table(HEADER, [*first, *rows(event), *late]))
    made = {weight: group.recommender(recipe, name=f"r{weight}", recommenderConfig={
        "itemExplorationConfig": {"explorationWeight": weight}}) for weight in "01"}

    def found(weight):
        answer = group.tenant.runtime.get_recommendations(
            recommenderArn=made[weight], userId="u40", numResults=10)["itemList"]
        assert not any("score" in entry or "reason" in entry for entry in answer)
        return news(entry["itemId"] for entry in answer)

    assert found("0") < 5
    assert found("1") == 10
    group.api.update_recommender(recommenderArn=made["1"], recommenderConfig={
        "itemExplorationConfig": {"explorationWeight": "0"}})
    waits.until(lambda: found("1") < 5, "the update takes effect")
