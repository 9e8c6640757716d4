"""Batch segments: the users most likely to be interested in an item, or in items like so."""

import json

import pytest
from harness import privacy, waits
from harness.errors import INVALID, refused
from harness.tenant import ROLE


@pytest.fixture(scope="module")
def by_item(shop):
    return shop.train("aws-item-affinity", name="segments-by-item")


@pytest.fixture(scope="module")
def by_attribute(shop):
    return shop.train("aws-item-attribute-affinity", name="segments-by-attribute")


def test_the_recipes_are_measured_and_never_deployed(shop, by_item, by_attribute):
    for version in (by_item, by_attribute):
        metrics = shop.api.get_solution_metrics(solutionVersionArn=version)["metrics"]
        assert metrics.keys() == {"coverage", "hits_at_1_percent", "recall_at_1_percent"}
        # A list of one in a hundred users would find one right user in a hundred by chance.
        assert metrics["recall_at_1_percent"] > 0.01
        with refused(INVALID, "affinity"):
            shop.api.create_campaign(name="affinity", solutionVersionArn=version)


def start(shop, version, lines, name, **options):
    """Creates a batch segment job over lines; returns its ARN."""
    tenant = shop.tenant
    path = tenant.put(f"{name}/in/lines.json", "\n".join(map(json.dumps, lines)))
    return shop.api.create_batch_segment_job(
        jobName=name, solutionVersionArn=version, roleArn=ROLE,
        jobInput={"s3DataSource": {"path": path}},
        jobOutput={"s3DataDestination": {"path": tenant.folder(f"{name}/out")}},
        **options)["batchSegmentJobArn"]


def segments(shop, version, lines, name, **options):
    """The same; waits, and returns the lines of the output."""
    tenant = shop.tenant
    arn = start(shop, version, lines, name, **options)
    waits.active(tenant, "batchSegmentJob", arn)
    keys = tenant.server.store.keys(tenant.bucket, f"{name}/out/")
    assert sorted(keys) == [f"{name}/out/_CHECK", f"{name}/out/lines.json.out"]
    content = tenant.server.store.get(tenant.bucket, f"{name}/out/lines.json.out").decode()
    return [json.loads(line) for line in content.splitlines()]


def test_an_item_gets_the_users_of_its_taste(shop, world, by_item):
    items = ["i1-0", "i2-1", "i3-0"]
    lines = segments(shop, by_item, [{"itemId": i} for i in items], "items", numResults=10)
    for item, line in zip(items, lines):
        assert line["input"] == {"itemId": item} and line.keys() == {"input", "output"}
        users = line["output"]["recommendedUsers"]
        assert len(users) == len(set(users)) == 10
        assert sum(world.kind(user) == world.kind(item) for user in users) >= 7
    more = segments(shop, by_item, [{"itemId": i} for i in items], "items-more", numResults=30)
    for few, many in zip(lines, more):
        assert many["output"]["recommendedUsers"][:10] == few["output"]["recommendedUsers"]


def test_attributes_get_the_users_of_that_taste(shop, world, by_attribute):
    texts = ['ITEMS.GENRES = "kind2"', 'ITEMS.GENRES = "kind3" AND ITEMS.GENRES = "even"']
    lines = segments(
        shop, by_attribute,
        [{"itemAttributes": t} for t in texts] + [{"itemAttributes": "GENRES is nice"},
                                                  {"itemAttributes": 'ITEMS.NONE = "x"'}],
        "attributes", numResults=10)
    for text, kind, line in zip(texts, (2, 3), lines):
        assert line["input"] == {"itemAttributes": text} and line["itemAttributes"] == text
        users = line["output"]["recommendedUsers"]
        assert sum(world.kind(user) == kind for user in users) >= 7
    for line, said in zip(lines[2:], ("expected", "NONE")):
        assert line["output"] is None and said in line["error"]


def test_filters_of_users(shop, world, by_item):
    gold = {user for number, user in enumerate(world.users) if number % 2 == 0}
    chosen = shop.filter("INCLUDE UserID WHERE Users.MEMBERSHIP IN ($WHICH)", "members")
    (line, bad) = segments(
        shop, by_item, [{"itemId": "i1-0", "filterValues": {"WHICH": '"gold"'}},
                        {"itemId": "i1-0"}],
        "members", filterArn=chosen, numResults=20)
    users = line["output"]["recommendedUsers"]
    assert len(users) == 20 and set(users) <= gold
    assert bad["output"] is None and "WHICH" in bad["error"]


def test_filters_of_what_users_did(shop, world, by_item):
    buyers = {row[0] for row in type(world)().rows() if row[3] == "purchase"}
    chosen = shop.filter('EXCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("purchase")', "idle")
    (line,) = segments(
        shop, by_item, [{"itemId": "i0-0"}], "idle", filterArn=chosen, numResults=200)
    # Other tests stream what their own users do.
    found = set(line["output"]["recommendedUsers"]) & set(world.users)
    assert found == set(world.users) - buyers != set()


def test_a_suppressed_person_is_in_no_segment(shop, world, by_item):
    lines = [{"itemId": "i0-0"}, {"itemId": "i1-0"}]
    before = segments(shop, by_item, lines, "with-all", numResults=200)
    person = before[0]["output"]["recommendedUsers"][0]
    privacy.ask(shop.tenant, "suppressions", {"userIds": [person]})
    after = segments(shop, by_item, lines, "without-one", numResults=200)
    privacy.ask(shop.tenant, "unsuppress", {"userIds": [person]})
    for one, other in zip(before, after):
        assert other["output"]["recommendedUsers"] == [
            user for user in one["output"]["recommendedUsers"] if user != person]


def test_an_unknown_item_is_an_error_of_its_line(shop, by_item):
    bad, good = segments(shop, by_item, [{"itemId": "unheard"}, {"itemId": "i0-0"}], "unknown")
    assert bad["output"] is None and "unheard" in bad["error"]
    assert len(good["output"]["recommendedUsers"]) == 25


def test_a_filter_of_items_is_refused(shop, by_item):
    chosen = shop.filter('INCLUDE ItemID WHERE Items.GENRES IN ("kind1")', "not-of-users")
    arn = start(shop, by_item, [{"itemId": "i0-0"}], "wrong-filter", filterArn=chosen)
    assert "UserID" in waits.failed(shop.tenant, "batchSegmentJob", arn)


@pytest.mark.parametrize("kind,limit", [("by_item", 500), ("by_attribute", 10)])
def test_more_lines_than_the_service_takes(shop, kind, limit, request):
    line = {"itemId": "i0-0", "itemAttributes": 'ITEMS.GENRES = "kind0"'}
    arn = start(shop, request.getfixturevalue(kind), [line] * (limit + 1), f"long-{limit}")
    assert f"more than {limit} lines" in waits.failed(shop.tenant, "batchSegmentJob", arn)
