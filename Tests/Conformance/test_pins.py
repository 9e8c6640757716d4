"""/_bespoke/pins: what a test pins is answered, by stock clients, and all else stays trained."""

import json
import time
from urllib.parse import urlencode

import pytest
from harness import wire
from harness.data import Tastes
from harness.chain import Group
from harness.errors import NOT_FOUND, refused
from harness.tenant import Tenant


def pin(tenant, **request):
    """Pins an answer; the pin."""
    reply = wire.post(tenant, "/_bespoke/pins", request)
    assert reply.status == 200, reply
    return reply.json


def ask(tenant, method, path="/_bespoke/pins", **query):
    """GET or DELETE of the pins."""
    path = f"{path}?{urlencode(query)}" if query else path
    return wire.send(tenant, path, b"", method=method)


def pins(tenant, **query):
    """The tenant's pins."""
    return ask(tenant, "GET", **query).json["pins"]


@pytest.fixture
def pinned(shop):
    """The shop's tenant, whose pins go away afterwards."""
    yield shop.tenant
    assert ask(shop.tenant, "DELETE", "/_bespoke/pins/all").status == 200


def test_a_list_is_answered_as_it_was_pinned(shop, personal, pinned):
    before = shop.recommend(personal, userId="u2-2")
    items = [{"itemId": "hers", "score": 0.75}, {"itemId": "his"}]
    made = pin(pinned, targetArn=personal, userId="u1-1", items=items)
    answer = pinned.runtime.get_recommendations(campaignArn=personal, userId="u1-1")
    assert answer["itemList"] == items and answer["recommendationId"].startswith("RID-")
    assert shop.recommend(personal, userId="u1-1", numResults=1) == ["hers"]
    assert shop.recommend(personal, userId="u2-2") == before
    assert pins(pinned) == [made] and pins(pinned, targetArn=personal) == [made]


def test_the_most_particular_pin_holds(shop, similar, pinned):
    for who, item in (({}, "all"), ({"itemId": "i1-1"}, "item"), ({"userId": "u"}, "user"),
                      ({"itemId": "i1-1", "userId": "u"}, "both")):
        pin(pinned, targetArn=similar, items=[{"itemId": item}], **who)
    for who, item in (({"itemId": "i2-2"}, "all"), ({"itemId": "i1-1"}, "item"),
                      ({"itemId": "i2-2", "userId": "u"}, "user"),
                      ({"itemId": "i1-1", "userId": "u"}, "both")):
        assert shop.recommend(similar, **who) == [item]


def test_rankings_can_be_pinned(shop, ranking, pinned):
    pin(pinned, targetArn=ranking, userId="u1-1", items=[{"itemId": "z", "score": 1.0}])
    answer = pinned.runtime.get_personalized_ranking(
        campaignArn=ranking, userId="u1-1", inputList=["i1-1", "i2-2"])
    assert answer["personalizedRanking"] == [{"itemId": "z", "score": 1.0}]


def test_errors_and_delays_can_be_pinned(shop, personal, pinned):
    error = {"type": NOT_FOUND, "message": "gone for this test"}
    pin(pinned, targetArn=personal, userId="u1-1", error=error)
    with refused(NOT_FOUND, "gone for this test"):
        shop.recommend(personal, userId="u1-1")
    before = shop.recommend(personal, userId="u2-2")
    pin(pinned, targetArn=personal, userId="u2-2", delayMilliseconds=300)
    start = time.monotonic()
    assert shop.recommend(personal, userId="u2-2") == before
    assert time.monotonic() - start >= 0.3


def test_pins_are_deleted_one_by_one_or_all(shop, personal, similar, pinned):
    first = pin(pinned, targetArn=personal, items=[])
    pin(pinned, targetArn=similar, items=[])
    assert pin(pinned, targetArn=personal, items=[{"itemId": "a"}])["pinId"] == first["pinId"]
    assert ask(pinned, "DELETE", pinId=first["pinId"]).json == {"deleted": 1}
    assert ask(pinned, "DELETE", pinId=first["pinId"]).error == NOT_FOUND
    assert ask(pinned, "DELETE").status == 400
    assert len(pins(pinned)) == 1
    assert ask(pinned, "DELETE", "/_bespoke/pins/all", targetArn=similar).json == {"deleted": 1}


@pytest.mark.parametrize("wrong", [
    {}, {"items": [], "error": {"type": NOT_FOUND}}, {"error": {"type": "NoSuchThing"}},
    {"delayMilliseconds": 60_001}, {"items": [{"score": 1}]},
    {"items": [{"itemId": "twice"}, {"itemId": "twice"}]},
], ids=str)
def test_what_cannot_be_pinned_is_refused(shop, personal, wrong):
    reply = wire.post(shop.tenant, "/_bespoke/pins", {"targetArn": personal, **wrong})
    assert reply.status == 400 and reply.error == "InvalidInputException"


def test_other_tenants_and_web_pages_cannot(shop, personal, pinned, server):
    made = pin(pinned, targetArn=personal, userId="u9", items=[])
    other = Tenant(server)
    assert pins(other) == []
    assert ask(other, "DELETE", pinId=made["pinId"]).error == NOT_FOUND
    body = {"targetArn": personal, "items": []}
    assert wire.post(other, "/_bespoke/pins", body).error == NOT_FOUND
    for method in ("POST", "DELETE"):
        page = wire.send(
            pinned, "/_bespoke/pins", json.dumps(body).encode(),
            {"Origin": "https://page.example"}, method=method)
        assert page.error == "AccessDeniedException"
    assert pins(pinned) == [made]


def test_pins_outlive_the_server_and_end_with_their_target(own_server):
    server = own_server()
    group = Group(Tenant(server))
    group.dataset()
    group.load(Tastes(per_user=18).interactions())
    campaign = group.campaign("aws-popularity-count")
    made = pin(group.tenant, targetArn=campaign, items=[{"itemId": "kept"}])
    server.kill()
    server.start()
    assert pins(group.tenant) == [made]
    assert group.recommend(campaign) == ["kept"]
