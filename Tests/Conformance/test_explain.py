"""/_bespoke/explain and `bespoke explain`: why a list is as it is."""

import json
import math
import subprocess

import pytest
from harness import wire
from harness.server import binary, clean_environment
from harness.tenant import Tenant


def explain(tenant, **request):
    """The explanation of a request, which must not be refused."""
    reply = wire.post(tenant, "/_bespoke/explain", request)
    assert reply.status == 200, reply
    return reply.json


def bespoke(*arguments, **environment):
    """The finished `bespoke` process."""
    return subprocess.run(
        [binary(), *map(str, arguments)], capture_output=True, text=True, timeout=60,
        stdin=subprocess.DEVNULL, env=clean_environment(**environment))


def test_the_parts_add_up_to_the_scores_that_are_answered(shop, personal):
    answer = shop.tenant.runtime.get_recommendations(campaignArn=personal, userId="u1-1")
    told = explain(shop.tenant, campaignArn=personal, userId="u1-1")
    assert [i["itemId"] for i in told["items"]] == [i["itemId"] for i in answer["itemList"]]
    for item, answered in zip(told["items"], answer["itemList"], strict=True):
        logit = sum(part["contribution"] for part in item["parts"])
        score = math.exp(logit - told["scoreNormalizer"])
        assert score == pytest.approx(answered["score"], rel=1e-2, abs=1e-6)
        assert item["score"] == answered["score"] and item["origin"]


def test_the_users_events_are_told(shop, personal):
    told = explain(shop.tenant, campaignArn=personal, userId="u1-1")
    assert told["userIsKnown"] and told["recipe"] == "aws-user-personalization"
    assert any(event["source"] == "model" for event in told["events"])
    assert any(event["used"] and event["weights"]["rules"] > 0 for event in told["events"])
    stranger = explain(shop.tenant, campaignArn=personal, userId="never-met")
    assert not stranger["userIsKnown"] and stranger["events"] == [] and stranger["notes"]


def test_an_item_that_is_not_there_has_a_reason(shop, personal):
    everything = shop.recommend(personal, userId="u1-1", numResults=500)

    def about(item, **request):
        return explain(
            shop.tenant, campaignArn=personal, userId="u1-1", aboutItemId=item, **request)["about"]

    assert about("no-such-item")["status"] == "unknown"
    low = about(everything[-1], numResults=5)
    assert low["status"] == "ranked" and low["rank"] == len(everything) and low["parts"]
    assert about(everything[0])["status"] == "listed"


def test_all_kinds_of_recipes_are_explained(shop, similar, sims, popular, ranking):
    for campaign in (similar, sims):
        told = explain(shop.tenant, campaignArn=campaign, itemId="i1-1", aboutItemId="i1-1")
        assert told["items"][0]["origin"] == "related" and told["about"]["status"] == "seed"
    assert explain(shop.tenant, campaignArn=popular)["items"][0]["origin"] == "popularity"
    items = ["i1-1", "i2-2", "i3-3"]
    told = explain(shop.tenant, campaignArn=ranking, userId="u1-1", inputList=items)
    assert sorted(i["itemId"] for i in told["items"]) == items
    assert [i["rank"] for i in told["items"]] == [1, 2, 3]


def test_what_the_request_is_refused_with_the_explanation_is_too(shop, personal):
    refused = wire.post(shop.tenant, "/_bespoke/explain", {"campaignArn": personal})
    assert refused.status == 400 and refused.error == "InvalidInputException"
    many = {"campaignArn": personal, "userId": "u", "numResults": 501}
    assert wire.post(shop.tenant, "/_bespoke/explain", many).status == 400


def test_other_tenants_and_web_pages_learn_nothing(shop, personal, server):
    request = {"campaignArn": personal, "userId": "u1-1"}
    assert wire.post(Tenant(server), "/_bespoke/explain", request).status in (400, 404)
    page = wire.send(
        shop.tenant, "/_bespoke/explain", json.dumps(request).encode(),
        {"Origin": "https://page.example"})
    assert page.error == "AccessDeniedException"


def test_the_command_prints_it(shop, personal, server):
    options = ["--campaign", personal, "--user", "u1-1", "--endpoint", server.endpoint]
    done = bespoke("explain", *options, "--item", "no-such-item", "--count", "3")
    assert done.returncode == 0, done.stderr
    assert "Answer:" in done.stdout and "no-such-item: The model does not know it" in done.stdout
    as_json = bespoke("explain", *options, "--format", "json", "--count", "3")
    told = json.loads(as_json.stdout)
    assert told["targetArn"] == personal and len(told["items"]) == 3


def test_the_command_says_what_is_wrong(shop, personal, server):
    assert bespoke("explain").returncode == 2
    assert bespoke("explain", "--campaign", personal, "--format", "xml").returncode == 2
    unknown = bespoke(
        "explain", "--campaign", personal + "x", "--user", "u", "--endpoint", server.endpoint)
    assert unknown.returncode == 1 and "does not exist" in unknown.stderr
    nobody = bespoke("explain", "--campaign", personal, "--endpoint", "http://127.0.0.1:9")
    assert nobody.returncode == 1 and "127.0.0.1:9" in nobody.stderr
