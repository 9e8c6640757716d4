"""What requests for recommendations and rankings may say, and what the answers mean.

Counts, ids and scores are in test_recommendations.py and test_ranking.py, filters in
test_filter_semantics.py, use cases in test_domains.py.
"""

import json
import threading

import pytest
from harness import waits
from harness.chain import Group
from harness.data import HEADER, START, ladder, table
from harness.errors import INVALID, NOT_FOUND, refused
from harness.tenant import Tenant

CHEAP = "INCLUDE ItemID WHERE Items.PRICE <= 8"
DRAMA = 'INCLUDE ItemID WHERE Items.GENRES IN ("drama")'
NAMED = "INCLUDE ItemID WHERE Items.GENRES IN ($GENRE)"


class Store:
    """A dataset group whose items p0 to p29 are popular in this order; the last has no row.

    p<n> costs n, every third is a drama. Metadata are enabled but in the campaign `plain`.
    """

    def __init__(self, tenant):
        self.group, self.tenant, self.runtime = Group(tenant), tenant, tenant.runtime
        group = self.group
        self.items = [f"p{n}" for n in range(30)]
        group.dataset()
        group.dataset("Items")
        group.load(table(HEADER, ladder(self.items)))
        group.load(table(["ITEM_ID", "GENRES", "PRICE", "CREATION_TIMESTAMP"], [
            [item, "drama|all" if n % 3 == 0 else "", n if n else "", START]
            for n, item in enumerate(self.items[:-1])]), "Items")
        version = group.train("aws-popularity-count")
        self.plain = group.deploy(version, "plain")
        enabled = {"campaignConfig": {"enableMetadataWithRecommendations": True}}
        self.popular = group.deploy(version, "popular", **enabled)
        self.ranking = group.deploy(
            group.train("aws-personalized-ranking"), "ranking", **enabled)
        self.cheap, self.drama, self.named = (
            group.filter(text, name) for text, name in (
                (CHEAP, "cheap"), (DRAMA, "drama"), (NAMED, "named")))

    def ask(self, campaign=None, **request):
        """The entries of GetRecommendations."""
        return self.runtime.get_recommendations(
            campaignArn=campaign or self.popular, **request)["itemList"]

    def promote(self, percent, count=20, promotion=None, **request):
        """The numbers of promoted and of ordinary items, in order; `drama` is promoted."""
        entries = self.ask(numResults=count, promotions=[{
            "name": "more", "percentPromotedItems": percent, "filterArn": self.drama,
            **(promotion or {})}], **request)
        assert all(entry.get("promotionName", "more") == "more" for entry in entries)
        return tuple(
            [int(entry["itemId"][1:]) for entry in entries if ("promotionName" in entry) is marked]
            for marked in (True, False))

    def rank(self, items, user="user1", **request):
        """The entries of GetPersonalizedRanking."""
        answer = self.runtime.get_personalized_ranking(
            campaignArn=self.ranking, userId=user, inputList=items, **request)
        return answer["personalizedRanking"]


@pytest.fixture(scope="module")
def store(server):
    """The group, once for all tests here."""
    return Store(Tenant(server))


def ids(entries):
    """The item ids of entries."""
    return [entry["itemId"] for entry in entries]


# Promotions


@pytest.mark.parametrize("percent,count,promoted", [
    (1, 20, 1), (1, 1, 1), (10, 4, 1), (10, 5, 1), (10, 15, 2), (10, 14, 1), (25, 20, 5),
    (50, 3, 2), (99, 3, 3), (100, 7, 7)])
def test_the_share_is_rounded_half_up_and_at_least_one(store, percent, count, promoted):
    found, rest = store.promote(percent, count)
    assert len(found) == promoted and len(found) + len(rest) == count


def test_the_best_of_those_promoted_and_the_best_of_the_rest_keep_their_order(store):
    promoted, rest = store.promote(25)
    assert promoted == [0, 3, 6, 9, 12]
    # What is not promoted may match the promotion's filter too.
    assert rest == [n for n in range(30) if n not in promoted][:15]


def test_the_places_of_promoted_items_change_from_call_to_call(store):
    def places():
        entries = store.ask(numResults=20, promotions=[{
            "percentPromotedItems": 25, "filterArn": store.cheap, "name": "n"}])
        return tuple(n for n, entry in enumerate(entries) if "promotionName" in entry)

    seen = {places() for _ in range(20)}
    assert len(seen) > 5 and {place for places in seen for place in places} > set(range(12))


def test_the_filter_of_the_request_does_not_concern_what_is_promoted(store):
    promoted, rest = store.promote(50, 10, filterArn=store.cheap)
    assert promoted == [0, 3, 6, 9, 12]
    # p0 has no price, and p3 and p6 are promoted already.
    assert rest == [1, 2, 4, 5, 7]


def test_all_may_be_promoted(store):
    assert store.promote(100, 10) == ([0, 3, 6, 9, 12, 15, 18, 21, 24, 27], [])
    # Ten dramas there are: the rest is filled up.
    assert store.promote(100, 12) == ([0, 3, 6, 9, 12, 15, 18, 21, 24, 27], [1, 2])


def test_too_few_to_promote_are_filled_up_with_ordinary_items(store):
    one = {"filterArn": store.named, "filterValues": {"GENRE": '"none","nowhere"'}}
    assert store.promote(50, 10, one) == ([], list(range(10)))
    assert store.promote(50, 10, one, filterArn=store.drama) == ([], list(range(0, 30, 3)))
    # Both together may leave less than was asked for.
    assert store.promote(50, 25, filterArn=store.cheap) == (
        [0, 3, 6, 9, 12, 15, 18, 21, 24, 27], [1, 2, 4, 5, 7, 8])


def test_a_promotion_without_a_name_marks_nothing(store):
    entries = store.ask(numResults=4, promotions=[
        {"percentPromotedItems": 25, "filterArn": store.drama}])
    assert sorted(ids(entries)) == ["p0", "p1", "p2", "p3"]
    assert all(entry.keys() == {"itemId"} for entry in entries)


def test_promoted_items_come_with_metadata(store):
    entries = store.ask(
        numResults=6, metadataColumns={"ITEMS": ["GENRES"]}, promotions=[
            {"percentPromotedItems": 50, "filterArn": store.drama, "name": "n"}])
    promoted = [entry for entry in entries if "promotionName" in entry]
    assert len(promoted) == 3
    assert all(entry["metadata"] == {"GENRES": "drama|all"} for entry in promoted)


@pytest.mark.parametrize("change,said", [
    ({"percentPromotedItems": 0}, "percentPromotedItems"),
    ({"percentPromotedItems": 101}, "percentPromotedItems"),
    ({"percentPromotedItems": None}, "percentPromotedItems"), ({"filterArn": None}, "filterArn"),
    ({"filterValues": {"X": "1"}}, "X"), ({"name": "no blank"}, "name"),
])
def test_a_promotion_must_be_complete_and_fit(store, change, said):
    raw = store.tenant.client("personalize-runtime", parameter_validation=False)
    promotion = {"percentPromotedItems": 25, "filterArn": store.drama, "name": "n"} | change
    promotion = {name: value for name, value in promotion.items() if value is not None}
    with refused(INVALID, said):
        raw.get_recommendations(campaignArn=store.popular, promotions=[promotion])


def test_one_promotion_a_request_and_a_filter_that_is_there(store):
    promotion = {"percentPromotedItems": 25, "filterArn": store.drama, "name": "n"}
    with refused(INVALID, "promotion"):
        store.ask(promotions=[promotion, promotion])
    nowhere = store.tenant.arn("filter", "nowhere")
    with refused(NOT_FOUND, nowhere):
        store.ask(promotions=[promotion | {"filterArn": nowhere}])
    with refused(INVALID, "userId"):
        seen = store.group.filter(
            'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("view")', "seen")
        store.ask(promotions=[promotion | {"filterArn": seen}])


# Metadata


def test_metadata_are_texts_of_the_columns_asked_for(store):
    entries = {entry["itemId"]: entry for entry in store.ask(
        numResults=30, metadataColumns={"ITEMS": ["GENRES", "PRICE"]})}
    assert entries["p3"]["metadata"] == {"GENRES": "drama|all", "PRICE": "3.0"}
    # Null is left out; without any value there are no metadata.
    assert entries["p0"]["metadata"] == {"GENRES": "drama|all"}
    assert entries["p1"]["metadata"] == {"PRICE": "1.0"}
    assert "metadata" not in entries["p29"]


def test_names_of_columns_may_be_spelled_in_any_case_and_come_as_in_the_schema(store):
    entry = store.ask(numResults=2, metadataColumns={"items": ["creation_timestamp"]})[1]
    assert entry["metadata"] == {"CREATION_TIMESTAMP": str(START)}


def test_no_columns_are_no_metadata(store):
    for columns in ({}, {"ITEMS": []}):
        assert "metadata" not in store.ask(numResults=1, metadataColumns=columns)[0]


def test_metadata_are_those_of_the_newest_record(store):
    for price in (7.5, 8.25):
        store.tenant.events.put_items(
            datasetArn=store.group.dataset_arn("Items"), items=[{
                "itemId": "p28", "properties": json.dumps(
                    {"price": price, "genres": "a|b|c", "creationTimestamp": START})}])
        entry = store.ask(numResults=29, metadataColumns={"ITEMS": ["PRICE", "GENRES"]})[28]
        assert entry == {"itemId": "p28", "metadata": {"PRICE": str(price), "GENRES": "a|b|c"}}


@pytest.mark.parametrize("columns,count,said", [
    ({"ITEMS": ["COLOUR"]}, 5, "COLOUR"), ({"USERS": ["AGE"]}, 5, "USERS"),
    ({"ITEMS": [f"C{n}" for n in range(11)]}, 5, "10"), ({"ITEMS": ["PRICE"]}, 51, "50"),
])
def test_metadata_that_cannot_be_given_are_refused(store, columns, count, said):
    with refused(INVALID, said):
        store.ask(numResults=count, metadataColumns=columns)


def test_metadata_must_be_enabled(store):
    with refused(INVALID, "enableMetadataWithRecommendations"):
        store.ask(store.plain, metadataColumns={"ITEMS": ["PRICE"]})
    assert len(store.ask(store.popular, numResults=50)) == 30


def test_rankings_carry_metadata_of_fifty_items_at_most(store):
    entries = store.rank(["p9", "new", "p29"], metadataColumns={"ITEMS": ["PRICE"]})
    found = {entry["itemId"]: entry.get("metadata") for entry in entries}
    assert found == {"p9": {"PRICE": "9.0"}, "new": None, "p29": None}
    assert len(store.rank([f"n{n}" for n in range(50)], metadataColumns={"ITEMS": ["PRICE"]})) == 50
    with refused(INVALID, "50"):
        store.rank([f"n{n}" for n in range(51)], metadataColumns={"ITEMS": ["PRICE"]})


# Rankings


def test_of_repeated_items_the_first_counts(store):
    assert sorted(ids(store.rank(["p1", "p2", "p1", "p1"]))) == ["p1", "p2"]
    assert ids(store.rank(["new", "other", "new"])) == ["new", "other"]


def test_rankings_lose_what_a_filter_excludes(store):
    kept = store.rank(["p3", "p8", "new", "p9", "p0"], filterArn=store.cheap)
    assert sorted(ids(kept)) == ["p3", "p8"]
    values = {"GENRE": '"drama"'}
    kept = store.rank(["p4", "p3"], filterArn=store.named, filterValues=values)
    assert ids(kept) == ["p3"]
    assert store.rank(["p1", "new"], filterArn=store.drama) == []
    dear = store.group.filter("EXCLUDE ItemID WHERE Items.PRICE > 5", "not-dear")
    assert ids(store.rank(["new", "p29", "p9"], filterArn=dear))[-1] == "new"


def test_rankings_know_what_their_user_just_did(store):
    seen = store.group.filter('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")', "untouched")
    items = ["new", "p3", "p7"]
    assert set(ids(store.rank(items, "visitor", filterArn=seen))) == set(items)
    tracking = store.group.tracker()
    for number, item in enumerate(items):
        store.tenant.events.put_events(
            trackingId=tracking, userId="visitor", sessionId="s",
            eventList=[{"eventType": "seen", "itemId": item, "sentAt": START}])
        left = ids(store.rank(items, "visitor", filterArn=seen))
        assert set(left) == set(items[number + 1:])


def test_scores_of_a_ranking_are_shares_of_the_input(store):
    pair = {entry["itemId"]: entry["score"] for entry in store.rank(["p1", "p2"])}
    many = {entry["itemId"]: entry["score"] for entry in store.rank(store.items)}
    assert abs(sum(pair.values()) - 1) < 1e-6 and abs(sum(many.values()) - 1) < 1e-5
    assert all(many[item] < pair[item] for item in pair)
    assert store.rank(["p5"])[0]["score"] == 1


# What else a request may say


def test_context_has_at_most_150_entries(store):
    for count in (0, 1, 150):
        context = {f"KEY{n}": "value" for n in range(count)}
        assert ids(store.ask(context=context)) == store.items[:25]
        assert store.rank(["p1"], context=context)
    with refused(INVALID, "context"):
        store.ask(context={f"KEY{n}": "value" for n in range(151)})


def test_an_answer_without_items_has_its_id(store):
    nothing = store.runtime.get_recommendations(
        campaignArn=store.popular, filterArn=store.named, filterValues={"GENRE": '"none"'})
    assert nothing["itemList"] == [] and nothing["recommendationId"].startswith("RID-")


def test_the_catalogue_may_be_less_than_was_asked_for(store):
    assert ids(store.ask(numResults=100)) == store.items
    assert ids(store.ask(numResults=100, filterArn=store.drama)) == store.items[::3]


def test_every_answer_while_a_campaign_changes_its_version_is_whole(group):
    """Two models without a common item: each answer must be all of one, and none may fail."""
    group.dataset()
    versions, campaign = [], None
    for letter in "ab":
        items = [f"{letter}{n}" for n in range(20)]
        group.load(table(HEADER, ladder(items)), importMode="FULL")
        versions.append(group.train("aws-popularity-count", f"of-{letter}"))
    campaign = group.deploy(versions[0], "changing")
    arn = group.filter('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("no such")', "all")
    requests = (
        {}, {"filterArn": arn, "userId": "u"},
        {"userId": "u", "promotions": [{"percentPromotedItems": 50, "filterArn": arn}]})
    stop, wrong, seen = threading.Event(), [], {"a": 0, "b": 0}

    def hammer():
        runtime = group.tenant.client("personalize-runtime")
        while not stop.is_set():
            for request in requests:
                try:
                    found = ids(runtime.get_recommendations(
                        campaignArn=campaign, numResults=20, **request)["itemList"])
                except Exception as error:  # whatever it is, it is a gap
                    wrong.append(error)
                    return
                letters = {item[0] for item in found}
                if len(found) != 20 or len(letters) != 1:
                    wrong.append(found)
                    return
                seen[letters.pop()] += 1

    threads = [threading.Thread(target=hammer) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for version in [versions[1], versions[0]] * 4:
            group.api.update_campaign(campaignArn=campaign, solutionVersionArn=version)
            wanted = "ab"[versions.index(version)]
            enough = seen[wanted] + 6

            def over(wanted=wanted, version=version, enough=enough):
                found = group.tenant.describe("campaign", campaign)
                assert found["status"] == "ACTIVE"
                update = found["latestCampaignUpdate"]
                if update["status"] != "ACTIVE" or found["solutionVersionArn"] != version:
                    return False
                return seen[wanted] >= enough or wrong

            waits.until(over, f"the campaign serves {wanted}")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not wrong, wrong[0]
    assert min(seen.values()) > 20, seen
