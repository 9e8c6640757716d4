"""What users and items are, when a request is made, what events count, and what items are worth."""

import json
import random

import pytest
from harness import schemas, waits
from harness.chain import Group
from harness.data import START, table
from harness.tenant import Tenant

KINDS = 6
ITEMS = [f"i{n % KINDS}-{n // KINDS}" for n in range(120)]
NEW_ITEMS = [f"i{kind}-new" for kind in range(KINDS)]
USERS = [f"u{n % KINDS}-{n}" for n in range(240)]
NEW_USERS = [f"u{kind}-new" for kind in range(KINDS)]
INTERACTIONS = schemas.schema(
    "Interactions", *schemas.KEYS, ("EVENT_TYPE", "string"),
    ("DEVICE", ["null", "string"], {"categorical": True}))
USERS_SCHEMA = schemas.schema(
    "Users", ("USER_ID", "string"), ("CLUB", "string", {"categorical": True}),
    ("COLOUR", "string", {"categorical": True}))
ITEMS_SCHEMA = schemas.schema(
    "Items", ("ITEM_ID", "string"), ("GENRE", "string", {"categorical": True}),
    ("PRICE", "float"), ("CREATION_TIMESTAMP", "long"))
UNEXPLORED = {"campaignConfig": {"itemExplorationConfig": {"explorationWeight": "0"}}}


def kind(name):
    """The kind in the name of a user or item."""
    return int(name[1])


def price(item):
    """A price that has nothing to do with the kind."""
    number = item.split("-")[1]
    return 30.0 if number == "new" else 1.0 + int(number) * 7 % 20


def interactions(chance):
    """Users keep to their kind; low numbers on a phone, high ones on a television.

    Odd numbers are bought, even ones viewed.
    """
    for user in USERS:
        time = START + chance.randrange(100_000)
        for _ in range(14):
            own = kind(user) if chance.random() < 0.85 else chance.randrange(KINDS)
            device = chance.choice(["phone", "tv"])
            number = chance.randrange(10) + (10 if device == "tv" else 0)
            time += 60
            yield [user, f"i{own}-{number}", time, ("view", "purchase")[number % 2], device]


@pytest.fixture(scope="module")
def club(server):
    """A dataset group of users with clubs, items with genres and interactions with devices."""
    chance = random.Random(11)
    group = Group(Tenant(server), "club")
    users = [[u, f"club{kind(u)}", chance.choice("rgb")] for u in USERS + NEW_USERS]
    items = [[i, f"genre{kind(i)}", price(i), START] for i in ITEMS + NEW_ITEMS]
    header = ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "DEVICE"]
    for name, schema, text in (
        ("Interactions", INTERACTIONS, table(header, interactions(chance))),
        ("Users", USERS_SCHEMA, table(["USER_ID", "CLUB", "COLOUR"], users)),
        ("Items", ITEMS_SCHEMA,
         table(["ITEM_ID", "GENRE", "PRICE", "CREATION_TIMESTAMP"], items)),
    ):
        group.dataset(name, schema)
        group.load(text, name)
    return group


@pytest.fixture(scope="module")
def personal(club):
    """A campaign without exploration: pure relevance."""
    return club.deploy(club.train("aws-user-personalization", name="personal"), **UNEXPLORED)


def remove(club, campaign):
    """Makes room for another: a group has at most five."""
    club.api.delete_campaign(campaignArn=campaign)
    waits.gone(club.tenant, "campaign", campaign)


def share(items, wanted):
    """How much of a list is of the kind."""
    return sum(kind(item) == wanted for item in items) / len(items)


def test_a_new_user_gets_what_their_club_has(club, personal):
    popular = club.recommend(personal, userId="nobody", numResults=10)
    for user in NEW_USERS:
        found = club.recommend(personal, userId=user, numResults=10)
        assert share(found, kind(user)) >= 0.8
        assert share(found, kind(user)) > share(popular, kind(user))


def test_put_users_changes_the_next_answer(club, personal):
    before = club.recommend(personal, userId="latecomer", numResults=10)
    for wanted in (2, 4):
        club.tenant.events.put_users(
            datasetArn=club.dataset_arn("Users"),
            users=[{"userId": "latecomer",
                    "properties": json.dumps({"club": f"club{wanted}", "colour": "r"})}])
        found = club.recommend(personal, userId="latecomer", numResults=10)
        assert found != before
        assert share(found, wanted) >= 0.8


def test_a_new_item_comes_to_those_who_like_its_genre(club, personal):
    for user in USERS[:KINDS] + NEW_USERS:
        found = club.recommend(personal, userId=user, numResults=200)
        places = {item: found.index(item) for item in NEW_ITEMS}
        assert min(places, key=places.get) == f"i{kind(user)}-new"
        assert places[f"i{kind(user)}-new"] < 30


def test_the_context_changes_the_list_of_its_request(club, personal):
    def low(**context):
        found = club.recommend(personal, userId="u1-1", numResults=10, **context)
        return sum(int(item.split("-")[1]) < 10 for item in found if not item.endswith("new"))

    plain = low()
    phone, television = low(context={"DEVICE": "phone"}), low(context={"device": "tv"})
    assert phone > television
    assert low() == low(context={"WEATHER": "rain"}) == plain


def test_the_context_orders_a_ranking(club):
    campaign = club.campaign("aws-personalized-ranking", name="ranking")

    def first(device):
        answer = club.tenant.runtime.get_personalized_ranking(
            campaignArn=campaign, userId="u3-new", inputList=["i3-4", "i3-14"],
            context={"DEVICE": device})
        return answer["personalizedRanking"][0]["itemId"]

    assert [first("phone"), first("tv")] == ["i3-4", "i3-14"]


def test_excluded_columns_do_not_count(club):
    campaign = club.deploy(club.train(
        "aws-user-personalization", name="excluded",
        solutionConfig={"trainingDataConfig": {"excludedDatasetColumns": {
            "USERS": ["CLUB"], "INTERACTIONS": ["DEVICE"]}}}), **UNEXPLORED)
    plain = club.recommend(campaign, userId="nobody", numResults=10)
    assert club.recommend(campaign, userId="u2-new", numResults=10) == plain
    assert club.recommend(
        campaign, userId="nobody", numResults=10, context={"DEVICE": "tv"}) == plain


def test_reversed_event_weights_reverse_the_list(club):
    def bought(view, purchase, name):
        version = club.train("aws-user-personalization-v2", name=name, solutionConfig={
            "eventsConfig": {"eventParametersList": [
                {"eventType": "view", "weight": view},
                {"eventType": "purchase", "weight": purchase}]}})
        metrics = club.api.get_solution_metrics(solutionVersionArn=version)["metrics"]
        assert {f"normalized_discounted_cumulative_gain_with_event_weights_at_{depth}"
                for depth in (5, 10, 25)} <= set(metrics)
        campaign = club.deploy(version)
        found = club.recommend(campaign, userId="u1-1", numResults=10)
        remove(club, campaign)
        return sum(int(i.split("-")[1]) % 2 == 1 for i in found if not i.endswith("new"))

    assert bought(1.0, 0.05, "viewed") < 4
    assert bought(0.05, 1.0, "bought") > 6


def test_an_objective_brings_dearer_items(club):
    def mean_price(sensitivity):
        version = club.train(
            "aws-user-personalization", name=f"worth-{sensitivity.lower()}", solutionConfig={
                "optimizationObjective": {
                    "itemAttribute": "PRICE", "objectiveSensitivity": sensitivity}})
        metrics = club.api.get_solution_metrics(solutionVersionArn=version)["metrics"]
        assert 0 < metrics["average_rewards_at_k"] <= 1
        campaign = club.deploy(version, **UNEXPLORED)
        lists = [club.recommend(campaign, userId=user, numResults=5) for user in USERS[:30]]
        remove(club, campaign)
        return sum(price(item) for items in lists for item in items) / 150

    off, low, high = (mean_price(level) for level in ("OFF", "LOW", "HIGH"))
    assert off <= low <= high
    assert high > off + 2
