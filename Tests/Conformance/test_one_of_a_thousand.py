"""One of a thousand users is forgotten: nothing of them is left, and nothing of others differs."""

import json

from harness import privacy, wire
from harness.chain import Group
from harness.data import HEADER, START, Tastes, table
from harness.tenant import Tenant

PERSON = "one-of-a-thousand-83c1f"
OTHERS = ("u0-3", "u1-1", "u2-7")
SIZES = {"users": 999, "items": 200, "per_user": 12}


def shop(server, knows):
    """A group with two campaigns, streamed events, pins and live sessions, with the person or as
    if there had never been one."""
    group = Group(Tenant(server))
    group.dataset()
    people = [PERSON] if knows else []
    rows = list(Tastes(**SIZES).rows())
    rows += [[p, f"i{n % 5}-{n}", START + 60 * n, "view", 1] for p in people for n in range(30)]
    rows += [[p, "only-theirs", START, "view", 1] for p in people]
    group.load(table(HEADER, rows))
    group.personal = group.campaign("aws-user-personalization", name="personal")
    group.similar = group.campaign("aws-sims", name="similar")
    tracking = group.tracker()
    now = group.tenant.describe("campaign", group.similar)["lastUpdatedDateTime"]
    # The person comes last, so that others' events have the same numbers without.
    for user in (*OTHERS, *people):
        group.tenant.events.put_events(
            trackingId=tracking, sessionId=f"live-{user}", userId=user, eventList=[
                {"eventType": "view", "itemId": f"i1-{n}", "sentAt": now} for n in range(3)])
        wire.post(group.tenant, "/_bespoke/pins", {
            "targetArn": group.similar, "userId": user, "items": [{"itemId": "i2-2"}]})
    return group


def answers(group, campaign, asked):
    """The items and scores of each request."""
    runtime = group.tenant.runtime
    return [
        [(e["itemId"], e.get("score")) for e in runtime.get_recommendations(
            campaignArn=campaign, numResults=50, **request)["itemList"]] for request in asked]


def held(group):
    """Everything held about the others, but when it was asked for and what differs by account."""
    found = {}
    for user in OTHERS:
        for file in privacy.ask(group.tenant, "export", {"userId": user})["files"]:
            if file["name"].endswith(".csv"):
                found[user, file["name"]] = file["content"]
    return found


def neighbours(group):
    return answers(group, group.similar, [{"itemId": f"i{n % 5}-{n}"} for n in range(30)])


def test_nothing_is_left_and_nothing_of_others_differs(own_server):
    server = own_server("--relaxed-limits")
    group = shop(server, knows=True)
    assert privacy.holding(server.data, PERSON, outside=("s3/",))
    before = held(group)
    assert before
    done = privacy.forget(group.tenant, PERSON)

    # Whatever the server is asked, about the person too.
    stranger, *_ = answers(group, group.personal, [{"userId": "nobody-has-this-id"}])
    assert answers(group, group.personal, [{"userId": PERSON}]) == [stranger]
    told = [
        wire.send(group.tenant, path, b"", method="GET").body for path in (
            "/_bespoke/metrics", "/_bespoke/privacy/requests", "/_bespoke/privacy/audit",
            f"/_bespoke/privacy/certificate?requestId={done['requestId']}")]
    told += [json.dumps(answers(group, group.similar, [{"itemId": "i1-1"}])).encode()]
    told += [server.log.read_bytes()]
    for text in told:
        found = [form for form, needle in privacy.forms(PERSON).items() if needle in text]
        assert found == []
    assert privacy.holding(server.data, PERSON, outside=("s3/",)) == {}
    assert server.stop() == 0
    assert privacy.holding(server.data, PERSON, outside=("s3/",)) == {}
    assert PERSON.encode() not in server.log.read_bytes()
    server.start()

    # Others have what they had; what is counted is as if the person had never been there.
    assert held(group) == before
    assert neighbours(group) == neighbours(shop(server, knows=False))
    own = answers(group, group.personal, [{"userId": user} for user in OTHERS])
    assert all(len(found) == 50 for found in own)
    items = {item for found in neighbours(group) for item, _ in found}
    assert "only-theirs" not in items
