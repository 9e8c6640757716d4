"""aws-semantic-similarity: items by the texts of their titles and descriptions."""

import random

import pytest
from harness import batch, schemas
from harness.chain import Group
from harness.data import START, table
from harness.errors import INVALID, refused
from harness.tenant import Tenant

ITEMS = schemas.schema(
    "Items", ("ITEM_ID", "string"), ("NAME", "string", {"itemName": True}),
    ("ABOUT", ["null", "string"], {"textual": True}), ("CREATION_TIMESTAMP", "long"))
TOPICS = [
    "bicycle wheel pedal saddle chain helmet spoke".split(),
    "kitchen knife pan oven whisk apron ladle".split(),
    "novel poetry chapter author library binding fiction".split(),
    "guitar violin melody chord orchestra drum string".split(),
]


def topic(item):
    """What an item is about."""
    return int(item[1:]) % len(TOPICS)


@pytest.fixture(scope="module")
def texts(server):
    """A group with items about four topics and no interactions at all."""
    rng, rows = random.Random(5), []
    for number in range(80):
        words = TOPICS[number % len(TOPICS)]
        title = " ".join(rng.sample(words, 2))
        about = f"A fine {rng.choice(words)} with {rng.choice(words)}, new and good for everyone"
        rows.append([f"t{number}", title, about, START + number])
    group = Group(Tenant(server))
    group.dataset("Items", ITEMS)
    group.load(table(["ITEM_ID", "NAME", "ABOUT", "CREATION_TIMESTAMP"], rows), "Items")
    return group


@pytest.fixture(scope="module")
def version(texts):
    """A version trained on the texts."""
    return texts.train("aws-semantic-similarity")


@pytest.fixture(scope="module")
def campaign(texts, version):
    """A campaign of it."""
    return texts.deploy(version)


def test_neighbours_are_about_the_same(texts, campaign):
    right = 0
    for number in range(80):
        found = texts.recommend(campaign, itemId=f"t{number}", numResults=10)
        assert len(found) == 10 and f"t{number}" not in found
        right += sum(topic(item) == number % len(TOPICS) for item in found)
    assert right / 800 > 0.9


def test_metadata_come_without_being_switched_on(texts, campaign):
    answer = texts.tenant.runtime.get_recommendations(
        campaignArn=campaign, itemId="t1", numResults=3, metadataColumns={"ITEMS": ["NAME"]})
    assert all(entry["metadata"]["NAME"] for entry in answer["itemList"])
    assert not any("score" in entry for entry in answer["itemList"])


def test_freshness_moves_the_lists_as_soon_as_it_is_set(texts, version, campaign):
    def age(**request):
        return sum(int(item[1:]) for n in range(20) for item in texts.recommend(
            fresh, itemId=f"t{n}", numResults=5))

    fresh = texts.deploy(
        version, name="fresh", campaignConfig={"rankingInfluence": {"FRESHNESS": 1.0}})
    plain = sum(int(item[1:]) for n in range(20) for item in texts.recommend(
        campaign, itemId=f"t{n}", numResults=5))
    assert age() > plain + 20 * 5 * 5


@pytest.mark.parametrize("influence", [{}, {"FRESHNESS": 1.0}], ids=["plain", "fresh"])
def test_a_batch_job_gives_the_lists_of_a_campaign(texts, version, influence):
    config = {"rankingInfluence": influence} if influence else None
    name = f"batch-{len(influence)}"
    campaign = texts.deploy(
        version, name=name, **({"campaignConfig": config} if config else {}))
    _, lines = batch.run(
        texts, version, [{"itemId": f"t{n}"} for n in range(20)], name, numResults=7,
        **({"batchInferenceJobConfig": config} if config else {}))
    for number, line in enumerate(lines):
        items = texts.recommend(campaign, itemId=f"t{number}", numResults=7)
        assert line == {
            "input": {"itemId": f"t{number}"}, "output": {"recommendedItems": items}}


def test_metrics_tell_of_likeness(texts, version):
    metrics = texts.api.get_solution_metrics(solutionVersionArn=version)["metrics"]
    assert {"coverage", "item_popularity", "item_freshness", "item_similarity"} <= metrics.keys()


def test_an_item_must_be_named(texts, campaign):
    with refused(INVALID, "itemId"):
        texts.recommend(campaign, userId="u")
