"""Domain dataset groups: from the default schemas to recommenders of all ten use cases."""

import random

import pytest
from harness import REPOSITORY, waits
from harness.chain import Group
from harness.data import START, table
from harness.errors import IN_USE, INVALID, NOT_FOUND, refused
from harness.tenant import RECIPE, Tenant

SCHEMAS = REPOSITORY / "examples/schemas"
HEADER = ["USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP"]
USERS = [f"u{n}" for n in range(60)]
ITEMS = [f"i{n}" for n in range(50)]
METRICS = {
    "coverage", "mean_reciprocal_rank_at_25", "normalized_discounted_cumulative_gain_at_5",
    "normalized_discounted_cumulative_gain_at_10", "normalized_discounted_cumulative_gain_at_25",
    "precision_at_5", "precision_at_10", "precision_at_25",
}
# What a request must name, by use case.
SHOP = {
    "aws-ecomm-popular-items-by-views": {"userId"},
    "aws-ecomm-popular-items-by-purchases": {"userId"},
    "aws-ecomm-frequently-bought-together": {"itemId"},
    "aws-ecomm-customers-who-viewed-x-also-viewed": {"userId", "itemId"},
    "aws-ecomm-recommended-for-you": {"userId"},
}
VIDEO = {
    "aws-vod-because-you-watched-x": {"userId", "itemId"},
    "aws-vod-more-like-x": {"userId", "itemId"},
    "aws-vod-most-popular": {"userId"},
    "aws-vod-trending-now": set(),
    "aws-vod-top-picks": {"userId"},
}
USE_CASES = SHOP | VIDEO
GIVEN = {"userId": "u7", "itemId": "i3"}


def history(**counts):
    """For every user, this many events of each type: `history(View=20, Purchase=18)`.

    Even users keep to even items, odd users to odd ones; low numbers are the popular items.
    """
    chance = random.Random(11)
    rows = []
    for number, user in enumerate(USERS):
        time = START + 1000 * number
        for kind, count in counts.items():
            for _ in range(count):
                time += chance.randrange(1, 500)
                item = 2 * int(len(ITEMS) // 2 * chance.random() ** 2) + number % 2
                rows.append([user, ITEMS[item], kind, time])
    return table(HEADER, rows)


def load(group, prefix, interactions, items, users):
    """The three datasets from the domain's default schemas, with data."""
    tables = {"Interactions": interactions, "Items": items, "Users": users}
    for kind, text in tables.items():
        group.dataset(kind, (SCHEMAS / f"{prefix}-{kind.lower()}.json").read_text())
        group.load(text, kind)
    return group


@pytest.fixture(scope="module")
def shop(server):
    """An ECOMMERCE group with views and purchases."""
    return load(
        Group(Tenant(server), domain="ECOMMERCE"), "ecommerce", history(View=20, Purchase=18),
        table(["ITEM_ID", "PRICE", "CATEGORY_L1"],
              [[item, 1.5 * n, "even|all" if n % 2 == 0 else "odd"] for n, item in
               enumerate(ITEMS)]),
        table(["USER_ID", "MEMBERSHIP_STATUS"], [[user, "gold"] for user in USERS]))


@pytest.fixture(scope="module")
def video(server):
    """A VIDEO_ON_DEMAND group; the event types are spelled as the guide's own data spells them."""
    return load(
        Group(Tenant(server), domain="VIDEO_ON_DEMAND"), "video-on-demand",
        history(watch=20, click=5),
        table(["ITEM_ID", "GENRES", "CREATION_TIMESTAMP"],
              [[item, ("Drama|All", "Comedy")[n % 2], START - n] for n, item in
               enumerate(ITEMS)]),
        table(["USER_ID", "SUBSCRIPTION_MODEL"], [[user, "yearly"] for user in USERS]))


@pytest.fixture(scope="module")
def recommenders(shop, video):
    """Recommenders of all ten use cases: {use case: (group, ARN)}."""
    made = {}
    for group, use_cases in ((shop, SHOP), (video, VIDEO)):
        for recipe in use_cases:
            arn = group.api.create_recommender(
                name=recipe, datasetGroupArn=group.arn, recipeArn=RECIPE + recipe)
            made[recipe] = (group, arn["recommenderArn"])
    return made


def ask(group, arn, **request):
    """The entries GetRecommendations answers."""
    return group.tenant.runtime.get_recommendations(recommenderArn=arn, **request)["itemList"]


@pytest.mark.parametrize("recipe", USE_CASES)
def test_every_use_case_becomes_active_and_answers(recommenders, recipe):
    group, arn = recommenders[recipe]
    found = waits.active(group.tenant, "recommender", arn, within=120)
    assert found["recipeArn"] == RECIPE + recipe
    assert found["datasetGroupArn"] == group.arn
    assert found["modelMetrics"].keys() >= METRICS
    assert all(0 <= value <= 1 for value in found["modelMetrics"].values()), found
    assert found["recommenderConfig"].get("minRecommendationRequestsPerSecond", 1) == 1

    required = {name: GIVEN[name] for name in USE_CASES[recipe]}
    answer = group.tenant.runtime.get_recommendations(
        recommenderArn=arn, numResults=5, **required)
    ids = [entry["itemId"] for entry in answer["itemList"]]
    assert len(ids) == len(set(ids)) == 5 and set(ids) <= set(ITEMS)
    assert all(entry.keys() == {"itemId"} for entry in answer["itemList"]), answer
    assert answer["recommendationId"].startswith("RID-")
    assert "i3" not in ids or "itemId" not in required
    # What is not asked for may be given all the same.
    assert len(ask(group, arn, numResults=5, **GIVEN)) == 5
    for name in required:
        with refused(INVALID, name):
            ask(group, arn, **{k: v for k, v in required.items() if k != name})


def test_recommenders_are_listed_by_group(recommenders, shop, video):
    for group, use_cases in ((shop, SHOP), (video, VIDEO)):
        for narrowed in ({}, {"datasetGroupArn": group.arn}):
            listed = group.api.list_recommenders(**narrowed)["recommenders"]
            assert {entry["recipeArn"] for entry in listed} == {RECIPE + r for r in use_cases}
            assert all(entry["recommenderArn"] == recommenders[entry["name"]][1]
                       for entry in listed)


def test_the_use_cases_know_their_domains_popular_items(recommenders):
    for recipe in ("aws-ecomm-popular-items-by-views", "aws-ecomm-popular-items-by-purchases"):
        group, arn = recommenders[recipe]
        waits.active(group.tenant, "recommender", arn, within=120)
        first = {entry["itemId"] for entry in ask(group, arn, userId="u7", numResults=4)}
        assert first & {"i0", "i1"}, first


def test_a_recommender_is_stopped_and_started_again(shop):
    arn = shop.recommender("aws-ecomm-popular-items-by-views", "pausing")
    tenant, api = shop.tenant, shop.api
    before = ask(shop, arn, userId="u1")
    assert api.stop_recommender(recommenderArn=arn)["recommenderArn"] == arn
    waits.until(
        lambda: tenant.describe("recommender", arn)["status"] == "INACTIVE", "it is INACTIVE")
    with refused(INVALID, arn):
        ask(shop, arn, userId="u1")
    with refused(IN_USE, arn):
        api.stop_recommender(recommenderArn=arn)
    assert api.start_recommender(recommenderArn=arn)["recommenderArn"] == arn
    found = waits.until(
        lambda: (seen := tenant.describe("recommender", arn))["status"] == "ACTIVE" and seen,
        "it is ACTIVE")
    assert found["modelMetrics"].keys() >= METRICS
    assert ask(shop, arn, userId="u1") == before
    with refused(IN_USE, arn):
        api.start_recommender(recommenderArn=arn)
    api.delete_recommender(recommenderArn=arn)
    waits.gone(tenant, "recommender", arn)
    with refused(NOT_FOUND, arn):
        ask(shop, arn, userId="u1")


def test_an_inactive_recommender_may_be_deleted(shop):
    arn = shop.recommender("aws-ecomm-popular-items-by-views", "inactive")
    shop.api.stop_recommender(recommenderArn=arn)
    waits.until(
        lambda: shop.tenant.describe("recommender", arn)["status"] == "INACTIVE", "it is INACTIVE")
    shop.api.delete_recommender(recommenderArn=arn)
    waits.gone(shop.tenant, "recommender", arn)


def updated(group, arn):
    """Waits until the recommender's update is over; returns the description."""

    def over():
        found = group.tenant.describe("recommender", arn)
        assert found["status"] == "ACTIVE"
        return found if found["latestRecommenderUpdate"]["status"] == "ACTIVE" else None

    return waits.until(over, f"the update of {arn} is over")


def test_a_recommender_is_updated_while_it_serves(shop):
    arn = shop.recommender(
        "aws-ecomm-recommended-for-you", "changing",
        recommenderConfig={"itemExplorationConfig": {"explorationWeight": "0.2"}})
    assert "latestRecommenderUpdate" not in shop.tenant.describe("recommender", arn)
    with refused(INVALID, "enableMetadataWithRecommendations"):
        ask(shop, arn, userId="u1", metadataColumns={"ITEMS": ["PRICE"]})
    changes = {"minRecommendationRequestsPerSecond": 3, "enableMetadataWithRecommendations": True}
    made = shop.api.update_recommender(recommenderArn=arn, recommenderConfig=changes)
    assert made["recommenderArn"] == arn
    assert ask(shop, arn, userId="u1")
    found = updated(shop, arn)
    assert changes.items() <= found["recommenderConfig"].items()
    assert changes.items() <= found["latestRecommenderUpdate"]["recommenderConfig"].items()
    entries = ask(shop, arn, userId="u1", numResults=3,
                  metadataColumns={"ITEMS": ["PRICE", "CATEGORY_L1"]})
    for entry in entries:
        number = ITEMS.index(entry["itemId"])
        assert float(entry["metadata"]["PRICE"]) == 1.5 * number
        assert entry["metadata"]["CATEGORY_L1"] == ("odd" if number % 2 else "even|all")

    shop.api.update_recommender(
        recommenderArn=arn,
        recommenderConfig={"trainingDataConfig": {"excludedDatasetColumns": {"ITEMS": ["PRICE"]}}})
    columns = updated(shop, arn)["recommenderConfig"]["trainingDataConfig"]
    assert columns == {"excludedDatasetColumns": {"ITEMS": ["PRICE"]}}
    with refused(INVALID):
        shop.api.update_recommender(
            recommenderArn=arn,
            recommenderConfig={"itemExplorationConfig": {"explorationWeight": "7"}})


@pytest.mark.parametrize("domain,prefix,events,recipe,kind", [
    ("ECOMMERCE", "ecommerce", {"View": 20, "Purchase": 5},
     "aws-ecomm-popular-items-by-purchases", "Purchase"),
    ("VIDEO_ON_DEMAND", "video-on-demand", {"Watch": 5, "Click": 20},
     "aws-vod-most-popular", "Watch"),
])
def test_too_few_events_of_the_needed_type_fail_the_recommender(
        tenant, domain, prefix, events, recipe, kind):
    group = Group(tenant, domain=domain)
    group.dataset("Interactions", (SCHEMAS / f"{prefix}-interactions.json").read_text())
    group.load(history(**events))
    arn = group.api.create_recommender(
        name="poor", datasetGroupArn=group.arn, recipeArn=RECIPE + recipe)["recommenderArn"]
    reason = waits.failed(tenant, "recommender", arn)
    assert reason == (
        f"Dataset has fewer than 1000 interactions after filtering by event type: {kind}")
    assert "modelMetrics" not in tenant.describe("recommender", arn)
    with refused(INVALID, "CREATE FAILED"):
        ask(group, arn, userId="u1")
    with refused(IN_USE, arn):
        group.api.stop_recommender(recommenderArn=arn)
    group.api.delete_recommender(recommenderArn=arn)
    waits.gone(tenant, "recommender", arn)


def test_domains_do_not_mix(tenant, group):
    api = tenant.personalize
    with refused(INVALID, "domain"):
        api.create_recommender(
            name="r", datasetGroupArn=group.arn, recipeArn=RECIPE + "aws-vod-top-picks")
    store = Group(tenant, "store", domain="ECOMMERCE")
    video = (SCHEMAS / "video-on-demand-interactions.json").read_text()
    for recipe in ("aws-vod-top-picks", "aws-user-personalization"):
        with refused(INVALID):
            api.create_recommender(
                name="r", datasetGroupArn=store.arn, recipeArn=RECIPE + recipe)
    plain = api.create_schema(name="plain", schema=video)["schemaArn"]
    other = api.create_schema(
        name="other", schema=video, domain="VIDEO_ON_DEMAND")["schemaArn"]
    for schema in (plain, other):
        with refused(INVALID, "domain"):
            api.create_dataset(
                name="d", datasetType="Interactions", datasetGroupArn=store.arn, schemaArn=schema)
    with refused(INVALID):
        api.create_solution(
            name="s", datasetGroupArn=group.arn, recipeArn=RECIPE + "aws-vod-top-picks")
    assert store.tenant.describe("datasetGroup", store.arn)["domain"] == "ECOMMERCE"
    assert "domain" not in tenant.describe("datasetGroup", group.arn)


def test_a_domain_group_may_hold_solutions_and_campaigns(shop):
    campaign = shop.campaign("aws-popularity-count", name="custom")
    assert shop.recommend(campaign, userId="u1", numResults=3)


# What each use case drops of what its user did; the others drop nothing.
DROPPED = {
    "aws-ecomm-recommended-for-you": "Purchase",
    "aws-ecomm-customers-who-viewed-x-also-viewed": "Purchase",
    "aws-vod-top-picks": "Watch", "aws-vod-because-you-watched-x": "Watch",
    "aws-vod-more-like-x": "Watch",
}


@pytest.fixture(scope="module")
def trackers(shop, video):
    """The tracking ids of both groups."""
    return {group: group.tracker() for group in (shop, video)}


@pytest.mark.parametrize("recipe", USE_CASES)
def test_what_a_user_bought_or_watched_leaves_the_answers_at_once(recommenders, trackers, recipe):
    group, arn = recommenders[recipe]
    waits.active(group.tenant, "recommender", arn, within=120)
    seed, user = "i3", f"newcomer-{recipe}"
    request = {"userId": user, "itemId": seed, "numResults": 50}
    first = [entry["itemId"] for entry in ask(group, arn, **request)]
    assert len(first) >= 48
    done = {kind: first[n] for n, kind in enumerate(("View", "PURCHASE", "watch", "Click"))}
    for kind, item in done.items():
        group.tenant.events.put_events(
            trackingId=trackers[group], userId=user, sessionId=f"s-{user}",
            eventList=[{"eventType": kind, "itemId": item, "sentAt": START + 10_000_000}])
    later = {entry["itemId"] for entry in ask(group, arn, **request)}
    dropped = {
        item for kind, item in done.items() if kind.lower() == DROPPED.get(recipe, "").lower()}
    assert set(first) - later == dropped
    # An imported user has bought and watched things before.
    known = {entry["itemId"] for entry in ask(group, arn, **request | {"userId": "u7"})}
    assert (len(known) < len(first)) == (recipe in DROPPED), len(known)


def test_what_a_use_case_drops_is_not_promoted_either(recommenders, trackers):
    group, arn = recommenders["aws-ecomm-recommended-for-you"]
    cheap = group.filter("INCLUDE ItemID WHERE Items.PRICE < 6", "cheap")
    request = {"userId": "promoted", "numResults": 50, "promotions": [
        {"name": "n", "percentPromotedItems": 100, "filterArn": cheap}]}
    waits.active(group.tenant, "recommender", arn, within=120)
    promoted = [e["itemId"] for e in ask(group, arn, **request) if "promotionName" in e]
    assert sorted(promoted) == ["i0", "i1", "i2", "i3"]
    group.tenant.events.put_events(
        trackingId=trackers[group], userId="promoted", sessionId="s-promoted",
        eventList=[{"eventType": "Purchase", "itemId": "i2", "sentAt": START + 10_000_000}])
    entries = ask(group, arn, **request)
    assert "i2" not in {entry["itemId"] for entry in entries} and len(entries) == 49
